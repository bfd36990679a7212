import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'

/**
 * A server whose timing is known: `/hold/50` answers after 50 ms and says how long it really held; `/stall/4000/1200`
 * never answers in the first 1200 ms of every 4000. A program of its own, so that its clock is not the prober's.
 */
const server = createServer((request, response) => {
  const received = performance.now()
  const [, kind, first = '0', second = '0'] = (request.url ?? '').split('/')
  if (kind === 'stall') {
    if (Date.now() % Number(first) >= Number(second)) response.end('ok')
    return
  }
  setTimeout(() => {
    const held = performance.now() - received
    response.writeHead(200, { 'x-held-ms': held.toFixed(3) }).end('ok')
  }, Number(first))
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit(0))
