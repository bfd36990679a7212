import type { Slo } from '../slo/model.ts'
import type { ProbeCatalogue } from '../slo/probe-catalogue.ts'

/** What boards are built from: the definitions that people write. */
export interface BoardContext {
  readonly slos: readonly Slo[]
  readonly probes: ProbeCatalogue['probes']
}
