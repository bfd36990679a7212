import type { ProcessPlan } from '../../../adapters/processes/processes.ts'

/** A file that must be there before a program starts. */
export interface PartFile {
  readonly path: string
  readonly text: string
}

/** A program and its arguments that judges a configuration, such as `nginx -t`. */
export interface ConfigCheck {
  readonly command: string
  readonly args: readonly string[]
}

/** One program of the running stack. */
export interface Part {
  readonly name: string
  /** Where a person or another part reaches it. */
  readonly url: string
  /** Why this is not the real thing, when something stands in for it. */
  readonly standIn?: string
  readonly files: readonly PartFile[]
  /** Judges the files before anything starts. */
  readonly check?: ConfigCheck
  readonly process: ProcessPlan
  /** Logs that the program writes itself, beside what it prints. */
  readonly ownLogs?: readonly string[]
  /** Asked until it says nothing: what is still missing, in words, or undefined when the part is ready. */
  readonly unready: (signal: AbortSignal) => Promise<string | undefined>
  /** Parts that must be ready before this one starts. */
  readonly after: readonly string[]
  /** Parts of a lower stage are stopped first. */
  readonly stopStage: StopStage
}

/**
 * The order of stopping: clients stop before servers, so that the end is not counted as an outage. Four
 * stages, because each may take a second and Ctrl-C must be over in five.
 */
export const STOP_STAGES = { prober: 0, edge: 1, hops: 2, watchers: 3 } as const

type StopStage = (typeof STOP_STAGES)[keyof typeof STOP_STAGES]
