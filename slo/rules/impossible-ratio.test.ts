import { expect, test } from 'vitest'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { impossibleRatioAlert } from './impossible-ratio.ts'

const slo = (sli: string) =>
  exampleSlo(`version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99, sli: ${sli} }]\n`)
const events = (error: string, total: string) => slo(`{ events: { error_query: '${error}', total_query: '${total}' } }`)
const all = 'sum(rate(r[{{.window}}]))'

test.each([
  ['errors of the same counter', events('sum(rate(r{code=~"5.."}[{{.window}}]))', all)],
  ['what is left of all', events(`${all} - sum(rate(good[{{.window}}]))`, all)],
  [
    'two kinds that exclude each other',
    events('sum(rate(r{code=~"5.."}[{{.window}}])) + sum(rate(r{code=~"4.."}[{{.window}}]))', all),
  ],
  [
    'one part of several',
    events('sum(rate(bad[{{.window}}]))', 'sum(rate(good[{{.window}}])) + sum(rate(bad[{{.window}}]))'),
  ],
  ['a probe', slo('{ probe: { probe: home, path: edge } }')],
  ['a latency', slo('{ latency: { histogram: h, threshold: 300ms } }')],
])('%s are among all events: no alert is needed', (_, one) => expect(impossibleRatioAlert(one, {})).toEqual([]))

test.each([
  ['another counter', events('sum(rate(bad[{{.window}}]))', all)],
  [
    'two kinds that may be one',
    events('sum(rate(r{code=~"5.."}[{{.window}}])) + sum(rate(r{slow="true"}[{{.window}}]))', all),
  ],
  ['a factor', events('100 * sum(rate(r{code=~"5.."}[{{.window}}]))', all)],
  ['a ratio that is computed elsewhere', slo("{ raw: { error_ratio_query: 'avg_over_time(a:ratio[{{.window}}])' } }")],
])('of %s nothing shows it', (_, one) => expect(impossibleRatioAlert(one, {})).toHaveLength(1))
