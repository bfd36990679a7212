import { expect, test } from 'vitest'
import { exampleSample } from '../judge/example-sample.testkit.ts'
import { NOTHING_SEEN } from '../judge/observation.ts'
import { renderSample } from './render-sample.ts'

const failure = { phase: 'connect', reason: 'refused', detail: 'connect ECONNREFUSED' } as const

/** The text behind a label. */
function shown(label: string, observation: Parameters<typeof exampleSample>[0]): string | undefined {
  const text = renderSample(exampleSample(observation), undefined)
  return new RegExp(`^  ${label} +(.*)$`, 'm').exec(text)?.[1]
}

test('a good sample shows its times, its address, the reply and the certificate', () => {
  expect(renderSample(exampleSample(), undefined)).toMatchInlineSnapshot(`
    "home on edge: GOOD
      total     14.30 ms from connect to the last byte
      phases    connect 1.00 ms  tls 3.00 ms  send 0.10 ms  wait 10.00 ms  transfer 0.20 ms
      address   127.0.0.1:17443
      reply     status 200 over HTTP/1.1, 15 bytes, written by app
      tls       TLSv1.3, TLS_AES_256_GCM_SHA384
      cert      CN=web.localhost, signed by CN=Leadline local CA, until 2027-01-15 08:00 UTC: verified
      trace     0af7651916cd43dd8448eb211c80319c
    "
  `)
})

test('a sample that the prober itself failed on says so in a sentence, and shows nothing as measured', () => {
  const own = { ...failure, reason: 'other', detail: 'The prober itself failed: TypeError: x is undefined' } as const
  const observation = { ...NOTHING_SEEN, failure: own }
  const outcome = { isGood: false, failure: own } as const
  const sample = exampleSample({ outcome, observation, invalid: 'self_error', stack: 'TypeError\n    at x.ts' })
  expect(renderSample(sample, undefined)).toMatchInlineSnapshot(`
    "home on edge: NOT MEASURED
      reason    The prober itself failed: TypeError: x is undefined
      trace     0af7651916cd43dd8448eb211c80319c
    "
  `)
})

test('a bad sample says why, and shows only what it reached', () => {
  const observation = { ...NOTHING_SEEN, phases: { dns: 0.0021, connect: 0.5 }, durationSeconds: 0.5 }
  const sample = exampleSample({ outcome: { isGood: false, failure }, observation, answeredBy: undefined })
  expect(renderSample(sample, undefined)).toMatchInlineSnapshot(`
    "home on edge: BAD
      reason    refused in phase connect
                connect ECONNREFUSED
      total     500.00 ms from connect to the last byte
      phases    dns 2.10 ms  connect 500.00 ms
      trace     0af7651916cd43dd8448eb211c80319c
    "
  `)
})

test.each([
  [{ isGood: true, isDegraded: true } as const, 'home on edge: GOOD, slow'],
  [{ isGood: true, isDegraded: false } as const, 'home on edge: GOOD'],
  [{ isGood: false, failure } as const, 'home on edge: BAD'],
])('the first line is the outcome: %j', (outcome, line) =>
  expect(renderSample(exampleSample({ outcome }), undefined).split('\n')[0]).toBe(line),
)

test('a reply is shown as its kind of probe knows it', () => {
  const of = (observation: object) => shown('reply', { observation })
  expect(of({ dns: { rcode: 'NOERROR', answers: ['10.0.0.1', '10.0.0.2'] } })).toBe('NOERROR: 10.0.0.1, 10.0.0.2')
  expect(of({ dns: { rcode: 'NXDOMAIN', answers: [] } })).toBe('NXDOMAIN: no answers')
  expect(of({ received: '220 ready\r\n' })).toBe('"220 ready\\r\\n"')
  expect(of({ response: undefined })).toBeUndefined()
})

test('a sample that reached nothing says so, and one of several addresses shows them all', () => {
  expect(shown('phases', { observation: { phases: {} } })).toBe('none was reached')
  expect(shown('address', { observation: { resolved: ['127.0.0.1', '127.0.0.2'] } })).toBe(
    '127.0.0.1:17443, of 127.0.0.1, 127.0.0.2',
  )
  expect(shown('address', { observation: { address: undefined } })).toBeUndefined()
})

test('a certificate whose names are empty is shown as such', () => {
  const { certificate } = exampleSample().observation
  const nameless = certificate && { ...certificate, subject: '', issuer: '', problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' }
  expect(shown('cert', { observation: { certificate: nameless } })).toBe(
    'no subject, signed by no name, until 2027-01-15 08:00 UTC: DEPTH_ZERO_SELF_SIGNED_CERT',
  )
})

test('each step of a journey is shown with its status and time', () => {
  const steps = [
    { name: 'log in', status: 200, seconds: 0.0125 },
    { name: 'pay', status: undefined, seconds: 1.5 },
  ]
  const text = renderSample(exampleSample({ observation: { steps } }), undefined)
  expect(text.match(/^ {2}step .*$/gm)).toEqual([
    '  step      log in: 200, 12.50 ms',
    '  step      pay: no reply, 1500.00 ms',
  ])
})

test('the details are the headers, the start of the body and the command, each labelled once', () => {
  const { response } = exampleSample().observation
  if (response === undefined) throw new Error('The example has a response')
  const headers = { server: 'nginx', 'x-served-by': 'app' }
  const body = `one\n\n${'2'.repeat(200)}\n${'line\n'.repeat(20)}`
  const sample = exampleSample({ observation: { response: { ...response, headers, body } } })
  const text = renderSample(sample, { curl: 'curl http://app.test/' })
  expect(text.slice(text.indexOf('  headers'))).toBe(`  headers   server: nginx
            x-served-by: app
  body      one
            ${'2'.repeat(100)}
            line
            line
            line
            line
            line
  repeat    curl http://app.test/
`)
  expect(renderSample(sample, undefined)).not.toMatch(/nginx|curl/)
  expect(renderSample(sample, { curl: undefined })).not.toContain('repeat')
})
