import type { Policy } from './policy.ts'
import { closedPeers } from './rules/closed-peers.ts'
import { disruptionBudget } from './rules/disruption-budget.ts'
import { entriesDiffer } from './rules/entries-differ.ts'
import { environment } from './rules/environment.ts'
import { grace } from './rules/grace.ts'
import { heapFits } from './rules/heap-fits.ts'
import { hostAccess } from './rules/host-access.ts'
import { imagePinned } from './rules/image-pinned.ts'
import { monitoringApart } from './rules/monitoring-apart.ts'
import { namespaceRestricted } from './rules/namespace-restricted.ts'
import { octal } from './rules/octal.ts'
import { ports } from './rules/ports.ts'
import { probes } from './rules/probes.ts'
import { quotaFits } from './rules/quota-fits.ts'
import { references } from './rules/references.ts'
import { resources } from './rules/resources.ts'
import { restricted } from './rules/restricted.ts'
import { rollout } from './rules/rollout.ts'
import { selectors } from './rules/selectors.ts'
import { settled } from './rules/settled.ts'
import { traefikValues } from './rules/traefik-values.ts'

/** Every policy of the manifests, by its code. */
export const POLICIES: readonly Policy[] = [
  closedPeers,
  disruptionBudget,
  entriesDiffer,
  environment,
  grace,
  heapFits,
  hostAccess,
  imagePinned,
  monitoringApart,
  namespaceRestricted,
  octal,
  ports,
  probes,
  quotaFits,
  references,
  resources,
  restricted,
  rollout,
  selectors,
  settled,
  traefikValues,
]
