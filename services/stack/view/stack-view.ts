import type { Duration } from '../../../lib/duration.ts'
import type { StackMoment } from '../control/stack-moment.ts'
import type { Figures } from '../control/watch.ts'

/** Everything the live view shows. */
export interface StackView extends Omit<StackMoment, 'figures'>, Figures {
  readonly siteUrl: string
  /** Where the stack keeps its files, as the person who started it wrote it. */
  readonly folder: string
  readonly runningFor: Duration
  readonly now: Date
  /** How many characters a line has. */
  readonly columns: number
}

/** The ways a piece of text can stand out; the terminal decides what they look like. */
export type Tone = 'good' | 'warn' | 'bad' | 'blind' | 'dim' | 'strong'
export type Paint = (tone: Tone, text: string) => string
