import type { Duration } from '../../../lib/duration.ts'

export type PartState = 'waiting' | 'starting' | 'ready' | 'unresponsive' | 'restarting' | 'held' | 'stopped'

/** What is known of a part now. */
export interface PartStatus {
  readonly name: string
  readonly state: PartState
  readonly url: string
  readonly standIn?: string
  readonly pid?: number
  readonly restarts: number
  /** From the start of the stack until it was first ready. */
  readonly readyAfter?: Duration
  /** Why it is not ready, as far as known. */
  readonly problem?: string
}
