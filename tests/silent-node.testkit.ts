import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A machine that neither takes nor refuses a connection, as one without power does. */
export interface SilentNode {
  readonly address: string
  stop(): void
}

/** Listens with the shortest queue there is and never takes anybody out of it. */
const NEVER_ACCEPTS = `
const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, String(server.address().port))
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})`
const LONG_ENOUGH_TO_CONNECT_MS = 200
const QUEUE_AT_MOST = 8

/** Starts a silent node in a process of its own. */
export async function startSilentNode(): Promise<SilentNode> {
  const child = spawn(process.execPath, ['-e', NEVER_ACCEPTS], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = Number(await new Promise(resolve => child.stdout.once('data', resolve)))
  const queue: Socket[] = []
  const stop = (): void => {
    for (const socket of queue) socket.destroy()
    child.kill('SIGKILL')
  }
  // The kernel answers for the process until the queue is full; a later client gets no answer.
  while (queue.length < QUEUE_AT_MOST) {
    const socket = connect({ host: '127.0.0.1', port }).on('error', () => undefined)
    queue.push(socket)
    const hasConnected = await Promise.race([
      once(socket, 'connect').then(() => true),
      sleep(LONG_ENOUGH_TO_CONNECT_MS, false),
    ])
    if (!hasConnected) return { address: `127.0.0.1:${port}`, stop }
  }
  stop()
  throw new Error(`The kernel took ${QUEUE_AT_MOST} connections for a queue of one`)
}
