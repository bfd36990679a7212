import { describe, expect, test } from 'vitest'
import { rateSelectors } from './rewrite.ts'
import { eventUnit, splitRatio } from './shape.ts'
import { fillWindow, templateProblems } from './template.ts'

const bad = 'sum(rate(a{code=~"5.."}[{{.window}}]))'
const all = 'sum(rate(a[{{ .window }}]))'

describe('splitRatio()', () => {
  test.each([
    ['a plain quotient', `${bad}\n/\n${all}`],
    ['brackets', `((${bad}) / (${all}))`],
    ['a guard against zero', `${bad} / (${all} > 0)`],
    ['a default', `(${bad} / (${all} > 0)) OR on() vector(0)`],
  ])('takes %s apart', (_, query) => expect(splitRatio(query)).toEqual({ errorQuery: bad, totalQuery: all }))

  test('takes one minus the good part apart, and counts a missing good series as nothing good', () => {
    expect(splitRatio(`1 - (${bad} / ${all})`)).toEqual({
      errorQuery: `clamp_min((${all}) - ((${bad}) or 0 * (${all})), 0)`,
      totalQuery: all,
    })
  })

  test.each([bad, `${bad} / on (x) ${all}`, `${bad} * ${all}`, 'avg_over_time(r[{{.window}}])', 'nonsense ('])(
    'leaves %s alone',
    query => expect(splitRatio(query)).toBeUndefined(),
  )
})

test.each([
  [bad, 'per second'],
  ['sum(increase(x[{{.window}}]))', 'per window'],
  ['count_over_time(x[{{.window}}:1m])', 'per window'],
  ['x', 'unknown'],
])('%s counts %s', (query, unit) => expect(eventUnit(query)).toBe(unit))

test('templates are filled in, and others are complained about', () => {
  expect(fillWindow('a[{{.window}}] b[{{- .window }}]', '5m')).toBe('a[5m] b[5m]')
  expect(templateProblems('a[{{.windw}}]')).toMatchObject([{ code: 'template', help: 'Did you mean {{.window}}?' }])
  expect(templateProblems('a[{{.window')).toMatchObject([{ code: 'template', message: 'The template is not closed' }])
  expect(templateProblems('rate(a[5m])')).toMatchObject([{ code: 'no-window', range: [6, 10] }])
})

test('rateSelectors() puts a rate around plain selectors only', () => {
  expect(rateSelectors('sum(a{x="y"}) / sum(rate(b[5m]))')).toBe('sum(rate(a{x="y"}[{{.window}}])) / sum(rate(b[5m]))')
})
