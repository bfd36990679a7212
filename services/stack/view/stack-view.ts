import type { Duration } from '../../../lib/duration.ts'
import type { SloReport } from '../../../slo/report/report.ts'
import type { Notice, ProberWord } from '../contract/notice.ts'
import type { Page } from '../contract/page.ts'
import type { GoodSince } from '../contract/recovery.ts'
import type { PartStatus } from '../supervise/part-status.ts'

/** Everything the live view shows. */
export interface StackView {
  readonly siteUrl: string
  /** Where the stack keeps its files, as the person who started it wrote it. */
  readonly folder: string
  readonly runningFor: Duration
  readonly parts: readonly PartStatus[]
  readonly slos: readonly SloReport[]
  /** Undefined while nothing says so: that is "blind", not "none". */
  readonly faultDomain: string | undefined
  /** How many instances of that hop fail, as `1 of 2`. */
  readonly faultInstances?: string | undefined
  readonly isSlow?: true | undefined
  readonly pages: readonly Page[]
  /** What must be known to read the rest. */
  readonly notices: readonly Notice[]
  /** Since when every probe of an SLO is good whose windows still hold errors. */
  readonly goodSince: GoodSince
  readonly now: Date
  /** How many characters a line has. */
  readonly columns: number
  /** What the prober itself says of the hops. */
  readonly proberWord: ProberWord | undefined
  /** What is broken on purpose now. */
  readonly drill: string | undefined
  /** Since when Prometheus has not answered; undefined when it does. */
  readonly blindFor: Duration | undefined
}

/** The ways a piece of text can stand out; the terminal decides what they look like. */
export type Tone = 'good' | 'warn' | 'bad' | 'blind' | 'dim' | 'strong'
export type Paint = (tone: Tone, text: string) => string
