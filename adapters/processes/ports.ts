import { once } from 'node:events'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { errorCode } from '../../lib/system-error.ts'

/** Whether a port of the loopback interface can be listened on now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true })
    await once(server, 'listening')
    return true
  } catch (error) {
    if (['EADDRINUSE', 'EACCES'].includes(errorCode(error) ?? '')) return false
    throw error
  } finally {
    server.close()
  }
}

/** Ports of the loopback interface that were free a moment ago, each another one. */
export async function freePorts(count: number): Promise<readonly number[]> {
  // All are held before the first is let go, or the system could give one of them twice.
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(server => once(server, 'listening')))
  const ports = servers.map(server => (server.address() as AddressInfo).port)
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}

/** A port of the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1)
  return port
}

/** The process that listens on a TCP port, as `name (pid 123)`; undefined where the system does not say. */
export async function portHolder(port: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined
  const inodes = await listeningInodes(port)
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  for (const pid of pids) {
    if (await holdsSocket(pid, inodes)) {
      // Not /proc/PID/comm, which is the main thread's name: every Node program is called "MainThread" there.
      const program = await readlink(`/proc/${pid}/exe`).catch(() => 'a process that just ended')
      return `${path.basename(program)} (pid ${pid})`
    }
  }
  return undefined
}

/** State 0A is LISTEN in /proc/net/tcp; the local address is hexadecimal with the port after the colon (proc(5)). */
async function listeningInodes(port: number): Promise<ReadonlySet<string>> {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map(file => readFile(file, 'utf8').catch(() => '')),
  )
  const rows = tables.flatMap(table => table.split('\n').slice(1)).map(row => row.trim().split(/\s+/))
  return new Set(rows.filter(row => row[1]?.endsWith(`:${wanted}`) && row[3] === '0A').map(row => `socket:[${row[9]}]`))
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  // Processes of other users, and those that end meanwhile, cannot be looked into: they are passed over.
  const handles = await readdir(`/proc/${pid}/fd`).catch(() => [])
  for (const handle of handles) {
    const target = await readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')
    if (inodes.has(target)) return true
  }
  return false
}
