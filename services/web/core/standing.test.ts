import fc from 'fast-check'
import { expect, test } from 'vitest'
import { STANDING_WORDS, type Standing, standingOf } from './standing.ts'
import { figures } from './status.testkit.ts'

const NOTHING = { id: 'a', service: 'a', name: 'a', objective: 0.999 }

test.each<[Standing, string, object]>([
  ['kept', 'little burns and budget is left', {}],
  ['kept', 'the burn rate is exactly the allowed one', { burnRate5m: 1, burnRate1h: 1 }],
  ['recovering', 'errors stopped within the hour', { burnRate1h: 20 }],
  ['burning', 'it burns faster than allowed', { burnRate5m: 1.1 }],
  ['burning-fast', 'it burns as fast as pages fire', { burnRate5m: 14.4 }],
  ['burning-fast', 'it burns fast and there is no budget figure', { burnRate5m: 500, budgetRemaining: undefined }],
  ['overspent', 'the budget is exactly gone', { budgetRemaining: 0 }],
  ['overspent', 'more than the budget is gone', { budgetRemaining: -2 }],
  ['overspent', 'the budget is gone and nothing is measured now', { budgetRemaining: -2, burnRate5m: undefined }],
  ['blind', 'nothing is measured now, though there is budget', { burnRate5m: undefined }],
  ['blind', 'the budget is not known', { budgetRemaining: undefined }],
])('an SLO is %s when %s', (standing, _, changes) => {
  expect(standingOf({ ...figures(), ...changes })).toBe(standing)
})

test('an SLO of which anything needed is missing is never good', () => {
  const maybe = fc.option(fc.double({ min: -1, max: 600, noNaN: true }), { nil: undefined })
  fc.assert(
    fc.property(maybe, maybe, maybe, (budgetRemaining, burnRate5m, burnRate1h) => {
      fc.pre(budgetRemaining === undefined || burnRate5m === undefined)
      const known = Object.entries({ budgetRemaining, burnRate5m, burnRate1h }).filter(
        ([, value]) => value !== undefined,
      )
      const { tone } = STANDING_WORDS[standingOf({ ...NOTHING, ...Object.fromEntries(known) })]
      expect(tone).not.toBe('good')
    }),
  )
})
