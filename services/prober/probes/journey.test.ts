import { afterEach, expect, test } from 'vitest'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { milliseconds } from '../../../lib/duration.ts'
import type { Step } from '../definition/model.ts'
import { DEFAULT_EXPECTATION } from '../definition/parse-expect.ts'
import { serveHttp, type TestServer } from './fault-servers.testkit.ts'
import { observeJourney } from './journey.ts'
import { exampleProbe, exampleRoute } from './probe.testkit.ts'

let server: TestServer | undefined
afterEach(() => server?.close())

function step(name: string, target: string, more: Partial<Step> = {}): Step {
  return { name, target, request: exampleProbe().request, expect: DEFAULT_EXPECTATION, extract: [], ...more }
}

/** Takes the steps at a shop that gives a session and a cart; `asked` is what it was asked for, with the cookies. */
async function take(...steps: readonly Step[]) {
  const asked: string[] = []
  server = await serveHttp(({ url = '', headers }, response) => {
    asked.push(`${url} ${headers.cookie ?? '-'}`)
    if (url === '/login') response.setHeader('set-cookie', 'session=s1')
    if (url === '/broken') response.statusCode = 500
    response.end('{"cart":7,"name":"tea & 🍵","lines":"a\\r\\nx-more: b"}')
  })
  const probe = exampleProbe({ kind: 'journey', steps })
  const context = { deadlineSteady: steadyNow() + 20_000, slotNumber: 0, traceId: '0af7651916cd43dd8448eb211c80319c' }
  return { ...(await observeJourney(probe, exampleRoute(server.port), context)), asked }
}

const CART = { name: 'cart', from: 'json', what: '/cart' } as const

test('the steps are taken in order, with the cookies and values of those before, and their times add up', async () => {
  const journey = await take(step('log in', '/login', { extract: [CART] }), step('see the cart', '/carts/{{cart}}'))
  expect(journey.failure).toBeUndefined()
  expect(journey.asked).toEqual(['/login -', '/carts/7 session=s1'])
  expect(journey.steps).toMatchObject([
    { name: 'log in', status: 200 },
    { name: 'see the cart', status: 200 },
  ])
  const [first = 0, second = 0] = journey.steps.map(({ seconds }) => seconds)
  expect(journey.durationSeconds).toBeCloseTo(first + second, 9)
  expect(Object.values(journey.phases).reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(first + second, 9)
})

test('a step that fails ends the journey, and the failure names it', async () => {
  const journey = await take(step('log in', '/login'), step('pay', '/broken'), step('log out', '/logout'))
  const detail = 'Step "pay": The status is 500; 200-299 is expected'
  expect(journey.failure).toEqual({ phase: 'wait', reason: 'status', detail })
  expect(journey.steps.map(({ name, status }) => `${name} ${status}`)).toEqual(['log in 200', 'pay 500'])
  expect(journey.asked).toHaveLength(2)
})

test('a step whose reply lacks what it should extract fails with that', async () => {
  const journey = await take(step('log in', '/login', { extract: [{ ...CART, what: '/token' }] }), step('pay', '/pay'))
  const detail = 'Step "log in": The reply has no json /token to take "cart" from'
  expect(journey.failure).toEqual({ phase: 'transfer', reason: 'extract', detail })
  expect(journey.asked).toHaveLength(1)
})

test('a step is held to its own latency, whatever the journey may take', async () => {
  const expectation = { ...DEFAULT_EXPECTATION, maxLatency: milliseconds(0) }
  const journey = await take(step('log in', '/login', { expect: expectation }), step('pay', '/pay'))
  expect(journey.failure).toMatchObject({
    reason: 'latency',
    detail: expect.stringMatching(/^Step "log in": It took /),
  })
  expect(journey.asked).toHaveLength(1)
})

test('what steps extracted and cookies are known as what may not be shown, also of the step that failed', async () => {
  const journey = await take(step('log in', '/login', { extract: [CART] }), step('pay', '/broken', { extract: [CART] }))
  expect(journey.given).toEqual([
    { value: '7', source: '{{cart}}' },
    { value: 's1', source: '[cookie session]' },
    { value: '7', source: '{{cart}}' },
  ])
})

test('an extracted value is sent as browsers send it in a target, and is no end of a line in a header', async () => {
  const NAME = { name: 'name', from: 'json', what: '/name' } as const
  const journey = await take(step('cart', '/', { extract: [NAME] }), step('find', '/q/{{name}}?q={{name}}'))
  expect(journey.asked[1]).toBe('/q/tea%20&%20%F0%9F%8D%B5?q=tea%20&%20%F0%9F%8D%B5 -')
})

test.each([
  [
    '/',
    { 'x-lines': '{{lines}}' },
    'Step "pay": The header x-lines cannot be sent: character 2 of its value is a line end',
  ],
  ['/{{lines}}', {}, 'Step "pay": The target cannot be sent: character 3 of it is a control character'],
])('what cannot be sent is no failure of the target: %s %j', async (target, headers, sentence) => {
  const LINES = { name: 'lines', from: 'json', what: '/lines' } as const
  const request = { ...exampleProbe().request, headers }
  const taken = take(step('cart', '/', { extract: [LINES] }), step('pay', target, { request }))
  await expect(taken).rejects.toThrow(sentence)
})
