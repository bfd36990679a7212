import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { seconds } from '../../lib/duration.ts'
import { type RunningApp, startApp } from './app.testkit.ts'

let app: RunningApp | undefined
afterEach(async () => {
  await app?.close()
  app = undefined
})

async function start(changes: Parameters<typeof startApp>[0] = {}): Promise<RunningApp> {
  app = await startApp(changes)
  return app
}

/** Sends bytes as they are, and gives everything that comes back until the server closes. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', text => {
    answer += text
  })
  socket.write(bytes)
  await once(socket, 'close')
  return answer
}

function failing(): never {
  throw new Error('the status is gone')
}

test.each<[string, string, number, string]>([
  ['GET', '/', 200, 'text/html; charset=utf-8'],
  ['HEAD', '/', 200, 'text/html; charset=utf-8'],
  ['GET', '/?a=1', 200, 'text/html; charset=utf-8'],
  ['GET', '/status.json', 200, 'application/json; charset=utf-8'],
  ['GET', '/healthz', 200, 'text/plain; charset=utf-8'],
  ['GET', '/readyz', 200, 'text/plain; charset=utf-8'],
  ['GET', '/nothing', 404, 'text/html; charset=utf-8'],
  ['GET', '/metrics', 404, 'text/html; charset=utf-8'],
  ['GET', '/faults', 404, 'text/html; charset=utf-8'],
  ['GET', '/%', 404, 'text/html; charset=utf-8'],
  ['GET', '//', 404, 'text/html; charset=utf-8'],
  ['POST', '/', 405, 'text/html; charset=utf-8'],
  ['DELETE', '/readyz', 405, 'text/html; charset=utf-8'],
])('%s %s answers %d, and says which release the app answered with', async (method, path, status, type) => {
  const { url } = await start()
  const response = await fetch(url + path, { method })
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe(type)
  expect(response.headers.get('x-release')).toBe('v1.4.2')
  expect(response.headers.get('x-served-by')).toBe('app')
  expect((await response.text()) === '').toBe(method === 'HEAD')
})

test.each<[string, string, number]>([
  ['/', 'web.localhost:17203', 200],
  ['/status.json', '127.0.0.1', 200],
  ['/', 'evil.example', 421],
  ['/status.json', 'evil.example:17203', 421],
  ['/nothing', 'evil.example', 421],
  ['/readyz', '10.42.0.7:8080', 200],
])('of a site with names %s of %s is answered with %d', async (path, host, status) => {
  const { port } = await start({ names: ['web.localhost', '127.0.0.1'] })
  const answer = await exchange(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  if (status === 421) expect(answer).toContain('<h1>This is another site</h1>')
})

test('HEAD promises the length that GET sends', async () => {
  const { url } = await start()
  const head = await fetch(url, { method: 'HEAD' })
  const body = await (await fetch(url)).arrayBuffer()
  expect(Number(head.headers.get('content-length'))).toBe(body.byteLength)
})

test('a page that fails answers 500 with the release and no details; the log has the details', async () => {
  const { url, lines } = await start({ status: failing })
  const response = await fetch(url, { headers: { 'x-request-id': 'abc-1' } })
  const shown = await response.text()
  expect(shown).toContain('under the request id <code>abc-1</code>.')
  expect(shown).toContain('<a href="">Try again</a>')
  expect(shown).not.toContain('To the status page')
  expect(response.status).toBe(500)
  expect(response.headers.get('x-release')).toBe('v1.4.2')
  expect(shown).not.toContain('the status is gone')
  expect(lines()).toContainEqual(
    expect.objectContaining({ level: 'error', msg: 'request failed', requestId: 'abc-1', error: 'the status is gone' }),
  )
})

test.each<[string, string, string]>([
  ['no HTTP at all', 'hello\r\n\r\n', '400 Bad Request'],
  [
    'a head that is too large',
    `GET / HTTP/1.1\r\nhost: a\r\na: ${'x'.repeat(70_000)}\r\n\r\n`,
    '431 Request Header Fields Too Large',
  ],
  ['a request without Host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n', '400 Bad Request'],
  ['an unknown expectation', 'GET / HTTP/1.1\r\nhost: a\r\nexpect: magic\r\nconnection: close\r\n\r\n', '200 OK'],
])('%s is answered with the release too', async (_, bytes, status) => {
  const { port } = await start()
  const answer = await exchange(port, bytes)
  expect(answer.split('\r\n')[0]).toBe(`HTTP/1.1 ${status}`)
  expect(answer).toMatch(/^x-release: v1\.4\.2\r$/m)
  expect(answer).toMatch(/^x-served-by: app\r$/m)
})

const FIRST = 'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n'

test.each<[string, string, string]>([
  ['an unknown method', 'FOO / HTTP/1.1\r\nhost: a\r\n\r\n', '400 Bad Request'],
  ['a tunnel', 'CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n', '405 Method Not Allowed'],
  ['a control byte in a header', 'GET / HTTP/1.1\r\nhost: a\r\nx: a\u0001b\r\n\r\n', '400 Bad Request'],
  ['a NUL in a header', 'GET / HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n', '400 Bad Request'],
  ['raw bytes in the path', 'GET /\u00e9 HTTP/1.1\r\nhost: a\r\n\r\n', '400 Bad Request'],
  ['a folded header', 'GET / HTTP/1.1\r\nhost: a\r\nx: a\r\n b\r\n\r\n', '400 Bad Request'],
  ['two lengths', 'GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', '400 Bad Request'],
  [
    'a length beside chunks',
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    '400 Bad Request',
  ],
  ['a header without a colon', 'GET / HTTP/1.1\r\nhost: a\r\nnonsense\r\n\r\n', '400 Bad Request'],
  ['another version', 'GET / HTTP/9.9\r\nhost: a\r\n\r\n', '400 Bad Request'],
  [
    'headers of 70,000 bytes',
    `GET / HTTP/1.1\r\nhost: a\r\na: ${'x'.repeat(70_000)}\r\n\r\n`,
    '431 Request Header Fields Too Large',
  ],
])('%s on a connection that has served a request is answered, not cut off', async (_, bytes, status) => {
  const { port } = await start()
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', text => {
    answer += text
  })
  socket.write(FIRST)
  await vi.waitFor(() => expect(answer).toMatch(/alive\n$/))
  answer = ''
  socket.write(bytes, 'latin1')
  await once(socket, 'close')
  expect(answer.split('\r\n')[0]).toBe(`HTTP/1.1 ${status}`)
  expect(answer).toMatch(/^x-served-by: app\r$/m)
})

test('nonsense right behind a request is answered after that request', async () => {
  const { port } = await start()
  const statuses = (await exchange(port, `${FIRST}FOO / HTTP/1.1\r\n\r\n`)).match(/HTTP\/1\.1 \d+/g)
  expect(statuses).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400'])
})

test('a request whose body cannot be read has one answer', async () => {
  const { port } = await start()
  const bytes = 'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'
  expect((await exchange(port, bytes)).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 405'])
})

test('the security policy allows exactly the style that is in the page', async () => {
  const { url } = await start()
  for (const path of ['/', '/nothing']) {
    const response = await fetch(url + path)
    const style = /<style>(.*?)<\/style>/s.exec(await response.text())?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain(`style-src 'sha256-${hash}'`)
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
  }
})

test('a request is logged and counted under its route and never its path', async () => {
  const { url, lines, deps } = await start()
  await (
    await fetch(`${url}/secret-path?token=1`, { headers: { 'x-request-id': 'id-7', 'x-forwarded-for': '10.0.0.9' } })
  ).text()
  await vi.waitFor(() => expect(lines()).toHaveLength(1))
  expect(lines()[0]).toEqual({
    time: expect.any(String),
    level: 'info',
    msg: 'request',
    requestId: 'id-7',
    method: 'GET',
    route: 'unmatched',
    path: '/secret-path',
    status: 404,
    durationSeconds: expect.any(Number),
    bytes: expect.any(Number),
    remote: '127.0.0.1',
    forwardedFor: '10.0.0.9',
  })
  const exposed = await deps.metrics.expose()
  expect(exposed).toContain('http_requests_total{method="GET",route="unmatched",code="404"} 1')
  expect(exposed).not.toContain('secret-path')
})

test('a request id that could break a log is replaced', async () => {
  const { url } = await start()
  const response = await fetch(url, { headers: { 'x-request-id': 'a b;"' } })
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('every known series stands at 0 before the first request, and the SLO threshold is a bound', async () => {
  const { deps } = await start()
  const exposed = await deps.metrics.expose()
  for (const series of ['route="/",code="200"', 'route="/",code="500"', 'route="/readyz",code="503"']) {
    expect(exposed).toContain(`http_requests_total{method="GET",${series}} 0`)
  }
  expect(exposed).toContain('http_request_duration_seconds_bucket{le="0.3",method="GET",route="/",code="200"} 0')
  expect(exposed).toContain('app_release_info{release="v1.4.2"} 1')
  expect(exposed).toContain('process_resident_memory_bytes')
})

test('an unusual method does not become a series of its own', async () => {
  const { url, lines, deps } = await start()
  await (await fetch(url, { method: 'PROPFIND' })).text()
  await vi.waitFor(() => expect(lines()).toHaveLength(1))
  expect(await deps.metrics.expose()).toContain('http_requests_total{method="other",route="/",code="405"} 1')
})

test('while errors are injected the pages fail and the health endpoints do not', async () => {
  const { url, deps, lines } = await start()
  deps.faults.set({ mode: 'errors' })
  const statuses = await Promise.all(
    ['/', '/status.json', '/healthz', '/readyz'].map(async path => (await fetch(url + path)).status),
  )
  expect(statuses).toEqual([500, 500, 200, 200])
  expect(lines().filter(({ level }) => level === 'error')).toEqual([])
  deps.faults.set({ mode: 'none' })
  expect((await fetch(url)).status).toBe(200)
})

test('while errors are injected into a part of the pages, about that part fails', async () => {
  const { url, deps } = await start()
  deps.faults.set({ mode: 'errors', part: 0.5 })
  const statuses = await Promise.all(Array.from({ length: 100 }, async () => (await fetch(url)).status))
  const failed = statuses.filter(status => status === 500).length
  // Six standard deviations on each side.
  expect(Math.abs(failed - 50)).toBeLessThan(30)
})

test('while slowness is injected, a page whose visitor leaves is counted as left, not as an error', async () => {
  const { url, deps, lines } = await start()
  deps.faults.set({ mode: 'slow', delay: seconds(20) })
  const controller = new AbortController()
  const asked = fetch(url, { signal: controller.signal })
  await vi.waitFor(async () => expect(await connections(app)).toBe(1))
  controller.abort()
  await expect(asked).rejects.toThrow('aborted')
  await vi.waitFor(() => expect(lines()).toMatchObject([{ msg: 'request', route: '/', status: 499, bytes: 0 }]))
})

test('while draining it is alive and not ready, and asks every connection to go', async () => {
  const { url } = await start({ isDraining: () => true })
  const answers = await Promise.all(['/', '/healthz', '/readyz', '/nothing'].map(path => fetch(url + path)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 503, 404])
  expect(answers.map(({ headers }) => headers.get('connection'))).toEqual(Array(4).fill('close'))
})

function connections(running: RunningApp | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    running?.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
  })
}

test('of a cluster’s health requests only a new answer is logged; all are counted', async () => {
  let isDraining = false
  const { url, lines, deps } = await start({ isDraining: () => isDraining })
  const ask = async () => {
    for (const path of ['/healthz', '/readyz']) await (await fetch(url + path)).text()
  }
  await ask()
  await ask()
  isDraining = true
  await ask()
  await ask()
  const asked = () =>
    lines()
      .filter(({ msg }) => msg === 'request')
      .map(({ path, status }) => `${path} ${status}`)
  await expect.poll(asked).toEqual(['/healthz 200', '/readyz 200', '/readyz 503'])
  await expect.poll(() => deps.metrics.expose()).toContain('route="/readyz",code="503"} 2')
})

test('the page that reloads itself can be stopped, and let go on, without a script', async () => {
  app = await startApp()
  const htmlOf = async (path: string) => (await fetch(new URL(path, app?.url))).text()
  expect(await htmlOf('/')).toMatch(/http-equiv="refresh"[\s\S]*<a href="\?refresh=off">Pause<\/a>/)
  const paused = await htmlOf('/?refresh=off')
  expect(paused).not.toContain('http-equiv="refresh"')
  expect(paused).toContain('<a href="?">Let it reload</a>')
})

test('a browser that looks for an icon finds one', async () => {
  app = await startApp()
  const answer = await fetch(new URL('/favicon.ico', app.url))
  expect(answer.headers.get('content-type')).toMatch(/^image\/svg\+xml/)
  expect(await answer.text()).toMatch(/^<svg /)
})
