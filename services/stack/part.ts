import type { ProcessPlan } from '../../adapters/processes.ts'

/** One program of the running stack. */
export interface Part {
  readonly name: string
  /** Where a person or another part reaches it. */
  readonly url: string
  /** Why this is not the real thing, when something stands in for it. */
  readonly standIn?: string
  readonly process: ProcessPlan
  /** Asked until it says nothing: what is still missing, in words, or undefined when the part is ready. */
  readonly unready: (signal: AbortSignal) => Promise<string | undefined>
  /** Parts that must be ready before this one starts. */
  readonly after: readonly string[]
  /** Parts of a lower stage are stopped first. */
  readonly stopStage: number
}
