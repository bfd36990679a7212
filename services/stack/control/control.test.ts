import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Gauge, Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask, sendJson } from '../../../adapters/http.ts'
import { freePort } from '../../../adapters/processes/ports.ts'
import { seconds } from '../../../lib/duration.ts'
import { alert, notification } from '../stack.testkit.ts'
import { type ControlDeps, type ControlServer, startControl } from './control.ts'
import type { Notification } from './page.ts'

const options = { timeout: seconds(5), signal: new AbortController().signal }

let control: ControlServer | undefined
let url = new URL('http://127.0.0.1')
let notified: Notification[] = []
let drills: string[] = []
beforeEach(() => {
  notified = []
  drills = []
})
afterEach(async () => {
  await control?.close()
  control = undefined
})

async function start(changes: Partial<ControlDeps> = {}): Promise<void> {
  const port = await freePort()
  control = await startControl({
    port,
    password: 'secret',
    status: () => ({ isReady: true }),
    pages: () => ({ pages: ['a page'] }),
    metrics: new Registry(),
    notified: async sent => void notified.push(sent),
    startDrill: async name => void drills.push(name),
    renewDrill: () => void drills.push('renew'),
    endDrill: async () => void drills.push('end'),
    ...changes,
  })
  url = new URL(`http://leadline:secret@127.0.0.1:${port}`)
}

const at = (path: string): URL => new URL(path, url)
const post = (path: string, body: string, headers: Readonly<Record<string, string>>) =>
  ask(at(path), options, { method: 'POST', body, headers })

test.each<[string, unknown]>([
  ['/status', { isReady: true }],
  ['/status?x=1', { isReady: true }],
  ['/pages', { pages: ['a page'] }],
])('GET %s answers with JSON', async (path, body) => {
  await start()
  expect(await sendJson('GET', at(path), undefined, options)).toEqual({ kind: 'answered', status: 200, body })
})

test('metrics are text as Prometheus reads it', async () => {
  const metrics = new Registry()
  new Gauge({ name: 'stack_drill_active', help: 'Whether.', registers: [metrics] }).set(1)
  await start({ metrics })
  expect(await ask(at('/metrics'), options)).toMatchObject({
    status: 200,
    text: expect.stringContaining('\nstack_drill_active 1\n'),
  })
})

test.each<[string, string, number]>([
  ['GET', '/', 404],
  ['POST', '/drills/', 404],
  ['GET', '/notifications', 405],
  ['POST', '/status', 405],
  ['GET', '/drills/ingress-down', 405],
  ['POST', '/drills/../status', 405],
])('%s %s is answered with %d', async (method, path, status) => {
  await start()
  expect(await ask(at(path), options, { method })).toMatchObject({ kind: 'answered', status })
})

test.each<[string, string, readonly string[]]>([
  ['POST', '/drills/ingress-down', ['ingress-down']],
  ['PUT', '/drills', ['renew']],
  ['DELETE', '/drills', ['end']],
])('%s %s is carried out', async (method, path, done) => {
  await start()
  expect(await sendJson(method, at(path), {}, options)).toMatchObject({ kind: 'answered', status: 200 })
  expect(drills).toEqual(done)
})

test.each([
  ['GET', '/status'],
  ['GET', '/pages'],
  ['GET', '/metrics'],
  ['POST', '/notifications'],
  ['POST', '/drills/ingress-down'],
  ['PUT', '/drills'],
  ['DELETE', '/drills'],
])('%s %s answers no one without the password', async (method, path) => {
  await start()
  for (const user of ['', 'leadline:secreT@', 'leadline:secretx@', 'leadline@', 'other:secret@']) {
    const asked = new URL(path, url.href.replace('leadline:secret@', user))
    expect(await sendJson(method, asked, notification([alert()]), options)).toMatchObject({ status: 401 })
  }
  expect([...drills, ...notified]).toEqual([])
})

test('a request that cannot be carried out is answered with the reason', async () => {
  await start({ startDrill: async () => 'The drill "slow-app" is under way' })
  expect(await sendJson('POST', at('/drills/app-errors'), {}, options)).toEqual({
    kind: 'answered',
    status: 409,
    body: { error: 'The drill "slow-app" is under way' },
  })
})

test('what fails inside answers 500 with its reason, and the server goes on', async () => {
  await start({
    renewDrill: () => void drills.push('renew'),
    endDrill: async () => {
      throw new Error('web-1 answered 500')
    },
  })
  const answer = await sendJson('DELETE', at('/drills'), {}, options)
  expect(answer).toEqual({ kind: 'answered', status: 500, body: { error: 'web-1 answered 500' } })
  expect(await ask(at('/status'), options)).toMatchObject({ status: 200 })
})

test('a notification of Alertmanager is handed on', async () => {
  await start()
  const sent = notification([alert()])
  expect(await sendJson('POST', at('/notifications'), sent, options)).toMatchObject({ status: 200 })
  expect(notified).toEqual([sent])
})

test.each<[string, string, string, number]>([
  ['a form that a web page could send unasked', 'text/plain', '{}', 415],
  ['JSON under another name', 'application/jsonp', '{}', 415],
  ['text that is not JSON', 'application/json', '{', 400],
  ['JSON that is not a notification', 'application/json; charset=utf-8', '{"groupKey":"a","status":"firing"}', 400],
  ['no object at all', 'application/json', 'null', 400],
  ['a body over a mebibyte', 'application/json', JSON.stringify({ text: 'x'.repeat(1_048_577) }), 413],
])('%s is refused', async (_, type, body, status) => {
  await start()
  expect(await post('/notifications', body, { 'content-type': type })).toMatchObject({ kind: 'answered', status })
  expect(notified).toEqual([])
})

test('a port that is taken is an error', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  await expect(start({ port: (other.address() as AddressInfo).port })).rejects.toThrow(/EADDRINUSE/)
  other.close()
})
