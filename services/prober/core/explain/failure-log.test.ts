import { expect, test } from 'vitest'
import type { Secret } from '../../definition/model.ts'
import { exampleProbe, exampleRoute } from '../../probes/probe.testkit.ts'
import { exampleSample } from '../judge/example-sample.testkit.ts'
import { type FailureRecord, failureRecord, failuresSince, withRecord } from './failure-log.ts'

const failure = { reason: 'status', phase: 'wait', detail: 'The status is 401; the token was s3cret' } as const
const secrets = [
  { value: 's3cret', source: `\${env:TOKEN}` },
  { value: 's3cret-longer', source: `\${file:token.txt}` },
]

function record(headers: Readonly<Record<string, string>> = {}, more: readonly Secret[] = []): FailureRecord {
  const probe = exampleProbe({
    name: 'home',
    routes: [exampleRoute(80, { path: 'edge' })],
    request: { headers: { authorization: 'Bearer s3cret', 'x-other': 's3cret-longer' } },
  })
  const response = {
    status: 401,
    httpVersion: '1.1',
    setCookie: [],
    body: 'no s3cret',
    bodyBytes: 9,
    redirects: [],
  } as const
  const sample = exampleSample({
    outcome: { isGood: false, failure },
    observation: {
      response: { ...response, headers: { 'set-cookie': 'session=abc', 'x-request-id': 'r1', ...headers } },
    },
  })
  const made = failureRecord(sample, probe, [...secrets, ...more])
  if (made === undefined) throw new Error('A failure leaves a record')
  return made
}

test('no secret is left in a record, and what stands for it says where it comes from', () => {
  const text = JSON.stringify(record())
  expect(text).not.toContain('s3cret')
  expect(text).not.toContain('session=abc')
  expect(record().curl).toContain(`authorization: Bearer \${env:TOKEN}`)
  expect(record().curl).toContain(`x-other: \${file:token.txt}`)
  expect(record().headers['x-request-id']).toBe('r1')
})

test('what a target sends makes no record larger than a person reads, and no secret is torn', () => {
  const headers = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`x-${index}`, 'y'.repeat(4000)]))
  const torn = `${'z'.repeat(508)}s3cret`
  const made = record({ torn, ...headers })
  expect(JSON.stringify(made).length).toBeLessThan(20_000)
  expect(made.headers.torn).toBe(`${'z'.repeat(508)}${'$'}{e…`)
})

test('of a text that shrinks where its secrets are replaced no half secret comes into view', () => {
  const long = { value: 'l0ng-'.repeat(20), source: '*' }
  const made = record({ echo: `${long.value.repeat(60)}` }, [long])
  expect(made.headers.echo).toMatch(/^\*+…?$/)
})

test('a good sample leaves no record', () => {
  expect(failureRecord(exampleSample(), exampleProbe(), [])).toBeUndefined()
})

test('of the failures since a moment, only those of later slots are given', () => {
  const at = (second: number) => ({ ...record(), time: new Date(second * 1000).toISOString() })
  const failures = { home: [at(3), at(2), at(1)], shop: [at(1)] }
  expect(failuresSince(failures, 2000)).toEqual({ home: [at(3)] })
  expect(failuresSince(failures, 0)).toEqual(failures)
})

test('the newest failures of each probe are kept, and no more', () => {
  const kept = (probes: number) => {
    let failures: readonly FailureRecord[] = []
    for (let second = 0; second < 100; second++)
      failures = withRecord(failures, { ...record(), time: `${second}` }, probes)
    expect(failures[0]?.time).toBe('99')
    return failures.length
  }
  // Where there are many probes each has fewer, or an outage of all would fill the memory.
  expect([1, 100, 400, 1000, 100_000].map(kept)).toEqual([20, 20, 5, 2, 2])
})
