import { expect, test } from 'vitest'
import { exampleSample } from './example-sample.testkit.ts'
import { BODY_START, trimmedSample } from './sample.ts'

const { response } = exampleSample().observation
const long = response && { ...response, setCookie: ['a=1'], body: 'x'.repeat(BODY_START + 1) }
const failure = { phase: 'transfer', reason: 'body', detail: 'The body does not contain "cart"' } as const

test('of a good sample only the facts of its reply are kept', () => {
  const trimmed = trimmedSample(exampleSample({ observation: { response: long } }))
  expect(trimmed.observation.response).toEqual({ ...long, body: '', headers: {}, setCookie: [] })
})

test('of a bad one the headers and the start of the body are kept, as evidence', () => {
  const bad = exampleSample({ outcome: { isGood: false, failure }, observation: { response: long } })
  expect(trimmedSample(bad).observation.response).toEqual({ ...long, setCookie: [], body: 'x'.repeat(BODY_START) })
})

test('whatever a target sends, what is handed over of it is small', () => {
  const huge = 'x'.repeat(1_000_000)
  const many = new Array(10_000).fill('192.0.2.1')
  const headers = Object.fromEntries(many.map((_, index) => [`x-${index}`, huge.slice(0, 100)]))
  const reply = long && { ...long, headers: { big: huge, ...headers }, redirects: many, setCookie: many }
  const dns = { rcode: 'NOERROR', answers: many, ignored: 0 }
  const observation = { response: reply, resolved: many, received: huge, dns }
  const bad = { isGood: false, failure: { ...failure, detail: huge } } as const
  for (const outcome of [bad, { isGood: true, isDegraded: false } as const]) {
    expect(JSON.stringify(trimmedSample(exampleSample({ outcome, observation }))).length).toBeLessThan(30_000)
  }
})

test('a sample without a reply stays as it is', () => {
  const refused = exampleSample({ outcome: { isGood: false, failure }, observation: { response: undefined } })
  expect(trimmedSample(refused)).toEqual(refused)
})

test('of a failure what a server gave is kept, to be hidden, with its cookies, and of a good sample it is not', () => {
  const given = [{ value: 't'.repeat(5000), source: '{{token}}' }]
  const bad = exampleSample({ outcome: { isGood: false, failure }, observation: { response: long, given } })
  expect(trimmedSample(bad).observation.given).toEqual([
    { value: 't'.repeat(4096), source: '{{token}}' },
    { value: '1', source: '[cookie a]' },
  ])
  expect(trimmedSample({ ...bad, outcome: { isGood: true, isDegraded: false } }).observation.given).toEqual([])
})
