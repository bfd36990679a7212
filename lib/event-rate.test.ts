import { expect, test } from 'vitest'
import { parseEventRate } from './event-rate.ts'

test.each([
  ['12/s', 12],
  ['12/m', 0.2],
  ['30 / m', 0.5],
  ['7.2/h', 0.002],
  ['0/s', 0],
  ['86400/d', 1],
])('%s is %d events a second', (text, perSecond) => expect(parseEventRate(text)).toBeCloseTo(perSecond, 12))

test.each(['', '12', '12/week', '-1/s', '1e3/s', '/s', 'often'])('"%s" does not say how often', text =>
  expect(parseEventRate(text)).toBeUndefined(),
)
