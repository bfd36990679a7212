import { expect, test } from 'vitest'
import { refusedRules } from '../../adapters/prometheus/promtool.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { rulesForSlo } from './rules.ts'

const events = (error: string, total: string) => `{ events: { error_query: '${error}', total_query: '${total}' } }`
const raw = (query: string) => `{ raw: { error_ratio_query: '${query}' } }`
const bad = 'sum(rate(r{code=~"5.."}[{{.window}}]))'
const all = 'sum(rate(r[{{.window}}]))'

/** A pair of queries with something changed in both. */
const both = (change: (query: string) => string) => events(change(bad), change(all))
const behind = (words: string) => both(query => query.replace('[{{.window}}]', `[{{.window}}]${words}`))

/** Spellings that are accepted, each unusual in another way. */
const ACCEPTED: readonly (readonly [what: string, sli: string])[] = [
  ['the plain one', events(bad, all)],
  ['no offset', behind(' offset 0s')],
  ['no offset of another unit, in capitals', behind(' OFFSET 0m')],
  ['no offset in a query of another layout', events(`ceil(${bad.replace(']))', '] offset 0h))')})`, all)],
  ['a window as the offset', behind(' offset {{.window}}')],
  ['a moment', behind(' @ end()')],
  [
    'a window in a label',
    events('sum(rate(r{w="{{.window}}",code=~"5.."}[{{.window}}]))', 'sum(rate(r{w="{{.window}}"}[{{.window}}]))'),
  ],
  [
    'a metric that is a word',
    events('sum(rate({__name__="on",code=~"5.."}[{{.window}}]))', 'sum(rate({__name__="on"}[{{.window}}]))'),
  ],
  ['a bound of a metric that is a word', events('sum(rate({__name__="atan2",le="1"}[{{.window}}]))', all)],
  ['a default', events(`${bad} or vector(0)`, all)],
  ['a ratio of numbers', raw(`scalar(${bad}) / scalar(${all})`)],
  ['a percentage of a gauge', raw('1 - avg(avg_over_time(percent[{{.window}}])) / 100')],
  ['a gauge over a number', raw('sum(avg_over_time(down[{{.window}}])) / 3')],
  ['a group that is named', both(query => query.replace('5..', '(?P<n>5)..'))],
  ['a comparison', events(`${bad} > 2`, all)],
  ['a factor that is calculated', events(`${bad} * (10*10)`, `${all} * 10^2`)],
  ['a factor as a series', events(`${bad} * vector(100)`, `vector(100) * ${all}`)],
  ['a total that is never absent', events(bad, `${all} or absent(r)`)],
  ['a total without its errors', events(bad, `${all} - ${bad}`)],
  ['a filter', both(query => query.replace(']))', '] ) unless on () (maint == 1))'))],
  [
    'the largest bound in another spelling',
    events('sum(rate(h_count[{{.window}}])) - sum(rate(h_bucket{le="Inf"}[{{.window}}]))', all),
  ],
  [
    'a listed bound',
    events('sum(rate(h_count[{{.window}}])) - sum(rate(h_bucket{le=~"^(0.5|1)$"}[{{.window}}]))', all),
  ],
  ['the largest of series', both(query => query.replace('rate(', 'max by (h) (rate(').replace(']))', '])))'))],
  ['a function of another layout', both(query => query.replace('rate', 'changes'))],
  ['a subquery', events('sum(increase(r{code=~"5.."}[{{.window}}:1m]))', 'sum(increase(r[{{.window}}]))')],
  ['a join', events('sum(rate(r{code=~"5.."}[{{.window}}]) * on (pod) group_left () (info offset {{.window}}))', all)],
]

test('promtool takes every rule of every accepted spelling', async () => {
  const rules = ACCEPTED.flatMap(([what, sli]) => {
    const slo = exampleSlo(
      `version: prometheus/v1\nservice: shop\nslos:\n  - name: home\n    objective: 99.9\n    sli: ${sli}\n    alerting: { name: Burns }\n`,
    )
    return rulesForSlo(slo).flatMap(group => group.rules.map(rule => ({ what, rule })))
  })
  const expressions = rules.map(({ rule }, index) => ({ record: `r${index}`, expr: rule.expr }))
  const refused = await refusedRules(expressions)
  expect(
    rules.flatMap(({ what }, index) => (refused[index] === undefined ? [] : [`${what}: ${refused[index]}`])),
  ).toEqual([])
}, 120_000)
