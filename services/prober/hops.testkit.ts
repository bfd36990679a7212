import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An edge, an ingress and an app in one process, each with a port of its own, that can be broken one by one. */
export interface Hops {
  /** The prober's environment for these hops. */
  readonly env: Readonly<Record<string, string>>
  /** Makes the app fail, answer late, or work again. */
  breakApp(mode: 'none' | 'errors' | 'slow' | 'hang'): void
  /** Closes a hop's port, connections included. */
  stop(hop: 'edge' | 'ingress' | 'app'): Promise<void>
  start(hop: 'edge' | 'ingress' | 'app'): Promise<void>
  close(): Promise<void>
}

const SLOW_MS = 500

/** Starts the three hops on free ports. The proxies sign what they write themselves and pass on what the app signed. */
export async function startHops(): Promise<Hops> {
  let mode: 'none' | 'errors' | 'slow' | 'hang' = 'none'
  const ports: Record<string, number> = {}
  const app = createServer((_request, response) => {
    response.setHeader('x-served-by', 'app')
    response.setHeader('x-release', 'v1')
    if (mode === 'errors') response.writeHead(500).end('broken')
    else if (mode === 'slow') setTimeout(() => response.end('<!doctype html>'), SLOW_MS)
    else if (mode === 'none') response.end('<!doctype html>')
  })
  const servers: Record<string, Server> = {
    app,
    ingress: createServer((incoming, outgoing) => forward('ingress', ports.app, incoming, outgoing)),
    edge: createServer((incoming, outgoing) => {
      if (incoming.url === '/edge-health') outgoing.end('ok')
      else forward('edge', ports.ingress, incoming, outgoing)
    }),
    ping: createServer((_request, response) => response.end('OK')),
  }
  const listen = async (name: string, port: number): Promise<void> => {
    const server = servers[name] as Server
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    ports[name] = (server.address() as AddressInfo).port
  }
  const stop = async (name: string): Promise<void> => {
    servers[name]?.closeAllConnections()
    await new Promise(resolve => servers[name]?.close(resolve))
  }
  for (const name of Object.keys(servers)) await listen(name, 0)
  const url = (name: string, path: string) => `http://127.0.0.1:${ports[name]}${path}`
  return {
    env: {
      EDGE_URL: url('edge', '/'),
      EDGE_HEALTH_URL: url('edge', '/edge-health'),
      INGRESS_URL: url('ingress', '/'),
      INGRESS_PING_URL: url('ping', '/ping'),
      APP_URL: url('app', '/'),
    },
    breakApp(next) {
      mode = next
    },
    async stop(hop) {
      await stop(hop)
      if (hop === 'ingress') await stop('ping')
    },
    async start(hop) {
      await listen(hop, ports[hop] ?? 0)
      if (hop === 'ingress') await listen('ping', ports.ping ?? 0)
    },
    async close() {
      for (const name of Object.keys(servers)) await stop(name)
    },
  }
}

function forward(hop: string, port: number | undefined, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const upstream = request(
    { host: '127.0.0.1', port, path: incoming.url, method: incoming.method, agent: false },
    answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    },
  )
  upstream.on('error', () => outgoing.writeHead(502, { 'x-served-by': hop }).end('Bad Gateway'))
  incoming.pipe(upstream)
}
