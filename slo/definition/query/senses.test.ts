import { expect, test } from 'vitest'
import { IMPOSSIBLE_RATIO_ALERT } from '../../core/names.ts'
import { rulesForSlo } from '../../rules/rules.ts'
import { parseSlosWith } from '../parse.ts'
import { exampleContext } from '../slo.testkit.ts'

const W = '[{{.window}}]'
const of = (matchers: string, metric = 'r'): string => `sum(rate(${metric}{${matchers}}${W}))`
const bad = of('code=~"5.."')
const all = of('')
const count = of('', 'h_count')
const bucket = (bound: string): string => of(bound, 'h_bucket')
const events = (error: string, total = all) => ({ events: { error_query: error, total_query: total } })
const raw = (query: string) => ({ raw: { error_ratio_query: query } })
/** A function of samples on both sides. */
const both = (fn: string) => events(bad.replace('rate', fn), all.replace('rate', fn))

/** What is said of an SLI, `severity code`, and what it was read as. */
function read(sli: object, alerting: object = { name: 'Burns' }) {
  const slos = [{ name: 'home', objective: 99, sli, alerting }]
  const text = JSON.stringify({ version: 'prometheus/v1', service: 'shop', slos })
  const { diagnostics, value } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext('leadline'))
  const said = diagnostics.map(({ severity, code }) => `${severity === 'warning' ? '' : `${severity} `}${code}`)
  return { said, slos: value.flatMap(one => one.slos), texts: diagnostics.map(({ message }) => message) }
}

test.each([
  // What stands in for events that are missing.
  [events(bad, `${all} or absent(r)`), 'total-never-absent'],
  [events(bad, `${all} or absent_over_time(r${W})`), 'total-never-absent'],
  [events(bad, `${all} or sum(up)`), 'total-never-absent'],
  [events(bad, `(${all} or count(up))`), 'total-never-absent'],
  [events(bad, `sum(rate(r${W}) or up)`), 'total-never-absent'],
  [raw(`${bad} / (${all} or absent(r))`), 'total-never-absent'],
  // Bounds of buckets in any spelling.
  ...['le=~"^1$"', 'le=~"(1)"', 'le=~"^(?:1)$"', 'le=~"1\\\\.0"', 'le="Inf"', 'le="inf"'].map(
    bound => [events(`${count} - ${bucket(bound)}`, count), 'bucket-bound'] as const,
  ),
  ...['', 'le=~"0.1|0.5"', 'le=~"(0.1|0.5)"', 'le!="+Inf"'].map(
    bound => [events(`${count} - ${bucket(bound)}`, count), 'several-buckets'] as const,
  ),
  [events(`${count} - ${bucket('le="0.5"')}`, bucket('')), 'several-buckets'],
  // Errors that are no part of all events, or that subtract what is none.
  [events(bad, `${all} - ${bad}`), 'errors-outside-total'],
  [events(bad, `${all} + ${of('', 'lost')} - ${bad}`), 'errors-outside-total'],
  [events(`${of('job="a"', 'h_count')} - ${bucket('job="b",le="0.5"')}`, of('job="a"', 'h_count')), 'subtracts-others'],
  [events(`${count} - ${bucket('scope="resource",le="0.5"')}`, count), 'subtracts-others'],
  [events(`${of('job="a"', 'h_count')} - ${bucket('le="0.5"')}`, of('job="a"', 'h_count')), 'subtracts-others'],
  [events(`${count} - ${of('le="0.5"', 'other_bucket')}`, count), 'subtracts-others'],
  // Constants.
  ...['(10*10)', '(10+90)', '10^2', 'scalar(vector(100))', 'vector(100)', '(1 / 0.01)', '(200 % 101 + 1)'].map(
    factor => [events(`${bad} * ${factor}`), 'constant-factor'] as const,
  ),
  [events(`${bad} / vector(60)`), 'constant-factor'],
  [events(`100 * ${bad} - 50 * ${bad}`), 'constant-factor'],
  // The largest or the mean of series.
  [events(`sum(avg by (h) (rate(r{code=~"5.."}${W})))`, `sum(sum by (h) (rate(r${W})))`), 'not-a-count'],
  [events(`sum(max by (h) (rate(r{code=~"5.."}${W})))`), 'not-a-count'],
  [events(`sum(max by (h) (rate(r{code=~"5.."}${W})))`, `sum(max by (h) (rate(r${W})))`), 'not-a-count'],
  // Other layouts.
  [both('delta'), 'not-a-count'],
  [both('deriv'), 'not-a-count'],
  [both('idelta'), 'not-a-count'],
  [both('changes'), 'first-errors-lost'],
  [both('last_over_time'), 'first-errors-lost'],
  [both('avg_over_time'), 'first-errors-lost'],
  [
    events(`sum(r{code=~"5.."} - r{code=~"5.."} offset {{.window}})`, 'sum(r - r offset {{.window}})'),
    'first-errors-lost',
  ],
  [events(`sum(avg_over_time(a:bad:rate5m${W}))`, `sum(avg_over_time(a:all:rate5m${W}))`), 'first-errors-lost'],
  // Other times than that of the evaluation.
  [events(bad.replace(']', '] offset -5m'), all.replace(']', '] offset - 5m')), 'error odd-offset'],
  [
    events('sum(count_over_time(b[{{.window}}:1m] offset -1h))', 'sum(count_over_time(a[{{.window}}:1m]))'),
    'error odd-offset',
  ],
  [raw(`${bad.replace(']', '] offset -1s')} / ${all}`), 'error odd-offset'],
  [events(bad.replace(']', '] offset 1d'), all.replace(']', '] offset 1d')), 'odd-offset'],
  [events(bad.replace(']', '] offset 61m'), all.replace(']', '] offset 61m')), 'odd-offset'],
  // What a ratio is without events.
  [raw(`(${bad} / ${all}) or vector(1)`), 'constant-errors'],
  [raw(`1 - (${of('code!~"5.."')} / ${all} or vector(0))`), 'constant-errors'],
] as const)('%j warns of %s', (sli, code) => expect(read(sli).said).toContain(code))

test.each([
  [events(bad.replace(']', '] offset 1h'), all.replace(']', '] offset 60m'))],
  [events(bad, `${all} or 0 * sum(up)`)],
  [events(`${count} - ${bucket('le=~"1|1.0"')}`, count)],
  [events(`${count} - ${bucket('le=~"1(\\\\.0)?"')}`, count)],
  [events(`${count} - ${bucket('code!~"5..",le="0.5"')}`, count)],
  [events(`${bucket('le="+Inf"')} - ${bucket('le="0.5"')}`, bucket('le="+Inf"'))],
  [events(`${count} - ${bucket('scope="a",le="0.5"')} - ${bucket('scope="b",le="1.5"')}`, count)],
  [events(`${bad} * (10*10)`, `${all} * 10^2`)],
  [events(bad.replace(W, `${W} offset 60s`), all.replace(W, `${W} offset 1m`))],
  [events(`sum(max without (replica) (rate(r{code=~"5.."}${W})))`, `sum(max without (replica) (rate(r${W})))`)],
  [raw(`(${bad} / ${all}) or vector(0)`)],
  [raw(`1 - (${of('code!~"5.."')} / ${all} or vector(1))`)],
  [raw(`1 - (${of('code!~"5.."')} / (${all} > 0) or vector(1))`)],
])('%j is as it should be', sli => expect(read(sli).said).toEqual([]))

const latency = (more: object) => ({ latency: { histogram: 'h', threshold: '300ms', ...more } })
const traefik = (service: string) => ({
  plugin: { id: 'sloth-common/traefik/v2/availability', options: { service_name_regex: service } },
})

test.each([
  [latency({ selector: 'code="$CODE"' }), ['placeholder']],
  [latency({ selector: 'job="{{ .Values.job }}"' }), ['placeholder']],
  [latency({ selector: 'code="500",code!="500"' }), ['selects-nothing']],
  [latency({ selector: 'le="1"' }), ['selects-nothing']],
  [latency({ histogram: 'h_bucket' }), ['selects-nothing']],
  [latency({ histogram: 'h_milliseconds' }), ['bucket-bound']],
  [latency({ selector: 'code!~"5..",route=~"/a$|/b$"' }), []],
  [traefik('^$SVC-.*'), ['placeholder']],
  [traefik('^shop-.*$'), []],
])('%j says %j', (sli, expected) => expect(read(sli).said).toEqual(expected))

test.each([
  ['the default of MetricsQL without a number', `${bad} default NaN`, 'error foreign-language'],
  ['its default of another sum', `${bad} default sum(y)`, 'error foreign-language'],
  ['or of matchers', of('a="1" or b="2"'), 'error foreign-language'],
  ['limit', `sum(rate(r${W})) by (a) limit 5`, 'error foreign-language'],
  ['a number with a suffix', `${bad} > 1Ki`, 'error foreign-language'],
  ['an offset of intervals', bad.replace(W, `${W} offset -1i`), 'error foreign-language'],
  ['a window that Helm is to leave alone', bad.replace(W, '[{{ "{{.window}}" }}]'), 'error placeholder'],
  ['a label of an alert', of('ns="{{ $labels.ns }}"'), 'error placeholder'],
])('%s is named', (_, query, expected) => expect(read(events(query)).said[0]).toBe(expected))

test('a dollar behind a backslash is a text', () => {
  expect(read(events(of('path=~"/a\\\\$b"'))).said).toEqual([])
})

test('no time takes back for one severity what both are to wait', () => {
  const alerting = { name: 'Burns', for: '10m', page_alert: { for: '0s' } }
  const { slos } = read(events(bad), alerting)
  const waits = slos
    .flatMap(rulesForSlo)
    .flatMap(({ rules }) => rules.flatMap(rule => ('alert' in rule && rule.alert === 'Burns' ? [rule.for] : [])))
  expect(waits.sort()).toEqual(['10m', undefined])
})

test('a factor below one makes the budget burn too slowly', () => {
  expect(read(events(`0.01 * ${bad}`)).texts[0]).toMatch(/0\.01 times.*too slowly$/)
})

test('all that is said of a percentage is that it is one', () => {
  const percentage = read(raw(`100 - avg(avg_over_time(availability_percent${W}))`))
  expect(percentage.said).toEqual(['constant-factor', 'ratio-not-weighted'])
  expect(read(events(`ceil(100 * ${bad})`)).said).toEqual(['constant-factor', 'first-errors-lost'])
})

test('the largest of all series, less the largest of the good ones, is not the largest of the bad ones', () => {
  const largest = (matchers: string): string => `sum(max by (h) (rate(r${matchers}${W})))`
  const [slo] = read(events(`${largest('')} - ${largest('{code!~"5.."}')}`, largest(''))).slos
  expect(JSON.stringify(slo?.sli)).not.toContain('=~')
})

test('where the total leaves errors out, an alert says when there are more of them than events', () => {
  const alerts = (sli: object) =>
    read(sli)
      .slos.flatMap(rulesForSlo)
      .flatMap(({ rules }) => rules.map(rule => ('alert' in rule ? rule.alert : '')))
  expect(alerts(events(bad, `${all} - ${bad}`))).toContain(IMPOSSIBLE_RATIO_ALERT)
  expect(alerts(events(bad, `${all} + ${of('', 'lost')} - ${bad}`))).toContain(IMPOSSIBLE_RATIO_ALERT)
  expect(alerts(events(bad, `${all} - ${of('code=~"4.."')}`))).not.toContain(IMPOSSIBLE_RATIO_ALERT)
})
