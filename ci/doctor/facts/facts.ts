import type { Fact } from '../core/fact.ts'
import type { Place } from '../place/place.ts'
import { CLIENT_ADDRESS_FACT } from './client-address.ts'
import { CLUSTER_FACTS } from './cluster.ts'
import { EDGE_FACTS } from './edge.ts'
import { HERE_FACTS } from './here.ts'
import { IMAGES_FACT, PULL_SECRET_FACT } from './images.ts'
import { MONITORING_FACTS } from './monitoring.ts'
import { NODE_FACTS } from './nodes.ts'
import { PLATFORM_FACTS } from './platform.ts'
import { RELEASE_FACTS } from './release.ts'
import { RIGHTS_FACT } from './rights.ts'

/** Every fact of an installation, in the order in which a person makes them true. */
export const FACTS: readonly Fact<Place>[] = [
  ...HERE_FACTS,
  IMAGES_FACT,
  ...CLUSTER_FACTS,
  ...NODE_FACTS,
  RIGHTS_FACT,
  ...PLATFORM_FACTS,
  PULL_SECRET_FACT,
  ...RELEASE_FACTS,
  ...EDGE_FACTS,
  CLIENT_ADDRESS_FACT,
  ...MONITORING_FACTS,
]
