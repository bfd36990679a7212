import { expect, test } from 'vitest'
import { milliseconds } from '../../../../lib/duration.ts'
import type { Expectation } from '../../definition/model.ts'
import { DEFAULT_EXPECTATION } from '../../definition/parse-expect.ts'
import { exampleSample } from './example-sample.testkit.ts'
import { judge } from './judge.ts'
import { NOTHING_SEEN, type Observation, type Response } from './observation.ts'

const { observation: GOOD } = exampleSample()
const NOW_SECONDS = 1_790_000_000
const DAY = 86_400

function judged(observation: Observation, expectation: Partial<Expectation> = {}) {
  return judge(observation, { ...DEFAULT_EXPECTATION, ...expectation }, NOW_SECONDS)
}

/** The reason and the detail of a failure; undefined for a good outcome. */
function mismatch(observation: Observation, expectation: Partial<Expectation> = {}): string | undefined {
  const outcome = judged(observation, expectation)
  return outcome.isGood ? undefined : `${outcome.failure.reason}: ${outcome.failure.detail}`
}

const answering = (more: Partial<Response>): Observation => {
  const { response } = GOOD
  if (response === undefined) throw new Error('The example has a response')
  return { ...GOOD, response: { ...response, ...more } }
}

test('an answer that is as expected is good', () => expect(judged(GOOD)).toEqual({ isGood: true, isDegraded: false }))

test.each([
  [404, {}, 'status: The status is 404; 200-299 is expected'],
  [200, {}, undefined],
  [299, {}, undefined],
  [300, {}, 'status: The status is 300; 200-299 is expected'],
  // With a Location it is a redirect, whose target a reader wants to know.
  [
    300,
    { location: '/de' },
    'redirect: The status is 300; 200-299 is expected, and the redirect to /de was not followed',
  ],
  [
    399,
    { location: '/a' },
    'redirect: The status is 399; 200-299 is expected, and the redirect to /a was not followed',
  ],
  [400, { location: '/a' }, 'status: The status is 400; 200-299 is expected'],
  [201, { location: '/a' }, undefined],
])('a status of %d with %j: %s', (status, headers, expected) =>
  expect(mismatch(answering({ status, headers }))).toBe(expected),
)

test('expected statuses are shown as they were written', () => {
  const status = [
    [200, 204],
    [401, 401],
  ] as const
  expect(mismatch(answering({ status: 500 }), { status })).toBe('status: The status is 500; 200-204, 401 is expected')
  expect(mismatch(answering({ status: 401 }), { status })).toBeUndefined()
})

test.each<[string, Partial<Expectation>, string | undefined]>([
  ['contains', { bodyContains: ['shop', 'cart'] }, undefined],
  ['does not contain', { bodyContains: ['shop', 'pay'] }, 'body: The body does not contain "pay"'],
  ['matches', { bodyMatches: ['c.rt'] }, undefined],
  ['does not match', { bodyMatches: ['p.y'] }, 'body: The body does not match /p.y/'],
  ['a header is there', { headers: [{ name: 'server', is: 'present' }] }, undefined],
  ['a header is not there', { headers: [{ name: 'via', is: 'present' }] }, 'header: The header via is missing'],
  ['what every object has is no header', { headers: [{ name: 'constructor', is: 'absent' }] }, undefined],
  [
    'and is not there',
    {
      headers: [
        { name: 'tostring', is: 'present' },
        { name: 'valueof', is: 'present' },
      ],
    },
    'header: The header tostring is missing',
  ],
  ['no header', { headers: [{ name: 'via', is: 'absent' }] }, undefined],
  [
    'a header that may not be',
    { headers: [{ name: 'server', is: 'absent' }] },
    'header: The header server is "nginx"; it must be absent',
  ],
  ['a header is equal', { headers: [{ name: 'server', is: 'equal', text: 'nginx' }] }, undefined],
  [
    'a header is not equal',
    { headers: [{ name: 'server', is: 'equal', text: 'ngin' }] },
    'header: The header server is "nginx"; "ngin" is expected',
  ],
  ['a header matches', { headers: [{ name: 'server', is: 'match', text: '^n' }] }, undefined],
  [
    'a header does not match',
    { headers: [{ name: 'server', is: 'match', text: '^a' }] },
    'header: The header server is "nginx"; /^a/ is expected',
  ],
  ['the version of HTTP', { httpVersion: '1.1' }, undefined],
  ['another version', { httpVersion: '2' }, 'http_version: The answer came in HTTP/1.1; HTTP/2 is expected'],
])('of a response: %s', (_, expectation, expected) =>
  expect(mismatch(answering({ headers: { server: 'nginx' }, body: 'shop and cart' }), expectation)).toBe(expected),
)

test.each([
  ['220 ready', '^220', undefined],
  ['421 busy', '^220', 'answer: What was received does not match /^220/: it begins with "421 busy"'],
  ['421 busy', undefined, undefined],
  [undefined, '^220', undefined],
])('a tcp probe that received %s where %s is expected: %s', (received, receive, expected) =>
  expect(mismatch({ ...NOTHING_SEEN, received }, { receive })).toBe(expected),
)

test.each([
  ['NOERROR', ['10.0.0.1'], ['10.0'], undefined],
  ['NOERROR', ['10.0.0.1'], ['10.1'], 'answer: No answer has "10.1": 10.0.0.1'],
  ['NOERROR', [], [], 'answer: The answer has no record that was asked for'],
  ['NOERROR', [], ['10.1'], 'answer: The answer has no record that was asked for'],
  ['NXDOMAIN', [], [], 'rcode: The response code is NXDOMAIN; NOERROR is expected'],
])('a name server that answers %s %j where %j is expected: %s', (rcode, answers, wanted, expected) =>
  expect(mismatch({ ...NOTHING_SEEN, dns: { rcode, answers, ignored: 0 } }, { answers: wanted })).toBe(expected),
)

test.each([
  ['NODATA', 'NOERROR', [], undefined],
  ['NODATA', 'NOERROR', ['10.0.0.1'], 'rcode: The response code is NOERROR; NODATA is expected'],
  ['NODATA', 'NXDOMAIN', [], 'rcode: The response code is NXDOMAIN; NODATA is expected'],
  ['NXDOMAIN', 'NXDOMAIN', [], undefined],
])('where %s is expected, %s with %j: %s', (wanted, rcode, answers, expected) =>
  expect(mismatch({ ...NOTHING_SEEN, dns: { rcode, answers, ignored: 0 } }, { rcode: wanted })).toBe(expected),
)

test('records that were not asked for are counted where there is no other', () =>
  expect(mismatch({ ...NOTHING_SEEN, dns: { rcode: 'NOERROR', answers: [], ignored: 2 } }, {})).toBe(
    'answer: The answer has no record that was asked for, only 2 of other names, classes or types',
  ))

test.each([
  [14, undefined],
  [14.5, undefined],
  [14.6, 'tls_days_left: The certificate "CN=ends" has 14 days left; 14.6 are expected'],
  [undefined, undefined],
])('of a certificate with fourteen and a half days left %s are expected: %s', (daysLeft, expected) => {
  const { certificate } = GOOD
  const tls = { ...DEFAULT_EXPECTATION.tls, daysLeft }
  const ends = { chainNotAfter: NOW_SECONDS + 14.5 * DAY, firstToEnd: 'The certificate "CN=ends"' }
  expect(mismatch({ ...GOOD, certificate: certificate && { ...certificate, ...ends } }, { tls })).toBe(expected)
})

test('TLS 1.2 is too old where 1.3 is expected', () => {
  const { certificate } = GOOD
  const old = { ...GOOD, certificate: certificate && { ...certificate, protocol: 'TLSv1.2' } }
  const tls = { ...DEFAULT_EXPECTATION.tls, minVersion: '1.3' } as const
  expect(mismatch(old)).toBeUndefined()
  expect(mismatch(GOOD, { tls })).toBeUndefined()
  expect(mismatch(old, { tls })).toMatch(/^tls_version: /)
})

test.each([
  [0.2, { isGood: true, isDegraded: false }],
  [0.201, { isGood: true, isDegraded: true }],
  [0.5, { isGood: true, isDegraded: true }],
])('an answer after %d s, slow above 200 ms and bad above 500 ms: %j', (durationSeconds, outcome) => {
  const limits = { degradedAbove: milliseconds(200), maxLatency: milliseconds(500) }
  expect(judged({ ...GOOD, durationSeconds }, limits)).toEqual(outcome)
})

test.each([
  ['wait', { wait: 0.6, transfer: 0.1 }],
  ['transfer', { wait: 0.1, transfer: 0.6 }],
  ['wait', { wait: 0.6 }],
])('an answer that is too slow is charged to the phase %s when it took %j', (phase, phases) =>
  expect(judged({ ...GOOD, phases, durationSeconds: 0.7 }, { maxLatency: milliseconds(500) })).toMatchObject({
    failure: { phase, reason: 'latency', detail: 'It took 700 ms; at most 500 ms is expected' },
  }),
)

test('what broke the connection is the reason, whatever else is not as expected', () => {
  const failure = { phase: 'transfer', reason: 'reset', detail: 'read ECONNRESET' } as const
  expect(judged({ ...answering({ status: 500 }), failure })).toEqual({ isGood: false, failure })
})

test('a pattern that could not search the whole body says so', () => {
  const body = `${'x'.repeat(100_000)}y`
  expect(mismatch(answering({ body }), { bodyMatches: ['y'] })).toBeUndefined()
  expect(mismatch(answering({ body }), { bodyMatches: ['x{100}y'] })).toMatch(
    /^body: The body does not match \/x\{100\}y\/ in its first \d+ characters, which are all that this pattern searches$/,
  )
})

test('what a server sent is cut, and without control characters, where a reason shows it', () => {
  const headers = { server: `\u009b2J${'x'.repeat(5000)}`, location: `/${'\u202e'.repeat(2)}${'y'.repeat(5000)}` }
  const absent = mismatch(answering({ headers }), { headers: [{ name: 'server', is: 'absent' }] })
  expect(absent).toBe(`header: The header server is "\\u009b2J${'x'.repeat(197)}…"; it must be absent`)
  expect(mismatch(answering({ headers, status: 302 }))).toContain('redirect to /\\u202e\\u202eyyy')
  expect(mismatch(answering({ headers, status: 302 }))?.length).toBeLessThan(700)
})
