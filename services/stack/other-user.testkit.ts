import { execFile } from 'node:child_process'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** As whom a test tries what another user of the machine can do; only root may become someone else. */
const STRANGER = { uid: 65_534, gid: 65_534 }

/** Whether a test can be another user. */
export const MAY_TRY = process.getuid?.() === 0

/** What a program prints that a stranger runs in a folder of everyone's. Rejects when it fails. */
export async function asStranger(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(program, args, { ...STRANGER, cwd: '/', maxBuffer: 2 ** 26 })
  return stdout
}

/** The processes with an ancestor among these, and these. */
export async function withDescendants(roots: readonly number[]): Promise<readonly number[]> {
  const found = new Set(roots)
  const parents = await Promise.all((await allProcesses()).map(async pid => [pid, await parentOf(pid)] as const))
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  return [...found]
}

async function allProcesses(): Promise<readonly number[]> {
  return (await readdir('/proc')).flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : []))
}

/** The fourth field of proc(5)'s `stat`, behind a name that may hold anything. */
async function parentOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
}

/** The sockets on which processes listen, as `ADDRESS:PORT`; of Linux' other families there are none here. */
export async function listeningAddresses(pids: readonly number[]): Promise<readonly string[]> {
  const open = new Set((await Promise.all(pids.map(openFiles))).flat())
  const rows = (await readFile('/proc/net/tcp', 'utf8')).split('\n').slice(1)
  const six = (await readFile('/proc/net/tcp6', 'utf8').catch(() => '')).split('\n').slice(1)
  const found = [...rows, ...six].flatMap(row => {
    const [, address = '', , state, , , , , , inode] = row.trim().split(/\s+/)
    return state === '0A' && open.has(`socket:[${inode}]`) ? [readable(address)] : []
  })
  return [...new Set(found)].toSorted()
}

/** An address of /proc/net/tcp, whose four bytes stand in the order of the machine; one of IPv6 stays as it is. */
function readable(address: string): string {
  const [host = '', port = ''] = address.split(':')
  const bytes = host.length === 8 ? [...Buffer.from(host, 'hex')].toReversed().join('.') : host
  return `${bytes}:${Number.parseInt(port, 16)}`
}

/** What a process has open. */
async function openFiles(pid: number): Promise<readonly string[]> {
  const handles = await readdir(`/proc/${pid}/fd`).catch(() => [])
  return Promise.all(handles.map(handle => readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')))
}

/** Regular files that processes have open and that any user may write. */
export async function openToEveryone(pids: readonly number[]): Promise<readonly string[]> {
  const files = [...new Set((await Promise.all(pids.map(openFiles))).flat())].filter(file => file.startsWith('/'))
  return (await Promise.all(files.map(async file => ((await isOpen(file)) ? [file] : [])))).flat()
}

async function isOpen(file: string): Promise<boolean> {
  const facts = await stat(file).catch(() => undefined)
  return facts?.isFile() === true && (facts.mode & 0o002) !== 0
}

/** Every file and folder below a folder that others than its user and group may read, write or enter, as `MODE PATH`. */
export async function openBelow(folder: string): Promise<readonly string[]> {
  const all = await readdir(folder, { recursive: true })
  const modes = await Promise.all(
    all.map(async name => {
      const facts = await stat(path.join(folder, name)).catch(() => undefined)
      return facts === undefined || (facts.mode & 0o007) === 0 ? [] : [`${(facts.mode & 0o777).toString(8)} ${name}`]
    }),
  )
  return modes.flat()
}
