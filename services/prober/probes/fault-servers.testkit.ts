import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createSecureServer, type ServerHttp2Session } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, connect, createServer as createTcp, type Socket } from 'node:net'
import type { SecureVersion } from 'node:tls'

/** A server that runs until it is closed. */
export interface TestServer {
  readonly port: number
  close(): Promise<void>
}

/** Key and certificate as PEM. */
export interface Identity {
  readonly key: string
  readonly cert: string
}

/** An HTTP server on the loopback interface. */
export function serveHttp(listener: RequestListener): Promise<TestServer> {
  const server = createHttp(listener)
  return started(server, () => server.closeAllConnections())
}

/** An HTTPS server with this certificate; it may be held to old versions of TLS. */
export function serveHttps(
  identity: Identity,
  listener: RequestListener,
  maxVersion?: SecureVersion,
): Promise<TestServer> {
  const old =
    maxVersion === undefined ? {} : { maxVersion, minVersion: 'TLSv1' as const, ciphers: 'DEFAULT@SECLEVEL=0' }
  const server = createHttps({ ...identity, ...old }, listener)
  return started(server, () => server.closeAllConnections())
}

/** An HTTP/2 server that hands over each session. */
export function serveHttp2(identity: Identity, onSession: (session: ServerHttp2Session) => void): Promise<TestServer> {
  const server = createSecureServer(identity)
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', session => {
    sessions.add(session)
    session.on('error', () => undefined)
    onSession(session)
  })
  return started(server, () => {
    for (const session of sessions) session.destroy()
  })
}

/** A TCP server with a handler for its connections. */
export function serveTcp(onConnection: (socket: Socket) => void): Promise<TestServer> {
  const sockets = new Set<Socket>()
  const server = createTcp(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    onConnection(socket)
  })
  return started(server, () => {
    for (const socket of sockets) socket.destroy()
  })
}

type Listening = { listen(port: number, host: string): unknown; address(): unknown; close(done: () => void): unknown }

async function started(server: Listening & NodeJS.EventEmitter, closeConnections: () => void): Promise<TestServer> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        closeConnections()
      }),
  }
}

/** A port that takes no connection and refuses none: its process sleeps, and its queue is full. */
export async function serveBlackhole(): Promise<TestServer> {
  const code =
    "require('net').createServer().listen({port:0,host:'127.0.0.1',backlog:1},function(){console.log(this.address().port)})"
  const child: ChildProcess = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  if (child.stdout === null) throw new Error('The blackhole was started without a pipe')
  const [line] = await once(child.stdout, 'data')
  const port = Number(String(line))
  child.kill('SIGSTOP')
  const filling = Array.from({ length: 4 }, () => connect({ port, host: '127.0.0.1' }).on('error', () => undefined))
  // Two connections fit a queue of one; when the first has got in, the queue is what the next ones meet.
  await once(filling[1] ?? (filling[0] as Socket), 'connect')
  return {
    port,
    async close() {
      for (const socket of filling) socket.destroy()
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** What a name resolves to: addresses, a response code, or silence. */
export type DnsResult = readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'silence'

const RCODES: Readonly<Record<string, number>> = { NXDOMAIN: 3, SERVFAIL: 2 }
const TYPE_A = 1

/** A DNS server over UDP that knows these names (RFC 1035 §4). */
export async function serveDns(names: Readonly<Record<string, DnsResult>>): Promise<TestServer> {
  const server = createSocket('udp4')
  server.on('message', (query, { port, address }) => {
    const { name, end } = questionOf(query)
    const result = names[name] ?? 'NXDOMAIN'
    if (result === 'silence') return
    const isA = query.readUInt16BE(end - 4) === TYPE_A
    const answers = typeof result === 'string' || !isA ? [] : result
    const header = Buffer.from(query.subarray(0, 12))
    header.writeUInt16BE(0x8180 | (typeof result === 'string' ? (RCODES[result] ?? 0) : 0), 2)
    header.writeUInt16BE(answers.length, 6)
    header.writeUInt32BE(0, 8)
    server.send(Buffer.concat([header, query.subarray(12, end), ...answers.map(recordOf)]), port, address)
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: server.address().port, close: () => new Promise(resolve => server.close(() => resolve())) }
}

/** The name that a query asks for, and where its question ends. */
export function questionOf(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 }
}

/** An A record of the name in the question, which starts at offset 12. */
function recordOf(address: string): Buffer {
  const record = Buffer.from([0xc0, 0x0c, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4])
  return Buffer.concat([record, Buffer.from(address.split('.').map(Number))])
}
