import { expect, test } from 'vitest'
import { allBoards } from '../../dashboards/boards/boards.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { generatedFiles } from '../../dashboards/generated-files.ts'
import { askedQueries } from '../../dashboards/lint/asked-queries.ts'
import { ACCEPTED_QUERIES, FAILING_QUERIES, REFUSED_QUERIES } from '../../lib/promql/promql.testkit.ts'
import { refusedQueries } from './promtool.ts'

test('Prometheus’ own parser says which queries it refuses, and why', async () => {
  const [good, range, broken] = (await refusedQueries(['sum(x)', 'sum(x[5m])', 'x{a="b"'])) ?? []
  expect(good).toBeUndefined()
  expect(range).toContain('expected type instant vector')
  expect(broken).toContain('unexpected end of input')
})

test('it refuses none of our boards’ queries', async () => {
  const files = [...generatedFiles(allBoards(exampleContext), () => '0123abcd')].map(([path, text]) => ({ path, text }))
  const queries = askedQueries(files)
  expect(queries.length).toBeGreaterThan(150)
  const reasons = (await refusedQueries(queries.map(({ text }) => text))) ?? ['promtool is not installed']
  expect(reasons.filter(reason => reason !== undefined)).toEqual([])
})

test('it refuses the queries that we refuse, and takes those that we take', async () => {
  const refused = REFUSED_QUERIES.map(([query]) => query)
  const taken = [...ACCEPTED_QUERIES, ...FAILING_QUERIES.map(([query]) => query)]
  const reasons = (await refusedQueries([...refused, ...taken])) ?? []
  expect(refused.filter((_, index) => reasons[index] === undefined)).toEqual([])
  expect(reasons.slice(refused.length).filter(reason => reason !== undefined)).toEqual([])
})
