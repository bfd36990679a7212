import { expect, test } from 'vitest'
import { exampleAnswer, exampleSettings } from './gate.testkit.ts'
import { gateAfter, newGate } from './gate.ts'
import { isRelease } from './population.ts'
import { probesPerSecond } from './rate.ts'
import { tallyOf } from './state.ts'

/** The rate after so many answers, of which every `every`-th is of the release under test. */
function rateAfter(answers: number, every: number): number {
  let state = newGate(exampleSettings(), 0)
  for (let i = 0; i < answers; i++) {
    state = gateAfter(state, exampleAnswer({ release: i % every === 0 ? 'new' : 'old' }))
  }
  return probesPerSecond(tallyOf(state, 'edge'))
}

test('the release under test gives five answers a second, whatever its share, up to twenty probes', () => {
  expect(rateAfter(0, 1)).toBe(5)
  expect(rateAfter(300, 1)).toBe(5)
  expect(rateAfter(300, 3)).toBeCloseTo(15, 0)
  expect(rateAfter(300, 10)).toBe(20)
})

test('a canary is probed densely from its first answers on', () => {
  expect(rateAfter(8, 2)).toBeGreaterThan(7)
  expect(rateAfter(12, 4)).toBeGreaterThan(11)
})

test('when the old release has ended, the rate falls back within seconds', () => {
  let state = newGate(exampleSettings(), 0)
  for (let i = 0; i < 200; i++) state = gateAfter(state, exampleAnswer({ release: 'old' }))
  expect(probesPerSecond(tallyOf(state, 'edge'))).toBe(20)
  for (let i = 0; i < 100; i++) state = gateAfter(state, exampleAnswer())
  expect(probesPerSecond(tallyOf(state, 'edge'))).toBeLessThan(5.6)
})

test('excluded answers say nothing about the share', () => {
  let state = newGate(exampleSettings(), 0)
  for (let i = 0; i < 100; i++) state = gateAfter(state, exampleAnswer(i % 2 ? { excluded: 'prober' } : {}))
  expect(probesPerSecond(tallyOf(state, 'edge'))).toBe(5)
})

test.each([
  ['v1', 'v1', true],
  ['v1', 'v10', false],
  ['3f2c1d9', '3f2c1d9a0b1c', true],
  ['3f2c1d9a0b1c3f2c1d9a0b1c3f2c1d9a0b1c3f2c', '3f2c1d9a0b1c', true],
  ['3f2c1d', '3f2c1d9a0b1c', false],
  ['3f2c1d9', '3f2c1d8a0b1c', false],
  ['', '3f2c1d8a0b1c', false],
])('the release %j is %j: %s', (named, signed, is) => expect(isRelease(named, signed)).toBe(is))
