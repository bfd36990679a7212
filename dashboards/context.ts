import type { ProbeCatalogue } from '../services/prober/contract/catalogue.ts'
import type { Slo } from '../slo/core/model.ts'

/** The definitions that dashboards are built from. */
export interface BoardContext {
  readonly slos: readonly Slo[]
  readonly probes: ProbeCatalogue['probes']
}
