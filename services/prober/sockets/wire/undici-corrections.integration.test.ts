import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { head, reset, SETTINGS } from '../../faults/http/http2-bytes.testkit.ts'
import { type Script, serveBytes, serveTlsBytes, type TlsServing } from '../../faults/http/serve-bytes.testkit.ts'
import { serveHttp2, type TestServer } from '../../probes/fault-servers.testkit.ts'
import { makeIdentities, type TestIdentities } from '../../probes/identities.testkit.ts'
import { Client } from '../http/undici-client.ts'
import { watchHttp2 } from './http2-wire.ts'

/**
 * What undici alone makes of answers that the prober corrects it in. When one of these fails, undici has been mended, and the
 * correction that names it can go.
 */
let identities: TestIdentities
let server: TestServer | undefined
beforeAll(async () => {
  identities = await makeIdentities()
})
afterEach(() => server?.close())

/** What undici reports: each status, the body, and how it ended. */
interface Reported {
  readonly statuses: readonly number[]
  readonly body: string
  readonly error: Error | undefined
}

async function ask(origin: string): Promise<Reported> {
  const client = new Client(origin, {
    allowH2: origin.startsWith('https'),
    connect: { ca: identities.ca, servername: 'app.test' },
  })
  const statuses: number[] = []
  let body = ''
  const error = await new Promise<Error | undefined>(resolve =>
    client.dispatch(
      { path: '/', method: 'GET' },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_controller, status) => void statuses.push(status),
        onResponseData: (_controller, chunk) => {
          body += chunk.toString()
        },
        onResponseEnd: () => resolve(undefined),
        onResponseError: (_controller, problem) => resolve(problem),
      },
    ),
  )
  await client.destroy().catch(() => undefined)
  return { statuses, body, error }
}

async function answerTo(sends: Script['sends'], ends: Script['ends'] = 'stays'): Promise<Reported> {
  server = await serveBytes({ sends, ends })
  return ask(`http://127.0.0.1:${server.port}`)
}

async function answerOverTls(serving: Omit<TlsServing, 'identity'>, script: Script): Promise<Reported> {
  server = await serveTlsBytes({ identity: identities.good, ...serving }, script)
  return ask(`https://127.0.0.1:${server.port}`)
}

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

test('undici ends the connection at a 100 that was not asked for', async () => {
  const { statuses, error } = await answerTo(['HTTP/1.1 100 Continue\r\n\r\n', OK])
  expect(statuses).toEqual([])
  expect(error).toMatchObject({ code: 'UND_ERR_SOCKET' })
})

test('undici reads any number of interim answers', async () => {
  const { statuses, error } = await answerTo(['HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(500), OK])
  expect(error).toBeUndefined()
  expect(statuses).toHaveLength(501)
})

test.each([
  ['a status below 100', 'HTTP/1.1 050 X\r\ncontent-length: 0\r\n\r\n'],
  ['a 101 that was not asked for', 'HTTP/1.1 101 Sw\r\nconnection: close\r\n\r\n'],
])('undici fails an assertion of its own at %s', async (_, answer) => {
  expect((await answerTo([answer], 'fin')).error).toMatchObject({ code: 'ERR_ASSERTION' })
})

test('undici refuses a line that ends without a carriage return', async () => {
  const { error } = await answerTo(['HTTP/1.1 200 OK\ncontent-length: 2\n\nok'])
  expect(error?.name).toBe('HTTPParserError')
})

test('undici takes a body without a length that a reset has ended for a whole one', async () => {
  const { body, error } = await answerTo(['HTTP/1.1 200 OK\r\n\r\n', 'half'], 'reset')
  expect([body, error]).toEqual(['half', undefined])
})

test('undici takes a body without a length for a whole one without the closing message of TLS', async () => {
  const { body, error } = await answerOverTls(
    { alpn: 'http/1.1' },
    { sends: ['HTTP/1.1 200 OK\r\n\r\nhalf'], ends: 'fin' },
  )
  expect([body, error]).toEqual(['half', undefined])
})

test('undici takes a stream that was reset for one that has ended', async () => {
  const sends = [Buffer.concat([SETTINGS, head()]), reset(8)]
  const { statuses, error } = await answerOverTls({ alpn: 'h2' }, { sends, ends: 'stays' })
  expect(statuses).toEqual([200])
  expect(error).toBeUndefined()
})

test('undici asks again where the server refused the stream', async () => {
  let streams = 0
  server = await serveHttp2(identities.good, session =>
    session.on('stream', stream => {
      streams += 1
      stream.on('error', () => undefined)
      stream.close(7)
    }),
  )
  expect((await ask(`https://127.0.0.1:${server.port}`)).error).toBeDefined()
  expect(streams).toBe(2)
})

test('undici fails an assertion when a client is destroyed while a stream of HTTP/2 is open', async () => {
  server = await serveTlsBytes(
    { identity: identities.good, alpn: 'h2' },
    { sends: [Buffer.concat([SETTINGS, head()])], ends: 'stays' },
  )
  const socket = connect({
    port: server.port,
    host: '127.0.0.1',
    ca: identities.ca,
    servername: 'app.test',
    ALPNProtocols: ['h2'],
  })
  await once(socket, 'secureConnect')
  const { stream } = watchHttp2(socket, () => undefined)
  let failed: unknown
  const emit = stream.emit.bind(stream)
  stream.emit = (...event: Parameters<typeof emit>): boolean => {
    try {
      return emit(...event)
    } catch (error) {
      failed = error
      return true
    }
  }
  const client = new Client(`https://127.0.0.1:${server.port}`, {
    allowH2: true,
    connect: (_options, callback) => void setImmediate(callback, null, stream as unknown as TLSSocket),
  })
  const begun = new Promise<void>(resolve =>
    client.dispatch(
      { path: '/', method: 'GET' },
      {
        onRequestStart: () => undefined,
        onResponseStart: () => resolve(),
        onResponseData: () => undefined,
        onResponseEnd: () => undefined,
        onResponseError: () => undefined,
      },
    ),
  )
  await begun
  client.destroy(new Error('over')).catch(() => undefined)
  await expect.poll(() => failed).toMatchObject({ code: 'ERR_ASSERTION' })
})
