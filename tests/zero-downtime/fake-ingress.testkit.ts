import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import type { Duration } from '../../lib/duration.ts'
import type { Pod } from './pods.testkit.ts'

/** A fake node of the ingress. It learns late which pods there are, as kube-proxy and Traefik do. */
export interface FakeIngress {
  readonly address: string
  /** The list of a host has changed: the node hears of it after its lag. */
  changed(host: string, pod: Pod): void
  close(): Promise<void>
}

const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade']

/**
 * Sends each request to the next of the pods that it knows for the host, on connections that it keeps. It does not try another pod
 * when one fails, as the Traefik of the manifests does: what that would hide is what is counted here.
 */
export async function startFakeIngress(lag: () => Duration): Promise<FakeIngress> {
  const known = new Map<string, readonly Pod[]>()
  const timers = new Set<NodeJS.Timeout>()
  const agent = new Agent({ keepAlive: true })
  let turn = 0
  const server = createServer({ keepAliveTimeout: 90_000 }, (incoming, outgoing) => {
    const pods = known.get(incoming.headers.host ?? '') ?? []
    const pod = pods[turn++ % pods.length]
    if (pod === undefined) {
      outgoing.writeHead(503).end('no available server')
      return
    }
    const { method, url: path, headers } = incoming
    const { address: host, port } = pod
    const forwarded = request({ host, port, method, path, headers: without(headers, HOP_BY_HOP), agent })
    forwarded.on('response', response => {
      outgoing.writeHead(response.statusCode ?? 502, without(response.headers, HOP_BY_HOP))
      // Events are sent as they come.
      outgoing.flushHeaders()
      // What breaks off there breaks off here.
      pipeline(response, outgoing, () => undefined)
    })
    forwarded.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(502).end('Bad Gateway')
    })
    outgoing.on('close', () => forwarded.destroy())
    incoming.pipe(forwarded)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    changed(host, pod) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        const others = (known.get(host) ?? []).filter(other => other !== pod)
        known.set(host, pod.readySince === undefined ? others : [...others, pod])
      }, lag())
      timers.add(timer)
    },
    async close() {
      for (const timer of timers) clearTimeout(timer)
      agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function without<Value>(headers: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
}
