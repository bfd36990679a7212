import path from 'node:path'
import { readIfPresent } from '../../../adapters/files/files.ts'
import { remove } from '../../../adapters/files/folders.ts'
import { writeAtomically } from '../../../adapters/files/write-files.ts'
import { createPidFiles } from './pid-files.ts'

/** Where other commands find the running stack; readable by its user only, for the addresses have the password in them. */
export interface StackState {
  readonly pid: number
  readonly controlUrl: string
  readonly proberUrl: string
  readonly prometheusUrl: string
  /** Absent in the file of a stack that was started before this was written down. */
  readonly alertmanagerUrl?: string
  /** What the app says in `x-release`. */
  readonly release: string
  /** What the definitions of the probes refer to, so that a probe by hand takes the ways of this stack. */
  readonly probeEnvironment: Readonly<Record<string, string>>
}

/** The name under which the stack itself has a pid file. */
export const STACK_PID = 'stack'

export function pidFolder(folder: string): string {
  return path.join(folder, 'run')
}

/** Writes the state file of a running stack. */
export async function writeState(folder: string, state: StackState): Promise<void> {
  await writeAtomically(stateFile(folder), `${JSON.stringify(state)}\n`, 0o600)
}

/** Removes the state file of a stack that has stopped. */
export async function removeState(folder: string): Promise<void> {
  await remove(stateFile(folder))
}

/** The stack that runs from this folder, or undefined when none does, whatever a killed one left behind. */
export async function runningStack(folder: string): Promise<StackState | undefined> {
  const pid = await createPidFiles(pidFolder(folder)).running(STACK_PID)
  const text = await readIfPresent(stateFile(folder))
  if (pid === undefined || text === undefined) return undefined
  const state: StackState = JSON.parse(text)
  return state.pid === pid ? state : undefined
}

function stateFile(folder: string): string {
  return path.join(pidFolder(folder), 'stack.json')
}
