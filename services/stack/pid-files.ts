import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfPresent, writeAtomically } from '../../adapters/files.ts'
import { processIdentity } from '../../adapters/process-identity.ts'
import { signalGroup } from '../../adapters/processes.ts'
import { milliseconds } from '../../lib/duration.ts'

/** Which processes are the stack's own: number and start time, so that a reused number is never mistaken for one. */
export interface PidFiles {
  write(name: string, pid: number): Promise<void>
  remove(name: string): Promise<void>
  /** The process written under a name, if that very process still runs. */
  running(name: string): Promise<number | undefined>
  /** Ends what an earlier stack left behind; tells the names. Processes that are not its own are never touched. */
  endLeftovers(): Promise<readonly string[]>
}

/** How often, and how many times, what was asked to end is looked at before it is killed: a second in all. */
const LOOK_INTERVAL = milliseconds(50)
const GRACE_LOOKS = 20

/** Keeps pid files in a folder. */
export function createPidFiles(folder: string): PidFiles {
  const file = (name: string) => path.join(folder, `${name}.pid`)
  const running = async (name: string): Promise<number | undefined> => {
    const text = await readIfPresent(file(name))
    const [pid = '', identity = ''] = text?.trim().split(' ', 2) ?? []
    if (identity === '' || !/^\d+$/.test(pid)) return undefined
    const current = await processIdentity(Number(pid))
    return current !== undefined && current.replaceAll(' ', '_') === identity ? Number(pid) : undefined
  }
  return {
    running,
    async write(name, pid) {
      const identity = (await processIdentity(pid))?.replaceAll(' ', '_') ?? ''
      await writeAtomically(file(name), `${pid} ${identity}\n`)
    },
    async remove(name) {
      await rm(file(name), { force: true })
    },
    async endLeftovers() {
      await mkdir(folder, { recursive: true })
      const names = (await readdir(folder)).filter(name => name.endsWith('.pid')).map(name => name.slice(0, -4))
      const left = await Promise.all(names.map(async name => ({ name, pid: await running(name) })))
      const alive = left.flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }]))
      for (const { pid } of alive) signalGroup(pid, 'SIGTERM')
      const stillRunning = async () => {
        const now = await Promise.all(
          alive.map(async part => ({ ...part, isRunning: (await running(part.name)) === part.pid })),
        )
        return now.filter(part => part.isRunning)
      }
      for (let look = 0; look < GRACE_LOOKS && (await stillRunning()).length > 0; look++) await sleep(LOOK_INTERVAL)
      for (const { pid } of await stillRunning()) signalGroup(pid, 'SIGKILL')
      await Promise.all(names.map(name => rm(file(name), { force: true })))
      return alive.map(({ name }) => name)
    },
  }
}
