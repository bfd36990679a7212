import { afterEach, expect, test } from 'vitest'
import { milliseconds, seconds } from '../../../../lib/duration.ts'
import { serveHttp, type TestServer } from '../../probes/fault-servers.testkit.ts'
import { exampleRoute } from '../../probes/probe.testkit.ts'
import { askOnce } from './ask-once.ts'

let server: TestServer | undefined
afterEach(() => server?.close())

test('whatever a server answers within the time, it has answered', async () => {
  server = await serveHttp((request, response) => {
    response.writeHead(503, { 'x-asked': `${request.method} ${request.url} ${request.headers.host}` }).end('busy')
  })
  const { response, failure } = await askOnce(exampleRoute(server.port, { target: '/ping' }), seconds(20))
  expect(failure).toBeUndefined()
  expect(response).toMatchObject({ status: 503, body: 'busy', headers: { 'x-asked': 'GET /ping app.test' } })
})

test('one that does not answer within the time has not', async () => {
  server = await serveHttp(() => undefined)
  expect(await askOnce(exampleRoute(server.port), milliseconds(100))).toMatchObject({
    response: undefined,
    failure: { reason: 'timeout' },
  })
})

test('of several addresses the first is asked', async () => {
  server = await serveHttp((_, response) => response.end('first'))
  const addresses = [
    { host: '127.0.0.1', port: server.port },
    { host: '127.0.0.1', port: 1 },
  ]
  const { response } = await askOnce(exampleRoute(server.port, { addresses }), seconds(20))
  expect(response?.body).toBe('first')
})
