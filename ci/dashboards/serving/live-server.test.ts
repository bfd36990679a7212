import { once } from 'node:events'
import { request } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { startLiveServer } from './live-server.ts'
import { type Rendered, renderingPages } from './rendering.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** A server of pages that are rendered from what the list holds next. */
async function start(...outcomes: readonly Rendered[]) {
  const left = [...outcomes]
  const rendering = renderingPages(
    async () => left.shift() ?? { kind: 'failed', said: 'nothing left' },
    () => undefined,
  )
  const server = await startLiveServer(0, rendering)
  stops.push(server.stop)
  return { ...server, again: rendering.again }
}

const PAGE = '<!doctype html><body><h1>$& Home</h1></body>'

function ask(url: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers, method }, response => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
  })
}

test('the page is the one that was rendered last, with our script and no other', async () => {
  const { url, again } = await start({ kind: 'page', page: PAGE })
  expect(await (await fetch(url)).text()).toContain('Drawing the dashboards')
  await again()
  const answer = await fetch(url)
  const text = await answer.text()
  expect(text).toContain('<h1>$& Home</h1>')
  const [, nonce = ''] = /<script nonce="([^"]+)">/.exec(text) ?? []
  expect(text.match(/<script/g)).toHaveLength(1)
  expect(answer.headers.get('content-security-policy')).toContain(`script-src 'nonce-${nonce}'`)
})

test('what is wrong stands on the page, as text', async () => {
  const { url, again } = await start({ kind: 'failed', said: 'slo.yaml:3:1: <b>wrong</b>' })
  await again()
  expect(await (await fetch(url)).text()).toContain('slo.yaml:3:1: &lt;b&gt;wrong&lt;/b&gt;')
})

test('a browser that waits hears of the next page', async () => {
  const { url, again } = await start({ kind: 'page', page: PAGE })
  const answer = await fetch(`${url}changes`)
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toBe(': waiting for a change\n\n')
  await again()
  expect((await reader?.read())?.value).toBe('data: changed\n\n')
})

test.each([
  ['another name', { host: 'dashboards.example' }],
  ['another port', { host: '127.0.0.1:1' }],
  ['a page of another site', { origin: 'https://example.org' }],
])('a request for %s is refused', async (_, headers) => {
  const { url } = await start()
  const { host } = new URL(url)
  expect(await ask(url, { host, ...headers })).toBe(403)
  expect(await ask(`${url}changes`, { host, ...headers })).toBe(403)
})

test('only GET is answered, and only what is there', async () => {
  const { url } = await start()
  const { host } = new URL(url)
  expect(await ask(url, { host }, 'POST')).toBe(405)
  expect(await ask(`${url}other`, { host })).toBe(404)
  expect(await ask(url.replace('127.0.0.1', 'localhost'), { host: host.replace('127.0.0.1', 'localhost') })).toBe(200)
})

test('a port that is taken is said to be', async () => {
  const { url } = await start()
  const port = Number(new URL(url).port)
  const pages = { page: () => '', onChange: () => () => undefined }
  await expect(startLiveServer(port, pages)).rejects.toThrow(`Port ${port} is taken by`)
})

test('changes during a rendering are followed by one more, not by one each', async () => {
  let runs = 0
  const gate = new EventTarget()
  const rendering = renderingPages(
    async () => {
      runs += 1
      if (runs === 1) await once(gate, 'open')
      return { kind: 'page', page: PAGE }
    },
    () => undefined,
  )
  const all = [rendering.again(), rendering.again(), rendering.again()]
  gate.dispatchEvent(new Event('open'))
  await Promise.all(all)
  expect(runs).toBe(2)
})
