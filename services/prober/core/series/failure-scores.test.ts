import { expect, test } from 'vitest'
import type { ProbeRoute } from '../slots/probe-route.ts'
import { FAST_PAGE } from './cusum.ts'
import { createFailureScores } from './failure-scores.ts'

const EDGE: ProbeRoute = { probe: 'home', path: 'edge' }
const APP: ProbeRoute = { probe: 'home', path: 'app' }

test('each path has a score of its own', () => {
  const scores = createFailureScores()
  scores.add(EDGE, 'counted', false)
  expect(scores.add(EDGE, 'counted', false)).toBeCloseTo(2 * FAST_PAGE.up)
  expect(scores.add(APP, 'counted', true)).toBe(0)
})

test('a maintenance resets the score, and failures during it do not raise it', () => {
  const scores = createFailureScores()
  scores.add(EDGE, 'counted', false)
  expect(scores.add(EDGE, 'excluded', false)).toBe(0)
  expect(scores.add(EDGE, 'counted', false)).toBeCloseTo(FAST_PAGE.up)
})

test('a path that goes and comes back starts at 0', () => {
  const scores = createFailureScores()
  scores.add(EDGE, 'counted', false)
  scores.keepOnly([APP])
  expect(scores.add(EDGE, 'counted', false)).toBeCloseTo(FAST_PAGE.up)
})
