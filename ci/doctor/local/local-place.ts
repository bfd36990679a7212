import path from 'node:path'
import { availableMemory } from '../../../adapters/available-memory.ts'
import { readDiskSpace } from '../../../adapters/files/disk-space.ts'
import { kindOf } from '../../../adapters/files/folders.ts'
import { findProgram } from '../../../adapters/processes/programs.ts'
import { type ProgramRun, runProgram } from '../../../adapters/processes/run-program.ts'
import { seconds } from '../../../lib/duration.ts'
import { DEFAULT_FOLDER } from '../../../services/stack/plan/command-hint.ts'
import { DEFAULT_PORTS, type Ports } from '../../../services/stack/plan/ports.ts'

/** All that the facts of one machine may ask. */
export interface LocalPlace {
  readonly repository: string
  /** Everything that the stack writes. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly ports: Ports
  readonly now: () => Date
  /** Bytes. */
  readonly memory: () => Promise<number>
  /** Bytes, of the disk of the folder. */
  readonly disk: () => Promise<number>
  /** `address:port` of DNS servers; those of this machine when absent. */
  readonly dnsServers: readonly string[] | undefined
  /** Runs a program to its end; undefined where it is not installed. */
  readonly run: (names: readonly string[], args: readonly string[]) => Promise<ProgramRun | undefined>
}

const ENDS_WITHIN = seconds(4)

/** This machine. */
export function createLocalPlace(io: {
  readonly repository: string
  readonly env: LocalPlace['env']
  readonly now: () => Date
}): LocalPlace {
  const { repository, env, now } = io
  const folder = path.join(repository, DEFAULT_FOLDER)
  return {
    repository,
    folder,
    env,
    ports: DEFAULT_PORTS,
    now,
    dnsServers: undefined,
    memory: availableMemory,
    disk: async () => (await readDiskSpace((await kindOf(folder)) === undefined ? repository : folder)).free,
    run: async (names, args) => {
      const program = findProgram(names, env.PATH ?? '')
      return program === undefined ? undefined : runProgram(program, args, { signal: AbortSignal.timeout(ENDS_WITHIN) })
    },
  }
}
