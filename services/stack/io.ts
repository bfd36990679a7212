import type { Environment } from './plan/programs.ts'
import type { OutputStream } from './view/terminal.ts'

/** What the stack takes from its process. */
export interface StackIo {
  readonly stdout: OutputStream
  readonly stderr: (text: string) => void
  readonly env: Environment
  readonly repository: string
  readonly now: () => Date
  /** Milliseconds on a clock that is never set. */
  readonly monotonic: () => number
  /** Aborts when the stack is asked to end. */
  readonly signal: AbortSignal
}

/** What a command about the running stack takes from its process. */
export interface StackCommandIo {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly repository: string
  readonly signal: AbortSignal
}
