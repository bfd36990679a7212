import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { serveTcp, type TestServer } from '../probes/fault-servers.testkit.ts'

/** What a target sends once it has received the head of a request. */
export interface Script {
  /** One after the other, each a moment later so that it arrives by itself; texts are Latin-1. */
  readonly sends: readonly (string | Buffer)[]
  /** Sent again and again until the prober closes the connection. */
  readonly endlessly?: string | Buffer
  /** How the connection ends after the last send. */
  readonly ends: 'fin' | 'reset' | 'stays'
}

/** Long enough that two sends are two reads. */
const GAP_MILLISECONDS = 15

/** A TCP server that follows the script on every connection, whatever is asked. */
export function serveBytes(script: Script): Promise<TestServer> {
  return serveTcp(socket => {
    let received = ''
    const listen = (chunk: Buffer): void => {
      received += chunk.toString('latin1')
      if (!received.includes('\r\n\r\n')) return
      socket.off('data', listen).resume()
      void follow(socket, script)
    }
    socket.on('data', listen)
  })
}

async function follow(socket: Socket, { sends, endlessly, ends }: Script): Promise<void> {
  for (const [index, bytes] of sends.entries()) {
    if (index > 0) await sleep(GAP_MILLISECONDS)
    socket.write(bytes, 'latin1')
  }
  if (endlessly !== undefined) await flood(socket, endlessly)
  if (ends === 'stays') return
  await sleep(GAP_MILLISECONDS)
  if (ends === 'fin') socket.end()
  else socket.resetAndDestroy()
}

/** Writes as fast as the other side reads, and lets other work run in between. */
async function flood(socket: Socket, bytes: string | Buffer): Promise<void> {
  while (!socket.destroyed) {
    while (!socket.destroyed && socket.write(bytes, 'latin1'));
    await new Promise(resolve => socket.once('drain', resolve).once('close', resolve))
  }
}
