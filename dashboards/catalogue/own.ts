import { FAMILIES as PROBER } from '../../services/prober/contract/families.ts'
import { FAMILIES as WEB } from '../../services/web/contract/families.ts'
import type { Metric } from './metric.ts'

/** The metrics of the prober and of the web app, from their contracts. */
export const OWN_METRICS: readonly Metric[] = [...PROBER, ...Object.values(WEB)]
