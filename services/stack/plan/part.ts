import type { ProcessPlan } from '../../../adapters/processes/processes.ts'
import type { Duration } from '../../../lib/duration.ts'

/** A file that must be there before a program starts. */
export interface PartFile {
  readonly path: string
  readonly text: string
}

/** A file that depends on which other parts are ready. */
interface FollowingFile {
  readonly path: string
  readonly text: (isReady: (part: string) => boolean) => string
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
  /** How often a part that is ready is asked again; ten seconds when absent. */
  readonly askedEvery?: Duration
  /** Rewritten whenever the readiness of a part changes it; the program then reads it again, on SIGHUP. */
  readonly following?: FollowingFile
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
