import { expect, test } from 'vitest'
import { milliseconds } from '../../../../lib/duration.ts'
import { DEFAULT_EXPECTATION } from '../../definition/parse-expect.ts'
import { exampleProbe, exampleRoute } from '../../probes/probe.testkit.ts'
import { curlCommand } from './curl.ts'

const asIs = (word: string): string => word
const UNVERIFIED = { tls: { ...DEFAULT_EXPECTATION.tls, isVerified: false } }

test('a request is repeated to the same address, within the same time, with the same Host', () => {
  const route = exampleRoute(8080, { target: '/cart?id=7', authority: 'app.test:8080' })
  expect(curlCommand(exampleProbe({ timeout: milliseconds(2500) }), route, '10.0.0.7:8080', asIs)).toBe(
    "curl --verbose --max-time 2.5 --connect-to ::10.0.0.7:8080 --http1.1 --header 'Host: app.test:8080' 'http://app.test:8080/cart?id=7'",
  )
})

test.each([
  ['of an unencrypted connection no certificate is checked', false, {}, {}, []],
  ['of an unencrypted connection there is none to leave unchecked', false, UNVERIFIED, {}, []],
  ['the certificate is checked where the probe checks it', true, {}, {}, []],
  ['and is not where the probe does not', true, UNVERIFIED, {}, ['--insecure']],
  ['against the authority of the route', true, {}, { ca: 'PEM', caFile: 'ca.pem' }, ['--cacert', 'ca.pem']],
])('%s', (_, isSecure, expectation, more, expected) => {
  const probe = exampleProbe({ expect: expectation })
  const words = curlCommand(probe, exampleRoute(443, { isSecure, ...more }), undefined, asIs)?.split(' ') ?? []
  const about = words.filter((word, at) => /^--(insecure|cacert)$/.test(word) || words[at - 1] === '--cacert')
  expect(about).toEqual(expected)
})

test('method, headers, body and version of HTTP are those of the probe', () => {
  const request = { method: 'POST', headers: { 'x-a': 'it’s "1"' }, body: "it's", httpVersion: '2' } as const
  const command = curlCommand(exampleProbe({ request }), exampleRoute(80), undefined, asIs)
  expect(command).toContain(' --http2 --request POST ')
  expect(command).toContain(` --header 'x-a: it’s "1"' --data-raw 'it'\\''s' http://app.test/`)
})

test('an IPv6 address stands in brackets', () => {
  const command = curlCommand(exampleProbe(), exampleRoute(80, { serverName: '::1' }), undefined, asIs)
  expect(command).toMatch(/ 'http:\/\/\[::1\]\/'$/)
})

test.each(['tls', 'tcp', 'dns', 'journey'] as const)('a probe of kind %s is no single request', kind =>
  expect(curlCommand(exampleProbe({ kind }), exampleRoute(80), undefined, asIs)).toBeUndefined(),
)
