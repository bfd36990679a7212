import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withStandIns } from './stand-ins.ts'

describe('a variable is read as what may stand in its place', () => {
  test.each([
    ['rate(x{job="$job"}[$__rate_interval])', 'rate(x{job="$job"}[4m7s])'],
    ['sum_over_time(x[$__range:$__interval])', 'sum_over_time(x[1h:1m7s])'],
    [`x * $__range_s / \${__interval_ms}`, 'x * 3600 / 67000'],
    ['rate(x[$window])', 'rate(x[4m9s])'],
    ['rate(x[[[window]]])', 'rate(x[4m9s])'],
    [`x offset \${back:raw}`, 'x offset 4m9s'],
    ['topk($k, x)', 'topk(1, x)'],
    ['bottomk by (job) ([[k]], x)', 'bottomk by (job) (1, x)'],
    ['histogram_quantile($q, x)', 'histogram_quantile(1, x)'],
    [`quantile_over_time(\${q:raw}, x[5m])`, 'quantile_over_time(1, x[5m])'],
    ['sum by ($label) (x)', 'sum by (grafana_variable) (x)'],
    [`sum(x) by (le, \${label:csv})`, 'sum(x) by (le, grafana_variable)'],
    ['sum($metric)', 'sum(grafana_variable)'],
    [`rate(\${metric}_total[5m])`, 'rate(grafana_variable_total[5m])'],
    ['x{$label="a"}', 'x{grafana_variable="a"}'],
    [`x{job=~"\${job:regex}", pod=~'[[pod]].*'}`, `x{job=~"\${job:regex}", pod=~'[[pod]].*'}`],
    ['x # of $comment\n', 'x # of $comment\n'],
  ])('%s', (query, text) => {
    expect(withStandIns(query)).toMatchObject({ text, isOpaque: false })
  })

  test.each([
    ['x{job="a", $matchers}'],
    ['$fn(x[5m])'],
    ['$aggregation(x) by (job)'],
    ['x $comparison 5'],
    ['sum(x) $by'],
  ])('%s is opaque, and can be read', query => {
    expect(withStandIns(query)).toMatchObject({ isTemplate: true, isOpaque: true })
  })
})

test('an offset in the filled text is mapped to one in the query', () => {
  const query = `topk($count, sum by (\${label}) (x)) +`
  const { text, placeOf } = withStandIns(query)
  expect(query.slice(placeOf(text.indexOf('sum')))).toBe(`sum by (\${label}) (x)) +`)
  expect(query.slice(placeOf(text.indexOf('grafana')))).toBe(`\${label}) (x)) +`)
  expect(query.slice(placeOf(text.indexOf('+')))).toBe('+')
})

test('whatever the text, it is filled without a throw, and places stay inside it', () => {
  const piece = fc.constantFrom(
    '$a',
    `\${b:raw}`,
    '[[c]]',
    'x',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    ',',
    ' by ',
    '5m',
    '#',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
      const query = pieces.join('')
      const { text, placeOf } = withStandIns(query)
      return Array.from({ length: text.length + 1 }, (_, at) => placeOf(at)).every(at => at >= 0 && at <= query.length)
    }),
  )
})
