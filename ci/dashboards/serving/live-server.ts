import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { portHolder } from '../../../adapters/processes/ports.ts'
import { ExternalError, errorCode } from '../../../lib/system-error.ts'

/** A page that is shown until the next one. */
export interface LivePages {
  /** The newest page, as HTML without scripts. */
  readonly page: () => string
  /** Calls back at each new page; gives the function that ends that. */
  readonly onChange: (changed: () => void) => () => void
}

/** A running server, only for browsers on this machine. */
interface LiveServer {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** Where a page hears that there is a newer one. */
const CHANGES_PATH = '/changes'

/** Reloads the page, which scrolls back to where it was; the only script, and of our own. */
const RELOAD = `new EventSource('${CHANGES_PATH}').onmessage = () => location.reload()`

/**
 * Serves the newest page on the loopback interface. A page in a browser cannot read it under a name of its own: only
 * requests for this very host and port are answered. Rejects when the port is taken.
 */
export async function startLiveServer(port: number, pages: LivePages): Promise<LiveServer> {
  const open = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    if (!isMeantForUs(request, server)) return end(response, 403, 'This server answers only http://127.0.0.1')
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, 'Only GET is answered')
    const path = (request.url ?? '').split('?')[0]
    if (path === CHANGES_PATH) return follow(response, pages, open)
    return path === '/' ? show(response, pages.page()) : end(response, 404, 'There is one page here: /')
  })
  await listening(server, port)
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}/`,
    stop: async () => {
      for (const response of open) response.end()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error
    const holder = await portHolder(port)
    const who = holder === undefined ? 'another program' : holder
    throw new ExternalError(`Port ${port} is taken by ${who}: choose another with --port`)
  }
}

function isMeantForUs({ headers }: IncomingMessage, server: Server): boolean {
  const { port } = server.address() as AddressInfo
  const names = ['127.0.0.1', 'localhost'].map(name => `${name}:${port}`)
  const isOwnOrigin = headers.origin === undefined || names.some(name => headers.origin === `http://${name}`)
  return names.includes(headers.host ?? '') && isOwnOrigin
}

function end(response: ServerResponse, status: number, line: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${line}\n`)
}

function show(response: ServerResponse, page: string): void {
  const nonce = randomBytes(16).toString('base64')
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
    })
    .end(page.replace('</body>', () => `<script nonce="${nonce}">${RELOAD}</script>\n</body>`))
}

/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
function follow(response: ServerResponse, { onChange }: LivePages, open: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(': waiting for a change\n\n')
  open.add(response)
  const forget = onChange(() => response.write('data: changed\n\n'))
  response.on('close', () => {
    forget()
    open.delete(response)
  })
}
