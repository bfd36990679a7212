/**
 * An app of an owner, as docs/your-app.md describes it: it uses nothing of this project. With SIGNED it says whose its answers
 * are and of which release; with BROKEN it fails, as an app does now and then; with STARTS_IN it takes so many milliseconds
 * until it listens. It has pages, orders, which it says again, and a stream of events.
 */
import { createServer } from 'node:http'

const { HOST = '127.0.0.1', PORT = '8080', RELEASE = 'unknown', STARTS_IN = '0', SIGNED, BROKEN } = process.env
let isEnding = false
const streams = new Set()

const server = createServer((request, response) => {
  if (SIGNED) response.setHeader('x-served-by', 'app').setHeader('x-release', RELEASE)
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop')
  if (pathname === '/live') return void response.end('alive\n')
  if (pathname === '/ready') return void response.writeHead(isEnding ? 503 : 200).end()
  if (BROKEN) return void response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops</h1>')
  if (pathname === '/events') {
    streams.add(response)
    response.on('close', () => streams.delete(response))
    return void response
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .write(`retry: 1000\ndata: ${RELEASE}\n\n`)
  }
  // A slow page, on which a rollout must wait.
  const answer = (/** @type {string} */ text) =>
    setTimeout(
      () => {
        response.writeHead(200, { 'content-type': 'text/html' }).end(text)
      },
      Number(searchParams.get('ms') ?? 0),
    )
  if (request.method !== 'POST') return void answer('<!doctype html><h1>Shop</h1>')
  let order = ''
  request.setEncoding('utf8').on('data', chunk => {
    order += chunk
  })
  request.on('end', () => answer(order))
})

// Longer than the proxies in front keep an idle connection, so that none of them meets one that is just being closed.
server.keepAliveTimeout = 95_000
setTimeout(() => server.listen(Number(PORT), HOST), Number(STARTS_IN))

// The pod has waited before this, so that no proxy sends new requests: what is under way is finished, then it ends.
process.on('SIGTERM', () => {
  isEnding = true
  server.close(() => process.exit(0))
  // A stream never finishes by itself: it is ended, and the visitor's browser opens it again, at another pod.
  for (const stream of streams) stream.end()
  // Proxies keep connections on which nothing is under way any more, and the app would wait for them.
  setInterval(() => server.closeIdleConnections(), 100)
})
