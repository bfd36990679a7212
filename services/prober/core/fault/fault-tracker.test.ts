import { expect, test } from 'vitest'
import { exampleFinished } from '../judge/example-sample.testkit.ts'
import { createStandingVerdict } from './fault-tracker.ts'

const good = exampleFinished({ path: 'edge' })
const failure = { phase: 'connect', reason: 'refused', detail: '' } as const
const bad = exampleFinished({ path: 'edge', outcome: { isGood: false, failure }, observation: { response: undefined } })

test('a verdict is told when it names another hop, and stands until then', () => {
  const verdict = createStandingVerdict()
  expect(verdict.current.domain).toBe('unknown')
  verdict.see(good)
  expect(verdict.judge()?.domain).toBe('none')
  expect(verdict.judge()).toBeUndefined()
  for (const finished of [bad, bad]) verdict.see(finished)
  expect(verdict.judge()?.domain).toBe('edge')
  expect(verdict.current.domain).toBe('edge')
})

test('nothing is judged in the middle of a burst', () => {
  const verdict = createStandingVerdict()
  for (const finished of [bad, bad]) verdict.see(finished)
  verdict.burst('home', true)
  expect(verdict.judge()).toBeUndefined()
  verdict.burst('home', false)
  expect(verdict.judge()?.domain).toBe('edge')
})

test('a burst of a probe that is gone holds nobody up', () => {
  const verdict = createStandingVerdict()
  verdict.see(good)
  verdict.burst('gone', true)
  verdict.keepOnly(new Set(['home']))
  expect(verdict.judge()?.domain).toBe('none')
})

test('blind is the prober’s own fault, whatever was known, until it judges anew', () => {
  const verdict = createStandingVerdict()
  verdict.see(good)
  verdict.judge()
  verdict.burst('home', true)
  expect(verdict.blind('Nobody looks.')).toEqual({ domain: 'prober', evidence: ['Nobody looks.'] })
  expect(verdict.judge()?.domain).toBe('none')
})
