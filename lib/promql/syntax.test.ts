import { expect, test } from 'vitest'
import { NEWER_PROMQL } from './problem.ts'
import { ACCEPTED_QUERIES, FAILING_QUERIES, NEWER_QUERIES, REFUSED_QUERIES } from './promql.testkit.ts'
import { promqlProblems } from './syntax.ts'

test.each(ACCEPTED_QUERIES)('%s earns no complaint', query => expect(promqlProblems(query)).toEqual([]))

test.each([...REFUSED_QUERIES, ...FAILING_QUERIES])('%s is %s', (query, code, at) => {
  const problem = promqlProblems(query).find(found => found.code === code)
  expect(query.slice(...(problem?.range ?? [0, 0]))).toBe(at)
})

test.each(NEWER_QUERIES)('%s is known to Prometheus 3 only, for its %s', (query, at) => {
  const problems = promqlProblems(query)
  expect(problems.map(({ code }) => code)).toEqual([NEWER_PROMQL])
  expect(problems.map(({ range }) => query.slice(...range))).toEqual([at])
})

test('all mistakes are told at once, in reading order', () => {
  const codes = promqlProblems('sum(x{a=~"("}) + bool rate(y{b="\\d"}) or 1').map(({ code }) => code)
  expect(codes).toEqual(['promql-regex', 'promql-operator', 'promql-type', 'promql-string', 'promql-operator'])
})

test.each([
  ['sum(raet(x[5m]))', 'promql-unknown-function', 'raet', 'Did you mean "rate"?'],
  ['sum(rate(x[5m])', 'promql-syntax', ')', 'A "(" is not closed.'],
  ['sum(x))', 'promql-syntax', ')', 'A ")" has no "(".'],
  ['x{a="b}\n  + y', 'promql-string', '"', 'Close the text with ".'],
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

test('of thousands of operators it is told that they are too many, not where the parser gave up', () => {
  const query = Array.from({ length: 5000 }, () => 'up').join('+')
  expect(promqlProblems(query).map(({ message }) => message)).toEqual(['This PromQL is nested too deeply'])
})

test('a query nested a thousand deep is refused, not followed', () => {
  expect(promqlProblems(`${'('.repeat(1000)}x${')'.repeat(1000)}`)).toMatchObject([{ code: 'promql-syntax' }])
  expect(promqlProblems(`${'-'.repeat(5000)}x`)).toMatchObject([{ code: 'promql-syntax' }])
})

test('a long query is not a deep one', () => {
  expect(promqlProblems(Array.from({ length: 200 }, (_, i) => `x${i}{job="a-b-c"}`).join(' + '))).toEqual([])
  expect(promqlProblems(`x{job=~"${'a-b|'.repeat(500)}c"}`)).toEqual([])
})

test('the same mistake a thousand times is told twenty times', () => {
  expect(promqlProblems(`x${' @ end()'.repeat(900)}`).length).toBe(20)
})
