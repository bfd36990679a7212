import type { ProbeCatalogue } from '../services/prober/contract/catalogue.ts'
import type { Slo } from '../slo/core/model.ts'

/** What boards are built from: the definitions that people write. */
export interface BoardContext {
  readonly slos: readonly Slo[]
  readonly probes: ProbeCatalogue['probes']
}
