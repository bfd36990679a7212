/**
 * An app of an owner, as docs/your-app.md describes it: it uses nothing of this project. With SIGNED it says whose its answers
 * are and of which release; with BROKEN it fails, as an app does now and then.
 */
import { createServer } from 'node:http'

const { HOST = '127.0.0.1', PORT = '8080', RELEASE = 'unknown', SIGNED, BROKEN } = process.env
let isEnding = false

const server = createServer((request, response) => {
  if (SIGNED) response.setHeader('x-served-by', 'app').setHeader('x-release', RELEASE)
  if (isEnding) response.setHeader('connection', 'close')
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop')
  if (pathname === '/live') return void response.end('alive\n')
  if (pathname === '/ready') return void response.writeHead(isEnding ? 503 : 200).end()
  if (BROKEN) return void response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops</h1>')
  // A slow page, on which a rollout must wait.
  setTimeout(
    () => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Shop</h1>')
    },
    Number(searchParams.get('ms') ?? 0),
  )
})

// Longer than the proxies in front keep an idle connection, so that none of them meets one that is just being closed.
server.keepAliveTimeout = 95_000
server.listen(Number(PORT), HOST)

// The pod has waited before this, so that no proxy sends new requests: what is under way is finished, then it ends.
process.on('SIGTERM', () => {
  isEnding = true
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})
