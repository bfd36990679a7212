import { describe, expect, test } from 'vitest'
import { promqlProblems } from './promql-syntax.ts'

describe('good PromQL earns no complaint', () => {
  test.each([
    'sum(rate(x{code=~"(5..|429)"}[5m]))',
    '1 - (sum(rate(a[5m])) / (sum(rate(b[5m])) > 0)) or on() vector(1)',
    'sum(count_over_time((up == 0)[5m:]))',
    'sum without (le) (rate(x_bucket{le="0.3"}[5m] offset 1h))',
    'label_replace(x, "a", "$1", "b", "(.*)")',
    'histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))',
    'topk(5, x) and on (job) group_left () y',
    'avg_over_time((x > bool 3)[5m:1m])',
    'time() - timestamp(x @ end())',
    'clamp_min(a - b, 0)',
  ])('%s', query => expect(promqlProblems(query)).toEqual([]))
})

test.each([
  ['sum(raet(x[5m]))', 'promql-unknown-function', 'raet', 'Did you mean "rate"?'],
  ['sum(rate(x[5m])', 'promql-syntax', ')', 'A "(" is not closed.'],
  ['sum(x))', 'promql-syntax', ')', 'A ")" has no "(".'],
  ['x{a="b}', 'promql-syntax', '}', 'A quote is not closed.'],
  ['x{a=b}', 'promql-syntax', 'b', 'Put the label\'s value in quotes, as in {job="web"}.'],
  ['a /', 'promql-syntax', '/', 'Something is missing after the last word.'],
  ['rate(x)', 'promql-type', 'x', 'Give it a range: x[{{.window}}].'],
  ['sum(x[5m])', 'promql-type', 'x[5m]', 'Put it in a function of ranges, such as rate(…[{{.window}}]).'],
  ['x[5m]', 'promql-type', 'x[5m]', 'Put it in a function of ranges, such as rate(…[{{.window}}]).'],
  ['round(x, 1, 2)', 'promql-arguments', 'round(x, 1, 2)', 'It takes an instant vector, a scalar.'],
])('%s is %s at %s', (query, code, at, help) => {
  const [problem] = promqlProblems(query)
  expect(problem).toMatchObject({ code, help })
  expect(query.slice(...(problem?.range ?? [0, 0]))).toBe(at)
})

test('a query nested a thousand deep is refused, not followed', () => {
  expect(promqlProblems(`${'('.repeat(1000)}x${')'.repeat(1000)}`)).toMatchObject([{ code: 'promql-syntax' }])
  expect(promqlProblems(`${'-'.repeat(5000)}x`)).toMatchObject([{ code: 'promql-syntax' }])
})
