import type { KnownFaults } from '../contract/known-faults.ts'
import type { Notice, ProberWord } from '../contract/notice.ts'
import type { Page } from '../contract/page.ts'
import type { GoodSince } from '../contract/recovery.ts'
import type { PartStatus } from '../supervise/part-status.ts'
import type { Figures } from './watch.ts'

/** What is known of the running stack at one moment, in the terminal and at the port for commands. */
export interface StackMoment {
  readonly parts: readonly PartStatus[]
  readonly figures: Figures
  readonly pages: readonly Page[]
  /** What must be known to read the rest. */
  readonly notices: readonly Notice[]
  /** Which faults last and which are over, of the moment that the recoveries are of. */
  readonly faults: KnownFaults
  /** Since when every probe of an SLO is good whose windows still hold errors. */
  readonly goodSince: GoodSince
  /** What the prober itself says of the hops. */
  readonly proberWord: ProberWord | undefined
  /** What is broken on purpose now. */
  readonly drill: string | undefined
}
