import { expect, test } from 'vitest'
import { milliseconds } from '../../../../lib/duration.ts'
import type { ProbeKind } from '../../contract/names.ts'
import type { Reason } from '../../contract/reasons.ts'
import type { Expectation } from '../../definition/model.ts'
import { DEFAULT_EXPECTATION } from '../../definition/parse-expect.ts'
import { exampleProbe, exampleRoute } from '../../probes/probe.testkit.ts'
import { codeClassOf, possibleFailures, possiblePhases, possibleReplies } from './possible.ts'

const ROUTE = exampleRoute(80, { host: 'app.test' })
/** A dns probe connects to its resolver only. */
const QUESTION = exampleRoute(0, { host: '' })
const TLS = DEFAULT_EXPECTATION.tls

function reasons(kind: ProbeKind, expectation: Partial<Expectation> = {}): ReadonlySet<Reason> {
  const probe = exampleProbe({ kind, expect: expectation })
  const route = kind === 'dns' ? QUESTION : { ...ROUTE, isSecure: true }
  return new Set(possibleFailures(probe, route).map(({ reason }) => reason))
}

const json = [{ pointer: '/a', equals: '1', matches: undefined, atLeast: undefined, atMost: undefined }]

test.each<[Reason, ProbeKind, Partial<Expectation>]>([
  ['header', 'http', { headers: [{ name: 'server', is: 'present' }] }],
  ['body', 'http', { bodyContains: ['a'] }],
  ['body', 'http', { bodyMatches: ['a'] }],
  ['body', 'http', { json }],
  ['latency', 'http', { maxLatency: milliseconds(300) }],
  ['http_version', 'http', { httpVersion: '2' }],
  ['tls_version', 'tls', { tls: { ...TLS, minVersion: '1.3' } }],
  ['tls_days_left', 'tls', { tls: { ...TLS, daysLeft: 14 } }],
  ['answer', 'tcp', { receive: '^220' }],
])('%s can be why a probe of kind %s fails when it expects %j, and only then', (reason, kind, expectation) => {
  expect(reasons(kind)).not.toContain(reason)
  expect(reasons(kind, expectation)).toContain(reason)
})

test.each<[ProbeKind, readonly Reason[], readonly Reason[]]>([
  ['http', ['status', 'redirect', 'headers_size', 'body_size'], ['extract', 'rcode', 'answer']],
  // The expectations of a journey stand at its steps, which the probe as a whole does not show.
  ['journey', ['status', 'redirect', 'header', 'body', 'extract'], ['rcode', 'answer']],
  ['tls', ['tls_expired', 'tls_untrusted'], ['status', 'body', 'header', 'answer', 'extract']],
  ['tcp', ['refused', 'timeout'], ['status', 'rcode', 'answer']],
  ['dns', ['rcode', 'answer', 'dns_error', 'refused'], ['status', 'tls_expired', 'extract']],
])('a probe of kind %s can fail by %j and not by %j', (kind, can, cannot) => {
  const all = reasons(kind)
  for (const reason of can) expect(all).toContain(reason)
  for (const reason of cannot) expect(all).not.toContain(reason)
})

test('a resolver that refuses is met in dns, and by a dns probe in wait, which is all it has', () => {
  const phasesOf = (kind: ProbeKind, reason: Reason) =>
    possibleFailures(exampleProbe({ kind }), kind === 'dns' ? QUESTION : ROUTE).flatMap(one =>
      one.reason === reason ? one.phase : [],
    )
  expect(phasesOf('http', 'dns_error')).toEqual(['dns'])
  expect(phasesOf('http', 'refused')).toEqual(['dns', 'connect'])
  expect(phasesOf('dns', 'refused')).toEqual(['wait'])
})

test.each([
  ['a name', { host: 'app.test' }, true],
  ['an address', { host: '10.0.0.1' }, false],
  ['an address of IPv6', { host: '::1' }, false],
  ['a name of this machine', { host: 'web.localhost' }, false],
  ['a name whose addresses are given', { host: 'app.test', addresses: [{ host: '10.0.0.1', port: 80 }] }, false],
])('%s: time in dns %j %s', (_, more, isResolved) =>
  expect(possiblePhases(exampleProbe(), exampleRoute(80, more)).includes('dns')).toBe(isResolved),
)

test('phases come in the order in which a probe passes them', () => {
  expect(possiblePhases(exampleProbe(), { ...ROUTE, isSecure: true })).toEqual([
    'dns',
    'connect',
    'tls',
    'send',
    'wait',
    'transfer',
  ])
  expect(possiblePhases(exampleProbe({ kind: 'tls' }), { ...ROUTE, isSecure: true })).toEqual(['dns', 'connect', 'tls'])
})

test('replies are what HTTP gives: of every hop, of every final class', () => {
  expect(possibleReplies(exampleProbe())).toHaveLength(16)
  expect(possibleReplies(exampleProbe())).toContainEqual({ answerer: 'edge', codeClass: '5xx' })
  expect(possibleReplies(exampleProbe({ kind: 'tcp' }))).toEqual([])
})

test.each([
  [100, '1xx'],
  [204, '2xx'],
  [399, '3xx'],
  [404, '4xx'],
  [599, '5xx'],
  [600, 'other'],
  [99, 'other'],
])('a status of %d is of the class %s', (status, codeClass) => expect(codeClassOf(status)).toBe(codeClass))
