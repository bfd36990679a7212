import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A target that does everything wrong that a target can. */
export interface Neighbour {
  readonly url: string
  close(): Promise<void>
}

const HEAD = 'HTTP/1.1 200 OK\r\n'
/** What it answers, one after the other. */
const MISDEEDS: readonly ((socket: Socket) => void)[] = [
  socket => socket.resetAndDestroy(),
  socket => void socket.end(),
  socket => void socket.write('\u0000\u0001\u0002 not HTTP at all\r\n\r\n'),
  socket => void socket.write(`${HEAD}content-length: 1000000000000\r\n\r\n`),
  socket => void socket.write(`${HEAD}x: ${'y'.repeat(400_000)}\r\n\r\n`),
  socket => void socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n`),
  socket => drip(socket),
  socket => void socket.end(`${HEAD}content-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope`),
  socket => void socket.end(`HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n`),
  () => undefined,
]

function drip(socket: Socket): void {
  socket.write(`${HEAD}\r\n`)
  const timer = setInterval(() => socket.write('a'), 100)
  socket.once('close', () => clearInterval(timer))
}

/** Listens on a free port. */
export async function startNeighbour(): Promise<Neighbour> {
  let asked = 0
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    const misdeed = MISDEEDS[asked++ % MISDEEDS.length]
    socket.once('data', () => misdeed?.(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
