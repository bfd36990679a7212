import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfPresent } from '../../../adapters/files/files.ts'
import { makeFolder, namesIn, remove } from '../../../adapters/files/folders.ts'
import { createFile, writeAtomically } from '../../../adapters/files/write-files.ts'
import { processIdentity } from '../../../adapters/processes/process-identity.ts'
import { signalGroup } from '../../../adapters/processes/processes.ts'
import { milliseconds } from '../../../lib/duration.ts'

/** Which processes are the stack's own: number and start time, so that a reused number is never mistaken for one. */
export interface PidFiles {
  write(name: string, pid: number): Promise<void>
  /** Writes it unless a running process holds the name; of several that try at once, one gets it. Says whether it did. */
  claim(name: string, pid: number): Promise<boolean>
  remove(name: string): Promise<void>
  /** The process written under a name, if that very process still runs. */
  running(name: string): Promise<number | undefined>
  /** Ends the processes an earlier stack left behind, except one, and gives their names. Foreign processes are never touched. */
  endLeftovers(except: number): Promise<readonly string[]>
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
      await writeAtomically(file(name), `${pid} ${await identityOf(pid)}\n`)
    },
    async claim(name, pid) {
      const text = `${pid} ${await identityOf(pid)}\n`
      await makeFolder(folder)
      if (await createFile(file(name), text)) return true
      if ((await running(name)) !== undefined) return false
      // What is left is the file of a stack that was killed.
      await remove(file(name))
      if (!(await createFile(file(name), text))) return false
      // Another start may have cleared away the same file, and then ours with it.
      await sleep(LOOK_INTERVAL)
      return (await readIfPresent(file(name))) === text
    },
    async remove(name) {
      await remove(file(name))
    },
    async endLeftovers(except) {
      await makeFolder(folder)
      const names = (await namesIn(folder, '.pid')).map(name => name.slice(0, -'.pid'.length))
      const all = await Promise.all(names.map(async name => ({ name, pid: await running(name) })))
      const left = all.filter(({ pid }) => pid !== except)
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
      await Promise.all(left.map(({ name }) => remove(file(name))))
      return alive.map(({ name }) => name)
    },
  }
}

async function identityOf(pid: number): Promise<string> {
  return (await processIdentity(pid))?.replaceAll(' ', '_') ?? ''
}
