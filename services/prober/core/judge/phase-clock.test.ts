import { expect, test } from 'vitest'
import type { Phase } from '../../contract/names.ts'
import { addPhases, createPhaseClock } from './phase-clock.ts'

/** Begins phases at these milliseconds; a moment without a phase stops the clock. */
function clockAfter(events: readonly (readonly [atMs: number, phase?: Phase])[]) {
  let nowMs = 0
  const clock = createPhaseClock(() => nowMs)
  for (const [atMs, phase] of events) {
    nowMs = atMs
    if (phase === undefined) clock.stop()
    else clock.begin(phase)
  }
  return clock
}

test('each phase has the time until the next one, and all but DNS make the duration', () => {
  const clock = clockAfter([[1000, 'dns'], [1100, 'connect'], [1110, 'tls'], [1150, 'wait'], [1400]])
  expect(clock.phases).toEqual({ dns: 0.1, connect: 0.01, tls: 0.04, wait: 0.25 })
  expect(clock.durationSeconds).toBeCloseTo(0.3)
  expect(clock.current).toBe('wait')
})

test('time in which the clock stands still belongs to no phase', () => {
  const clock = clockAfter([[0, 'connect'], [10], [500, 'wait'], [520], [900]])
  expect(clock.phases).toEqual({ connect: 0.01, wait: 0.02 })
})

test('a phase that comes twice has the time of both', () =>
  expect(clockAfter([[0, 'connect'], [10, 'wait'], [30, 'connect'], [35]]).phases.connect).toBeCloseTo(0.015))

test('before anything began nothing has taken any time', () => {
  expect(clockAfter([]).durationSeconds).toBe(0)
  expect(clockAfter([[0, 'dns'], [700]]).durationSeconds).toBe(0)
})

test('two requests have the phases of both', () =>
  expect(addPhases({ dns: 0.5, wait: 0.25 }, { connect: 0.125, wait: 0.5 })).toEqual({
    dns: 0.5,
    connect: 0.125,
    wait: 0.75,
  }))
