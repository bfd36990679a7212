import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The files of a version of control groups that limit memory (docs.kernel.org, admin-guide/cgroup-v2 and cgroup-v1/memory). */
interface Version {
  readonly root: string
  readonly limit: string
  readonly peak: string
  /** What is written besides the limit, so that nothing is swapped out instead. */
  readonly more: Readonly<Record<string, string>>
  /** The file with the line `oom_kill N`. */
  readonly kills: string
}

const VERSIONS: readonly Version[] = [
  {
    root: '/sys/fs/cgroup',
    limit: 'memory.max',
    peak: 'memory.peak',
    more: { 'memory.swap.max': '0' },
    kills: 'memory.events',
  },
  {
    root: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    peak: 'memory.max_usage_in_bytes',
    more: {},
    kills: 'memory.oom_control',
  },
]

/** A control group of the kernel with a limit of memory, as a pod has one. */
export interface MemoryCgroup {
  /** The most that was used at once, in bytes; the kernel's page cache for it included. */
  readonly peak: number
  /** Processes that the kernel has killed because of the limit. */
  readonly kills: number
  /** A command that runs another in the group from its first instruction on. */
  within(command: readonly string[]): readonly [command: string, ...args: string[]]
  remove(): void
}

/** Whether such groups can be made here: they need root, or a group that was handed over to this user. */
export const CAN_LIMIT_MEMORY = VERSIONS.some(isUsable)

/** Makes a group with this limit, in bytes. */
export function createMemoryCgroup(name: string, limit: number): MemoryCgroup {
  const version = VERSIONS.find(isUsable)
  if (version === undefined) throw new Error('No control group of memory can be made here')
  const folder = path.join(version.root, name)
  mkdirSync(folder)
  const file = (of: string) => path.join(folder, of)
  for (const [of, value] of Object.entries({ [version.limit]: String(limit), ...version.more }))
    if (existsSync(file(of))) writeFileSync(file(of), value)
  return {
    get peak() {
      return Number(readFileSync(file(version.peak), 'utf8'))
    },
    get kills() {
      return Number(/^oom_kill (\d+)$/m.exec(readFileSync(file(version.kills), 'utf8'))?.[1])
    },
    within: command => ['sh', '-c', 'echo $$ > "$0" && exec "$@"', file('cgroup.procs'), ...command],
    remove: () => rmdirSync(folder),
  }
}

function isUsable({ root, limit, peak }: Version): boolean {
  const isControlled =
    limit === 'memory.max'
      ? /\bmemory\b/.test(read(path.join(root, 'cgroup.subtree_control')))
      : existsSync(path.join(root, peak))
  try {
    accessSync(path.join(root, 'cgroup.procs'), constants.W_OK)
    return isControlled
  } catch {
    return false
  }
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
