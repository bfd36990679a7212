import { expect, test } from 'vitest'
import { milliseconds } from '../../../../lib/duration.ts'
import type { Phase } from '../../../../services/prober/contract/names.ts'
import type { Reason } from '../../../../services/prober/contract/reasons.ts'
import { exampleSample } from '../../../../services/prober/core/judge/example-sample.testkit.ts'
import type { Sample } from '../../../../services/prober/core/judge/sample.ts'
import { answerOf } from './answer-of.ts'

const REPLY = { status: 200, httpVersion: '1.1', setCookie: [], body: '', bodyBytes: 0, redirects: [] } as const

type More = Parameters<typeof exampleSample>[0]

function failed(phase: Phase, reason: Reason, more: More = {}): Sample {
  return exampleSample({
    answeredBy: undefined,
    ...more,
    outcome: { isGood: false, failure: { phase, reason, detail: '' } },
    observation: { response: undefined, ...more.observation },
  })
}

test('a good sample is an answer of the release that signed it', () => {
  const sample = exampleSample({ observation: { response: { ...REPLY, headers: { 'x-release': '3f2c1d9a0b1c' } } } })
  expect(answerOf(sample, undefined)).toEqual({
    took: milliseconds(14.3),
    release: '3f2c1d9a0b1c',
    failure: undefined,
    excluded: undefined,
  })
  // The release under test goes by the name it was given.
  expect(answerOf(sample, '3f2c1d9').release).toBe('3f2c1d9')
  expect(answerOf(sample, 'v2').release).toBe('3f2c1d9a0b1c')
})

test('a 500 says its status, who wrote it, and of which release it is', () => {
  const response = { ...REPLY, status: 500, headers: { 'x-release': 'v2' } }
  const sample = failed('wait', 'status', { answeredBy: 'app', observation: { response } })
  expect(answerOf(sample, 'v2')).toMatchObject({
    release: 'v2',
    failure: { reason: 'status', status: 500, answeredBy: 'app' },
    excluded: undefined,
  })
})

test.each([
  ['connect', 'refused'],
  ['wait', 'timeout'],
  ['connect', 'timeout'],
  ['transfer', 'closed'],
  ['tls', 'reset'],
  ['wait', 'redirect'],
  ['transfer', 'body'],
  ['wait', 'processing'],
] as const)('what fails in the phase %s as %s counts, signed or not', (phase, reason) => {
  expect(answerOf(failed(phase, reason), 'v2')).toMatchObject({
    release: undefined,
    failure: { reason },
    excluded: undefined,
  })
})

test.each([
  ['dns', 'nxdomain', 'unreached'],
  ['dns', 'timeout', 'unreached'],
  ['connect', 'unreachable', 'unreached'],
  ['tls', 'tls_untrusted', 'unreached'],
  ['tls', 'tls_expired', 'unreached'],
  ['wait', 'rate_limited', 'limited'],
] as const)('what fails in the phase %s as %s says nothing about a release (%s)', (phase, reason, excluded) => {
  expect(answerOf(failed(phase, reason), 'v2').excluded).toBe(excluded)
})

const LATENESS = ['loop_late', 'overload', 'clock_step'] as const

test.each(LATENESS)('a late machine (%s) has read what came, and knows no time', invalid => {
  expect(answerOf(exampleSample({ invalid }), 'v2')).toMatchObject({
    took: undefined,
    failure: undefined,
    excluded: undefined,
  })
  const refused = answerOf(failed('connect', 'refused', { invalid }), 'v2')
  expect(refused).toMatchObject({ failure: { reason: 'refused' }, excluded: undefined })
})

test.each(LATENESS)('what a late machine (%s) may have caused itself is excluded', invalid => {
  for (const reason of ['timeout', 'reset', 'closed', 'latency'] as const) {
    expect(answerOf(failed('wait', reason, { invalid }), 'v2').excluded).toBe('prober')
  }
})

test.each([
  ['self_error', 'prober'],
  ['reference', 'control'],
] as const)('a sample that is invalid for %s is excluded as a fault of the %s, whatever came', (invalid, excluded) => {
  expect(answerOf(exampleSample({ invalid }), 'v2').excluded).toBe(excluded)
  expect(answerOf(failed('wait', 'rate_limited', { invalid }), 'v2').excluded).toBe(excluded)
})
