import { expect, test } from 'vitest'
import { exampleSample } from '../judge/example-sample.testkit.ts'
import { createFaultTracker } from './fault-tracker.ts'

const good = exampleSample({ path: 'edge' })
const failure = { phase: 'connect', reason: 'refused', detail: '' } as const
const bad = exampleSample({ path: 'edge', outcome: { isGood: false, failure }, observation: { response: undefined } })

test('a localisation is given when it names another hop, and stays until then', () => {
  const tracker = createFaultTracker()
  expect(tracker.current.domain).toBe('unknown')
  tracker.add(good)
  expect(tracker.update()?.domain).toBe('none')
  expect(tracker.update()).toBeUndefined()
  for (const sample of [bad, bad]) tracker.add(sample)
  expect(tracker.update()?.domain).toBe('edge')
  expect(tracker.current.domain).toBe('edge')
})

test('when the last probe in trouble has recovered, every path is good again', () => {
  const tracker = createFaultTracker()
  for (const sample of [bad, bad]) tracker.add(sample)
  tracker.update('home')
  for (const sample of [good, good]) tracker.add(sample)
  expect(tracker.update('home')).toMatchObject({
    domain: 'none',
    evidence: ['Every path is good.', 'Path edge: good.'],
  })
})

test('an invalid sample changes nothing', () => {
  const tracker = createFaultTracker()
  tracker.add(good)
  for (const sample of [bad, bad]) tracker.add({ ...sample, invalid: 'loop_late' })
  expect(tracker.update()?.domain).toBe('none')
})

test('nothing is localised in the middle of a burst', () => {
  const tracker = createFaultTracker()
  for (const sample of [bad, bad]) tracker.add(sample)
  tracker.burst('home', true)
  expect(tracker.update()).toBeUndefined()
  tracker.burst('home', false)
  expect(tracker.update()?.domain).toBe('edge')
})

test('a burst of a probe that is gone holds nothing up', () => {
  const tracker = createFaultTracker()
  tracker.add(good)
  tracker.burst('gone', true)
  tracker.keepOnly(new Set(['home']))
  expect(tracker.update()?.domain).toBe('none')
})

test('blind is the prober’s own fault, whatever was known, until the next update', () => {
  const tracker = createFaultTracker()
  tracker.add(good)
  tracker.update()
  tracker.burst('home', true)
  expect(tracker.blind('Nothing is measured.')).toEqual({ domain: 'prober', evidence: ['Nothing is measured.'] })
  expect(tracker.update()?.domain).toBe('none')
})
