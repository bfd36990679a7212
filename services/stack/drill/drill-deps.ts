import type { Duration } from '../../../lib/duration.ts'
import type { Slo } from '../../../slo/core/model.ts'
import type { StackClient } from '../control/stack-client.ts'

/** What a drill needs to run and to report. */
export interface DrillDeps {
  readonly client: StackClient
  readonly slos: readonly Slo[]
  readonly say: (line: string) => void
  /** Milliseconds since 1970; incidents carry wall-clock times. */
  readonly now: () => number
  /** Resolves after a time, or when the signal aborts. */
  readonly pause: (duration: Duration) => Promise<void>
  readonly signal: AbortSignal
}
