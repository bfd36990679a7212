import { expect, test } from 'vitest'
import { meets, parseSelector } from '../../lib/promql/selector.ts'
import { exampleSlo } from '../../slo/definition/slo.testkit.ts'
import { liveProblems } from './live-series.ts'

const SERIES: readonly Readonly<Record<string, string>>[] = [
  { __name__: 'r', code: '200', job: 'shop' },
  { __name__: 'r', code: '404', job: 'shop' },
  { __name__: 'd_bucket', le: '1.0', job: 'shop' },
  { __name__: 'd_count', job: 'shop' },
]

/** A Prometheus that has these series. */
const prometheus = {
  labelValues: async (label: string, selector: string) => {
    const name = /^\{__name__="(.+)"\}$/.exec(selector)?.[1]
    const { metric, matchers } = parseSelector(name ?? selector) ?? { metric: '', matchers: [] }
    const found = SERIES.filter(({ __name__, ...labels }) => {
      return __name__ === metric && matchers.every(matcher => meets(matcher, labels[matcher.label] ?? ''))
    })
    return { kind: 'answered', values: [...new Set(found.flatMap(one => one[label] ?? []))] } as const
  },
}

const events = (error: string, total: string) =>
  exampleSlo(
    `version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99, sli: { events: { error_query: '${error}', total_query: '${total}' } } }]\n`,
  )

const all = 'sum(rate(r[{{.window}}]))'

test.each([
  ['good codes', 'sum(rate(r{code="404"}[{{.window}}]))', all, []],
  [
    'no error yet',
    'sum(rate(r{code=~"5.."}[{{.window}}]))',
    all,
    [
      'no-error-series: No series of r meets code=~"5..": either there was no error yet, or this never matches one. Its values are 200, 404. ',
    ],
  ],
  [
    'a label that is not there',
    'sum(rate(r{status=~"5.."}[{{.window}}]))',
    all,
    ['no-such-series: No series of r has the label status, so status=~"5.." matches none. '],
  ],
  [
    'a metric that is not there',
    'sum(rate(r{code="404"}[{{.window}}]))',
    'sum(rate(rr[{{.window}}]))',
    ['no-such-series: Prometheus has no series of rr. '],
  ],
  [
    'a value that the total misses',
    'sum(rate(r{job="shopp",code="404"}[{{.window}}]))',
    'sum(rate(r{job="shopp"}[{{.window}}]))',
    [
      'no-such-series: No series of r meets job="shopp". Its values are shop. ',
      'no-error-series: No series of r meets job="shopp": either there was no error yet, or this never matches one. Its values are shop. ',
    ],
  ],
  [
    'a bucket of another bound',
    'sum(rate(d_count[{{.window}}])) - sum(rate(d_bucket{le="0.3"}[{{.window}}]))',
    'sum(rate(d_count[{{.window}}]))',
    ['no-such-series: No series of d_bucket meets le="0.3". Its values are 1.0. '],
  ],
  [
    'a bucket that Prometheus 3 writes with a point',
    'sum(rate(d_count[{{.window}}])) - sum(rate(d_bucket{le="1"}[{{.window}}]))',
    'sum(rate(d_count[{{.window}}]))',
    [],
  ],
])('%s', async (_, error, total, expected) => {
  const problems = await liveProblems(events(error, total), prometheus, 0)
  const said = problems.map(({ code, message, help }) => `${code}: ${message}. ${help.replace(/Check .*/, '')}`)
  expect(said).toEqual(expected)
})
