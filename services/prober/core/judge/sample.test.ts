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
  expect(trimmedSample(bad).observation.response).toEqual({ ...long, body: 'x'.repeat(BODY_START) })
})

test('a sample without a reply stays as it is', () => {
  const refused = exampleSample({ outcome: { isGood: false, failure }, observation: { response: undefined } })
  expect(trimmedSample(refused)).toEqual(refused)
})
