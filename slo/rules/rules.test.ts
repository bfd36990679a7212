import { describe, expect, test } from 'vitest'
import { alertTemplateProblems } from '../../lib/go-template/alert-template.ts'
import { promqlProblems } from '../../lib/promql/syntax.ts'
import { isAlert, type Rule } from '../core/rule-group.ts'
import { exampleSlo, readExample } from '../definition/slo.testkit.ts'
import { renderRuleFile } from './output.ts'
import { rulesForSlo } from './rules.ts'

const entry = (sli: string, more = '') =>
  exampleSlo(
    `version: prometheus/v1\nservice: shop\nlabels: { team: sales }\nslos:\n  - name: checkout\n    objective: 99.9\n    sli: ${sli}\n    alerting: { name: ShopBurns }\n${more}`,
  )
const events = (error: string, total: string) =>
  entry(`{ events: { error_query: '${error}', total_query: '${total}' } }`)
const probe = entry('{ probe: { probe: home, path: edge } }')
const requests = events('sum(rate(r{code=~"5.."}[{{.window}}]))', 'sum(rate(r[{{.window}}]))')

const rulesOf = (slo: typeof probe): readonly Rule[] => rulesForSlo(slo).flatMap(({ rules }) => rules)
const exprOf = (slo: typeof probe, name: string): string =>
  rulesOf(slo).find(rule => (isAlert(rule) ? rule.alert : rule.record) === name)?.expr ?? ''

const SLOS = {
  probe,
  requests,
  'a ratio': entry("{ raw: { error_ratio_query: 'avg_over_time(lost:ratio[{{.window}}])' } }"),
  latency: entry(
    '{ latency: { histogram: http_request_duration_seconds, selector: \'route!="/healthz"\', threshold: 300ms } }',
  ),
  fused: entry(
    "{ fused: { probe: { probe: home, path: edge }, events: { error_query: 'sum(rate(r{code=~\"5..\"}[{{.window}}]))', total_query: 'sum(rate(r[{{.window}}]))' } } }",
  ),
  grouped: events('sum by (cluster) (rate(r{code=~"5.."}[{{.window}}]))', 'sum by (cluster) (rate(r[{{.window}}]))'),
  'a month': entry('{ probe: { probe: home, path: edge } }', '    period: month\n'),
  'a quarter': entry('{ probe: { probe: home, path: edge } }', '    period: quarter\n'),
  'seven days': entry('{ probe: { probe: home, path: edge } }', '    period: 7d\n'),
}

const odd = { ...probe, alerting: { ...probe.alerting, name: 'Shop`s' } }

describe.each(Object.entries({ ...SLOS, 'an alert with a backtick in its name': odd }))('the rules of %s', (_, slo) => {
  test('are PromQL without a mistake, and every window is filled in', () => {
    for (const { expr } of rulesOf(slo)) {
      expect(promqlProblems(expr), expr).toEqual([])
      expect(expr).not.toContain('{{')
    }
  })

  test('have annotations whose templates Prometheus can read', () => {
    for (const rule of rulesOf(slo)) {
      const texts = isAlert(rule) ? Object.values({ ...rule.labels, ...rule.annotations }) : []
      expect(texts.flatMap(alertTemplateProblems), texts.join('\n')).toEqual([])
    }
  })

  test('record no series twice', () => {
    const names = rulesOf(slo).flatMap(rule => (isAlert(rule) ? [] : [rule.record]))
    expect(new Set(names).size).toBe(names.length)
  })
})

test('all that pages stands in one group without an interval, and all that takes days in one that is slower', () => {
  expect(rulesForSlo(probe).map(({ name, interval }) => [name, interval])).toEqual([
    ['slo-shop-checkout', undefined],
    ['slo-slow-shop-checkout', '2m30s'],
  ])
})

test('own labels are on the info series and the alerts only, so that changing one keeps the history', () => {
  const tagged = rulesOf(probe).filter(({ labels }) => 'team' in labels)
  expect([...new Set(tagged.map(rule => (isAlert(rule) ? 'an alert' : rule.record)))]).toEqual([
    'sloth_slo_info',
    'an alert',
  ])
})

test('first values are counted of plain counters, and not of probes, whose counters start at zero', () => {
  expect(exprOf(requests, 'slo:sli_first_errors:rate5m')).toContain('unless r{code=~"5.."} offset 5m')
  expect(exprOf(probe, 'slo:sli_first_errors:rate5m')).toBe('')
})

test('three failures are needed where one might fire alone', () => {
  const guard = />= 2\.5/
  expect(exprOf(requests, 'ShopBurns')).toMatch(guard)
  expect(exprOf(probe, 'ShopBurns')).not.toMatch(guard)
  expect(exprOf(entry('{ probe: { probe: slow, path: edge } }'), 'ShopBurns')).toMatch(guard)
  expect(exprOf(SLOS['a ratio'], 'ShopBurns')).not.toMatch(guard)
})

test('an SLO whose tickets are disabled has no alert about missing data either', () => {
  const slo = { ...probe, alerting: { ...probe.alerting, ticket: { disabled: true, labels: {}, annotations: {} } } }
  expect(
    rulesOf(slo)
      .filter(isAlert)
      .map(({ alert }) => alert),
  ).toEqual(['ShopBurns'])
})

test('an alert has the annotations that pages are made from', () => {
  const page = rulesOf(probe).find(isAlert)
  expect(Object.keys(page?.annotations ?? {}).sort()).toEqual([
    'bad_now',
    'budget',
    'budget_left',
    'budget_spent',
    'burn_rate',
    'dashboard_url',
    'evidence',
    'failures_url',
    'fault_domain',
    'headline',
    'lasts',
    'rank',
    'release',
    'runbook',
    'runbook_url',
    'silence_url',
    'since',
    'summary',
    'title',
    'where',
  ])
})

test('the rules of every kind of SLI, as Prometheus gets them', async () => {
  const groups = Object.entries(SLOS).flatMap(([name, slo]) => rulesForSlo({ ...slo, name: name.replaceAll(' ', '-') }))
  await expect(renderRuleFile(groups, { source: 'rules.test.ts', command: 'npm run golden' })).toMatchFileSnapshot(
    '../testdata/kinds.rules.yaml',
  )
})

test('a file of several documents is one document of rules', () => {
  const text =
    'version: prometheus/v1\nservice: aa\nslos: [{ name: bb, objective: 99, sli: { probe: { probe: home, path: edge } } }]\n'
  const { slos } = readExample({ path: 'two.yaml', text: `${text}---\n${text.replace('aa', 'cc')}` })
  expect(renderRuleFile(slos.flatMap(rulesForSlo), { source: 'two.yaml', command: 'test' })).not.toContain('---')
})
