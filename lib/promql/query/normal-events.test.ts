import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isMiss, readEventCount } from './event-count.ts'
import { normalEvents, normalQueries } from './normal-events.ts'
import { readRatio } from './ratio.ts'

const bad = 'sum(rate(r{job="shop",code=~"5.."}[{{.window}}]))'
const good = 'sum(rate(r{job="shop",code!~"5.."}[{{.window}}]))'
const all = 'sum(rate(r{job="shop"}[{{.window}}]))'

function normal(error: string, total: string) {
  const [errors, events] = [readEventCount(error), readEventCount(total)]
  if (isMiss(errors)) return errors
  return isMiss(events) ? events : normalQueries(normalEvents(errors, events))
}

function normalRatio(query: string) {
  const counts = readRatio(query)
  return isMiss(counts) ? counts : normalQueries(normalEvents(counts.errors, counts.total))
}

test.each([
  [bad, all],
  [`(${bad})`, `((${all}))`],
  [`${bad} or vector(0)`, all],
  [`${bad} or on() vector(0)`, `${all} > 0`],
  [`(${bad} or 0 * ${all})`, all],
  [`(${bad} or ${all} * 0)`, all],
  [`clamp_min(${bad}, 0)`, all],
  [`${all} - ${good}`, all],
  [`(${all}) - (${good} or vector(0))`, all],
  [`clamp_min(${all} - (${good} or 0 * ${all}), 0)`, all],
  [bad, `${bad} + ${good}`.replace(`${bad} + ${good}`, all)],
  ['sum by () (rate(r{code=~"5..",job="shop"}[{{ .window }}]))', all].map(text =>
    text.replace('code=~"5..",job="shop"', 'job="shop",code=~"5.."'),
  ),
  ['sum(rate((r{job="shop",code=~"5.."}[{{.window}}])))', all],
  ['sum(rate(r{job="shop",code=~"5.."}[{{.window}}]) > 0)', all],
  ['sum(rate(r{job="shop",code=~"5.."}[{{.window}}]) or vector(0))', all],
  [`100 * ${bad}`, `100 * ${all}`],
  [`${bad} * 60`, `60 * ${all}`],
  [`0 + ${bad}`, `+${all}`],
])('%s of %s is the plain count', (error, total) => {
  expect(normal(error, total)).toEqual({ errorQuery: bad, totalQuery: all })
})

test.each([
  `${bad} / ${all}`,
  `1 - ${good} / ${all}`,
  `1 - (${good} / (${all} > 0))`,
  `(1 - ${good} / ${all}) or vector(0)`,
  `vector(1) - (${good}) / (${all})`,
  `(${all} - ${good}) / ${all}`,
  `clamp_max(${bad} / ${all}, 1)`,
  `100 * ${bad} / ${all} / 100`,
  `clamp(1 - ${good} / ${all}, 0, 1)`,
])('%s is the plain ratio', ratio => expect(normalRatio(ratio)).toEqual({ errorQuery: bad, totalQuery: all }))

/** Ways to write a count of errors that change nothing. */
const HARMLESS: readonly ((query: string) => string)[] = [
  query => `(${query})`,
  query => `(${query}) or vector(0)`,
  query => `((${query}) or on () vector(0))`,
  query => `((${query}) or 0 * (${all}))`,
  query => `clamp_min(${query}, 0)`,
  query => `((${query}) + 0)`,
  query => `(1 * (${query}))`,
  query => `((${query}) * 3 / 3)`,
  query => `((${all}) - (${all}) + (${query}))`,
  query => `((${all}) - ((${all}) - (${query})))`,
  query => `(-(-(${query})))`,
  query => `vector(scalar(${query}))`,
]

test('any spelling that is made of harmless steps is the plain count', () => {
  const steps = fc.array(fc.constantFrom(...HARMLESS), { maxLength: 6 })
  fc.assert(
    fc.property(steps, fc.constantFrom(bad, `${all} - ${good}`), fc.constantFrom(1, 60, 100), (wraps, from, factor) => {
      const spelled = wraps.reduce<string>((query, wrap) => wrap(query), from)
      const [error, total] = factor === 1 ? [spelled, all] : [`${factor} * (${spelled})`, `(${all}) * ${factor}`]
      expect(normal(error, total)).toEqual({ errorQuery: bad, totalQuery: all })
    }),
  )
})

test('what is written in the common form is read as it is', () => {
  const other = 'sum(rate(other[{{.window}}]))'
  const pairs: readonly (readonly [string, string])[] = [
    [`${all} - ${other}`, all],
    [`${bad} + ${other}`, all],
    [bad, `${other} + ${bad}`],
    [`0.5 * ${other} + ${bad} - sum(increase(third[{{.window}}]))`, `${all} + ${other} - ${bad}`],
  ]
  for (const [error, total] of pairs) {
    const once = normal(error, total)
    if (!('errorQuery' in once)) throw new Error(once.reason)
    expect(normal(once.errorQuery, once.totalQuery)).toEqual(once)
  }
})
