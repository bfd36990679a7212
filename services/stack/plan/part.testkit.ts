import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Part, STOP_STAGES } from './part.ts'

/** A folder of a test's own; the caller removes it. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-stack-'))
  mkdirSync(path.join(folder, 'logs'))
  return folder
}

/** Removes a folder that processes may still be writing to as they end. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
}

/** A part that runs a shell script, and is ready as soon as it runs, except for what is given. */
export function shellPart(folder: string, name: string, script: string, changes: Partial<Part> = {}): Part {
  return {
    name,
    url: `http://127.0.0.1/${name}`,
    files: [],
    process: {
      command: 'sh',
      args: ['-c', script],
      env: { PATH: process.env.PATH ?? '' },
      folder,
      logFile: path.join(folder, 'logs', `${name}.log`),
    },
    unready: async () => undefined,
    after: [],
    stopStage: STOP_STAGES.hops,
    ...changes,
  }
}
