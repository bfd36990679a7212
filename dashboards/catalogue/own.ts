import { FAMILIES as PROBER } from '../../services/prober/contract/families.ts'
import { FAMILIES as WEB } from '../../services/web/contract/families.ts'
import type { Metric } from './metric.ts'

/** What the prober and the web app measure, as they declare it themselves. */
export const OWN_METRICS: readonly Metric[] = [...PROBER, ...Object.values(WEB)]
