import type { CommandIo } from '../../lib/command/command.ts'
import type { OutputStream } from './view/terminal.ts'

/** What the stack takes from its process: as every command, and the screen that it redraws. */
export interface StackIo extends CommandIo {
  readonly screen: OutputStream
}
