import { describe, expect, test } from 'vitest'
import { rulesForSlo } from '../../rules/rules.ts'
import { parseSlosWith } from '../parse.ts'
import type { Flavour } from '../parse-context.ts'
import { exampleContext } from '../slo.testkit.ts'

const bad = 'sum(rate(r{code=~"5.."}[{{.window}}]))'
const all = 'sum(rate(r[{{.window}}]))'
const events = (error: string, total = all) => `{ events: { error_query: '${error}', total_query: '${total}' } }`
const shifted = (query: string) => query.replace('[{{.window}}]', '[{{.window}}] offset {{.window}}')
const raw = (query: string) => `{ raw: { error_ratio_query: '${query}' } }`

/** A placeholder in braces. */
const braced = (name: string) => `\${${name}}`

/** An SLI as it was read, and what is said of it: `error code`, in reading order. */
function read(sli: string, flavour: Flavour = 'leadline') {
  const text = `version: prometheus/v1\nservice: shop\nslos:\n  - name: home\n    objective: 99\n    sli: ${sli}\n    alerting: { name: Burns }\n`
  const { diagnostics, value } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext(flavour))
  return { slos: value.flatMap(one => one.slos), said: diagnostics.map(({ severity, code }) => `${severity} ${code}`) }
}

function said(sli: string, flavour?: Flavour): readonly string[] {
  return read(sli, flavour).said
}

describe('a query that gives many series is an error', () => {
  test.each([
    ['nothing sums it up', events('rate(r{code=~"5.."}[{{.window}}])', 'rate(r[{{.window}}])'), 2],
    ['only the total is summed', events('rate(r{code=~"5.."}[{{.window}}])'), 1],
    ['topk', events('topk(3, rate(r{code=~"5.."}[{{.window}}]))'), 1],
    ['without keeps labels', events('sum without (pod) (rate(r{code=~"5.."}[{{.window}}]))'), 1],
    [
      'an increase and a clamp',
      events('clamp_min(increase(r{code=~"5.."}[{{.window}}]), 0)', 'sum(increase(r[{{.window}}]))'),
      1,
    ],
    ['scalar', events('vector(scalar(rate(r{code=~"5.."}[{{.window}}])))'), 1],
    ['a ratio of series', raw('rate(r{code=~"5.."}[{{.window}}]) / rate(r[{{.window}}])'), 1],
    [
      'one less a ratio of series',
      raw('1 - rate(r{code!~"5.."}[{{.window}}]) / ignoring (code) rate(r[{{.window}}])'),
      1,
    ],
    ['a gauge of each target', raw('1 - avg_over_time(up{job="shop"}[{{.window}}])'), 1],
    ['a native histogram', raw('1 - histogram_fraction(0, 0.1, rate(h[{{.window}}]))'), 1],
    [
      'a group that tells errors',
      events('sum by (code) (rate(r{code=~"5.."}[{{.window}}]))', 'sum by (code) (rate(r[{{.window}}]))'),
      'group-splits-errors',
    ],
    [
      'without the label that tells errors',
      events('sum without (pod) (rate(r{code=~"5.."}[{{.window}}]))', 'sum without (pod) (rate(r[{{.window}}]))'),
      'group-splits-errors',
    ],
    ...['instance="a:80"', 'pod="a-1"', 'id="7"'].map(
      named =>
        [
          `series of one process, ${named}, that tell errors`,
          events(`rate(r{${named},code=~"5.."}[{{.window}}])`, `rate(r{${named}}[{{.window}}])`),
          'group-splits-errors',
        ] as const,
    ),
    [
      'recorded series that tell errors',
      events('sum_over_time(code:r:rate5m{code=~"5.."}[{{.window}}])', 'sum_over_time(code:r:rate5m[{{.window}}])'),
      'group-splits-errors',
    ],
    [
      'recorded series that tell errors, as a ratio',
      raw('sum_over_time(code:r:rate5m{code=~"5.."}[{{.window}}]) / sum_over_time(code:r:rate5m[{{.window}}])'),
      'group-splits-errors',
    ],
    ...['sum', 'avg', 'max'].map(
      name =>
        [
          `the ${name} of ratios of series`,
          raw(`${name}(rate(r{code=~"5.."}[{{.window}}]) / rate(r[{{.window}}]))`),
          'group-splits-errors',
        ] as const,
    ),
    [
      'what is left of ratios of series',
      raw('1 - avg(rate(r{code!~"5.."}[{{.window}}]) / rate(r[{{.window}}]))'),
      'group-splits-errors',
    ],
    [
      'ratios that are matched by the label that tells errors',
      raw('avg(rate(r{code=~"5.."}[{{.window}}]) / on (pod, code) rate(r[{{.window}}]))'),
      'group-splits-errors',
    ],
    [
      'one process over the sum of all',
      events('rate(r{instance="a:80"}[{{.window}}])', 'sum(rate(r[{{.window}}]))'),
      'labels-differ',
    ],
    [
      'other labels on both sides',
      events('sum by (a) (rate(r{code=~"5.."}[{{.window}}]))', 'sum by (b) (rate(r[{{.window}}]))'),
      'labels-differ',
    ],
  ] as const)('%s', (_, sli, expected) => {
    const code = typeof expected === 'number' ? 'many-series' : expected
    const errors = said(sli).filter(one => one.startsWith('error'))
    expect(errors).toEqual(Array.from({ length: typeof expected === 'number' ? expected : 1 }, () => `error ${code}`))
    const ofSloth = said(sli, 'sloth')
    expect(
      ofSloth.filter(one => one === `${code === 'labels-differ' ? 'error' : 'warning'} ${code}`).length,
    ).toBeGreaterThan(0)
  })

  test.each([
    [
      'groups on both sides',
      events('sum by (path) (rate(r{code=~"5.."}[{{.window}}]))', 'sum by (path) (rate(r[{{.window}}]))'),
    ],
    [
      'groups by what is left',
      events(
        'sum without (code, pod) (rate(r{code=~"5.."}[{{.window}}]))',
        'sum without (pod, code) (rate(r[{{.window}}]))',
      ),
    ],
    ['what a rule recorded', raw('avg_over_time(shop:errors:ratio[{{.window}}])')],
    ['one process', raw('1 - avg_over_time(up{instance="a:80"}[{{.window}}])')],
    ['scalar of a sum', events(`vector(scalar(${bad}))`)],
    [
      'recorded errors and all',
      events(
        'sum_over_time(code:bad:rate5m{job="a"}[{{.window}}])',
        'sum_over_time(code:all:rate5m{job="a"}[{{.window}}])',
      ),
    ],
    [
      'what is recorded, without the label that tells errors',
      events(
        'sum without (code) (sum_over_time(code:r:rate5m{code=~"5.."}[{{.window}}]))',
        'sum without (code) (sum_over_time(code:r:rate5m[{{.window}}]))',
      ),
    ],
    ['the mean of ratios of two metrics', raw('avg(rate(bad[{{.window}}]) / rate(r[{{.window}}]))')],
    [
      'the mean of ratios that are matched without the label',
      raw('avg(sum by (pod) (rate(r{code=~"5.."}[{{.window}}])) / on (pod) sum by (pod) (rate(r[{{.window}}])))'),
    ],
    ['one process', events('rate(bad{instance="a:80"}[{{.window}}])', 'rate(r{instance="a:80"}[{{.window}}])')],
  ])('%s is none', (_, sli) => expect(said(sli).filter(one => one.startsWith('error'))).toEqual([]))
})

describe('a percentage that a gauge gives is a ratio', () => {
  test.each([
    '1 - avg(avg_over_time(percent[{{.window}}])) / 100',
    'avg(avg_over_time(percent[{{.window}}])) / 100',
    '(100 - avg(avg_over_time(percent[{{.window}}]))) / 100',
    'sum(avg_over_time(down[{{.window}}])) / 3',
    '0.01 * avg(avg_over_time(percent[{{.window}}]))',
    '1 - avg(avg_over_time(percent[{{.window}}])) / vector(100)',
  ])('%s', query => {
    const { slos, said: complaints } = read(raw(query))
    expect(complaints).toEqual(['warning ratio-not-weighted'])
    expect(slos[0]?.sli).toEqual({ kind: 'ratio', errorRatioQuery: query })
  })
})

describe('what counts something else than was meant is a warning', () => {
  test.each([
    ['a total with a constant one', events(bad, `${all} or vector(1)`), ['total-never-absent']],
    ['a total with a constant zero', events(bad, `(${all} or on() vector(0))`), ['total-never-absent']],
    ['a total with a default inside', events(bad, 'sum(rate(r[{{.window}}]) or vector(0))'), ['total-never-absent']],
    ['a total held above one', events(bad, `clamp_min(${all}, 1)`), ['total-floor']],
    ['errors that are one without any', events(`${bad} or vector(1)`), ['constant-errors']],
    ['errors of another moment', events('sum(rate(r{code=~"5.."}[{{.window}}] offset 5m))'), ['offsets-differ']],
    ['a total that is raised above zero', events(bad, `${all} + 0.001`), ['total-floor']],
    ['a percentage', events(`100 * ${bad}`), ['constant-factor']],
    ['a percentage as a ratio', raw(`100 * ${bad} / ${all}`), ['constant-factor']],
    [
      'a percentage of the rest',
      raw(`100 - 100 * sum(rate(r{code!~"5.."}[{{.window}}])) / ${all}`),
      ['constant-factor'],
    ],
    ['errors by the minute', events(`${bad} * 60`), ['constant-factor']],
    [
      'errors that are no part of the total',
      events(bad, 'sum(rate(r{code!~"5.."}[{{.window}}]))'),
      ['errors-outside-total'],
    ],
    [
      'errors of everything, and a total of one job',
      events(bad, 'sum(rate(r{job="a"}[{{.window}}]))'),
      ['errors-outside-total'],
    ],
    [
      'matchers that exclude each other',
      events('sum(rate(r{code="500",code!="500"}[{{.window}}]))'),
      ['selects-nothing'],
    ],
    ['a whole bound', events(`${all} - sum(rate(r{le="1"}[{{.window}}]))`), ['bucket-bound']],
    ['a whole bound of Prometheus 3', events(`${all} - sum(rate(r{le="1.0"}[{{.window}}]))`), ['bucket-bound']],
    ['a whole bound in a list', events('sum(rate(r{le=~"1|2"}[{{.window}}]))'), ['bucket-bound']],
    ['the largest series', events('max(rate(r{code=~"5.."}[{{.window}}]))'), ['not-a-count']],
    ['the last two samples', events('sum(irate(r{code=~"5.."}[{{.window}}]))'), ['not-a-count']],
    [
      'readings of a counter',
      events('sum(sum_over_time(r_total[{{.window}}]))', 'sum(count_over_time(r_total[{{.window}}]))'),
      ['not-a-count'],
    ],
    ['the rate of a sum', events('rate(sum(r{code=~"5.."})[{{.window}}:1m])'), ['rate-of-sum', 'first-errors-lost']],
    ['a comparison', events(`${bad} > 2`), ['first-errors-lost']],
    [
      'a subquery',
      events('sum(increase(r{code=~"5.."}[{{.window}}:1m]))', 'sum(increase(r[{{.window}}]))'),
      ['first-errors-lost'],
    ],
    ['a window as the offset', events(shifted(bad), shifted(all)), ['first-errors-lost']],
    [
      'a window in a label',
      events('sum(rate(r{w="{{.window}}",code=~"5.."}[{{.window}}]))', 'sum(rate(r{w="{{.window}}"}[{{.window}}]))'),
      ['first-errors-lost'],
    ],
    [
      'a window in the name',
      events('sum(rate(r_{{.window}}{code=~"5.."}[{{.window}}]))', 'sum(rate(r_{{.window}}[{{.window}}]))'),
      ['first-errors-lost'],
    ],
    [
      'a window in what a label is replaced by',
      events('sum(label_replace(rate(r{code=~"5.."}[{{.window}}]), "w", "{{.window}}", "", ""))'),
      ['first-errors-lost'],
    ],
    [
      'a window in what is joined',
      events('sum(rate(r{code=~"5.."}[{{.window}}]) * on (pod) group_left () (info offset {{.window}}))'),
      ['first-errors-lost'],
    ],
  ])('%s', (_, sli, codes) => {
    const { slos, said: complaints } = read(sli)
    expect(complaints).toEqual(codes.map(code => `warning ${code}`))
    expect(JSON.stringify(slos.flatMap(rulesForSlo))).not.toContain('{{.window')
  })

  test.each(['[2{{.window}}]', '[{{.window}}5m]', '[1h:2{{.window}}]', '[{{.window}}] offset 2{{.window}}'])(
    'a length that is made of the window is an error: %s',
    range => expect(said(events(bad.replace('[{{.window}}]', range)))).toContain('error template'),
  )

  test('a constant before its or is an error', () => {
    expect(said(events(`vector(0) or ${bad}`))[0]).toBe('error or-order')
  })

  test('units that differ are an error', () => {
    expect(said(events('sum(increase(r{code=~"5.."}[{{.window}}]))'))).toEqual(['error units-differ'])
    expect(said(raw(`sum(increase(r{code=~"5.."}[{{.window}}])) / ${all}`))).toEqual(['error units-differ'])
  })

  test.each([
    ['the same', events(all)],
    ['the same in another spelling', events(`(${all}) or vector(0)`)],
    ['nothing', events(`${all} - ${all}`)],
  ])('errors that are %s as all events are an error', (_, sli) => expect(said(sli)).toEqual(['error same-query']))

  test.each([
    events(`(${bad}) or vector(0)`),
    events(`100 * ${bad}`, `100 * ${all}`),
    events('sum(rate(r{job="a",code=~"5.."}[{{.window}}]))', 'sum(rate(r{job=~"a|b"}[{{.window}}]))'),
    events(bad, `(${all} > 0)`),
    events(bad, 'sum(rate(r{code=~"[1-5].."}[{{.window}}]))'),
    events(bad, 'sum(rate(r{code=~"2..|5.."}[{{.window}}]))'),
    events('max(sum by (replica) (rate(r{code=~"5.."}[{{.window}}])))', 'max(sum by (replica) (rate(r[{{.window}}])))'),
    raw(`scalar(${bad}) / scalar(${all})`),
    raw(`${bad} / on () group_left ${all}`),
    events('sum(rate(r{code=~"5.."}[{{.window}}])) + sum(rate(timeouts_total[{{.window}}]))'),
    events(`0.5 * ${bad} + sum(rate(timeouts_total[{{.window}}]))`),
    raw(`1 - sum(rate(h_bucket{le="0.3"}[{{.window}}])) / sum(rate(h_count[{{.window}}]))`),
  ])('nothing is said of %s', sli => expect(said(sli)).toEqual([]))
})

test.each([
  ['a word before braces', 'sum(rate(atan2{code=~"5.."}[{{.window}}]))', 'error promql-selector'],
  ['a group that is named without a P', 'sum(rate(r{code=~"(?<n>5).."}[{{.window}}]))', 'error promql-newer'],
])('Prometheus 2.42 refuses %s', (_, query, expected) => expect(said(events(query))).toContain(expected))

describe('what another tool would fill in, or another system read, is named as that', () => {
  test.each([
    [`${braced('JOB')}`, `sum(rate(r{job="${braced('JOB')}",code=~"5.."}[{{.window}}]))`, 'warning placeholder'],
    ['$JOB', 'sum(rate(r{job="$JOB",code=~"5.."}[{{.window}}]))', 'warning placeholder'],
    ['a metric of the shell', `sum(rate(${braced('METRIC')}{code=~"5.."}[{{.window}}]))`, 'error placeholder'],
    ['Helm in a text', 'sum(rate(r{job="{{ .Values.job }}",code=~"5.."}[{{.window}}]))', 'error placeholder'],
    ['Helm outside', 'sum(rate({{ .Values.metric }}[{{.window}}]))', 'error placeholder'],
    ['$__rate_interval', 'sum(rate(r{code=~"5.."}[$__rate_interval]))', 'error placeholder'],
    [`${braced('__range')}`, `sum(rate(r{code=~"5.."}[${braced('__range')}]))`, 'error placeholder'],
    ['a variable of Grafana', 'sum(rate(r{job=~"$job",code=~"5.."}[{{.window}}]))', 'warning placeholder'],
    ['an old variable of Grafana', 'sum(rate(r{job="[[job]]",code=~"5.."}[{{.window}}]))', 'warning placeholder'],
    ['Kubernetes', 'sum(rate(r{job="$(JOB)",code=~"5.."}[{{.window}}]))', 'warning placeholder'],
    ['Terraform', `sum(rate(r{job="${braced('var.job')}",code=~"5.."}[{{.window}}]))`, 'warning placeholder'],
    ['Jinja', 'sum(rate(r{job="{{ job }}",code=~"5.."}[{{.window}}]))', 'error placeholder'],
    ['a default of MetricsQL', `${bad} default 0`, 'error foreign-language'],
    ['a function of MetricsQL', 'sum(increase_pure(r{code=~"5.."}[{{.window}}]))', 'error foreign-language'],
    ['WITH of MetricsQL', 'WITH (f = {code=~"5.."}) sum(rate(r{f}[{{.window}}]))', 'error foreign-language'],
    ['ifnot of MetricsQL', `${bad} ifnot vector(1)`, 'error foreign-language'],
    ['LogQL', 'sum(rate({app="a"} |= "error" [{{.window}}]))', 'error foreign-language'],
  ])('%s', (_, query, expected) => expect(said(events(query))[0]).toBe(expected))

  test.each([
    'sum(label_replace(rate(r{code=~"5.."}[{{.window}}]), "a", "$1", "b", "(.*)"))',
    `sum(label_replace(rate(r{code=~"5.."}[{{.window}}]), "a", "${braced('1')}-$name", "b", "(?P<name>.*)"))`,
    'sum(rate(r{path=~"/a$|/b$"}[{{.window}}]))',
    'sum(rate(default{code=~"5.."}[{{.window}}]))',
  ])('%s holds none', query => {
    expect(said(events(query)).filter(one => /placeholder|foreign/.test(one))).toEqual([])
  })
})

test.each([
  ['a count', raw(bad)],
  ['a division that binds tighter than its default', raw(`${bad} or vector(0) / ${all}`)],
  ['a division that binds tighter than a sum', raw(`${bad} + sum(rate(timeouts_total[{{.window}}])) / ${all}`)],
  ['one that binds tighter than two sums', raw(`${all} - ${bad} + ${bad} / ${all}`)],
])('%s in the place of a ratio is an error', (_, sli) => expect(said(sli)).toEqual(['error not-a-ratio']))

const counted = (matchers: string) => `sum(rate(a{${matchers}}[{{.window}}]))`

describe('the good events in the place of the bad ones', () => {
  test.each([
    ['code!~"5.."'],
    ['code=~"2.."'],
    ['status="200"'],
    ['http_status_code!~"4..|5.."'],
    ['result="success"'],
    ['success="true"'],
    ['job="a",grpc_code="OK",status!="error"'],
  ])('are named: %s', matchers => {
    expect(said(events(counted(matchers), all))).toEqual(['warning good-as-bad'])
    expect(said(raw(`${counted(matchers)} / ${all}`))).toEqual(['warning good-as-bad'])
  })

  test.each([
    ['of errors', events(counted('code=~"5..|429"'), all)],
    ['of one kind of error', events(counted('code="404"'), all)],
    ['of everything that is not good', events(counted('grpc_code!="OK"'), all)],
    [
      'of slow ones among the good',
      events(`${counted('code="200"')} - ${counted('code="200",le="0.1"')}`, counted('code="200"')),
    ],
    ['of good ones that are subtracted', raw(`1 - ${counted('code!~"5.."')} / ${all}`)],
    [
      'of a metric of failures',
      events('sum(rate(failures_total{code="200"}[{{.window}}]))', 'sum(rate(b[{{.window}}]))'),
    ],
    ['of a label that is no outcome', events(counted('path="200"'), all)],
  ])('are not seen in a query %s', (_, sli) => expect(said(sli).filter(one => /good-as-bad/.test(one))).toEqual([]))
})

describe('a ratio in the place of events', () => {
  test.each([
    [`${bad} / ${all}`],
    [`100 * ${bad} / ${all}`],
    [`(100 * (${bad} / ${all})) or vector(0)`],
    [`1 - sum(rate(r{code!~"5.."}[{{.window}}])) / ${all}`],
  ])('is an error: %s', query => {
    expect(said(events(query, all)).filter(one => one.startsWith('error'))).toEqual(['error not-a-count'])
    expect(said(events(bad, query))).toContain('error not-a-count')
  })

  test.each([
    [`${bad} / 60`, all],
    [`${all} * (1 - sum(rate(r{code!~"5.."}[{{.window}}])) / ${all})`, all],
    [`${bad} / ${all}`, `${all} / ${all}`],
  ])('is not seen where counts remain: %s of %s', (query, total) => {
    expect(said(events(query, total))).not.toContain('error not-a-count')
  })
})

describe('a quantile', () => {
  const quantile = 'histogram_quantile(0.99, sum by (le) (rate(d_bucket[{{.window}}])))'

  test.each([
    [quantile],
    [`${quantile} > 0.5`],
    [`sum(${quantile} > 0.5) or vector(0)`],
    [`${quantile} and on () ${all}`],
  ])('is no number of events: %s', query => expect(said(events(query, all))).toContain('error not-a-count'))

  test.each([[`${quantile} > bool 0.5`], [`count(${quantile} > 0.5)`]])('may be counted: %s', query => {
    expect(said(events(query, 'count_over_time(vector(1)[{{.window}}:1m])')).filter(one => /^error/.test(one))).toEqual(
      [],
    )
  })
})

// What users of other generators reported of their queries, and what is said of each here.
test.each([
  [
    'slok/sloth 220, several values on the dashboard',
    events('rate(http_request_total{error="true"}[{{.window}}])', 'rate(http_request_total[{{.window}}])'),
    ['error many-series', 'error many-series'],
  ],
  [
    'slok/sloth 231, a guard inside the sum',
    raw('1 - (sum(rate(bucket{le="1000"}[{{.window}}])) / (sum(rate(count[{{.window}}]) > 0) or vector(1)))'),
    ['warning bucket-bound', 'warning total-never-absent'],
  ],
  [
    'slok/sloth 643, a range of a comparison',
    raw('avg(avg_over_time((time() - sync_timestamp_seconds > bool 600)[{{.window}}]))'),
    ['error promql-type'],
  ],
  [
    'slok/sloth 140, all less the good bucket',
    events(
      'sum(rate(d_bucket{le="+Inf"}[{{.window}}])) - sum(rate(d_bucket{le="0.5"}[{{.window}}]))',
      'sum(rate(d_bucket{le="+Inf"}[{{.window}}]))',
    ),
    [],
  ],
  [
    'slok/sloth 523, a number of series as a number of events',
    events('count(rate(a{code=~"5.."}[{{.window}}]))', 'count(rate(a[{{.window}}]))'),
    ['warning not-a-count'],
  ],
  [
    'slok/sloth 301, minutes of low traffic',
    raw('avg_over_time((sum(rate(a{job="b"}[2m])) < bool 60)[{{.window}}:1m])'),
    ['warning fixed-window', 'warning ratio-not-weighted'],
  ],
  [
    'rhobs/configuration 144, a default without brackets',
    raw('sum(rate(a{code=~"5.."}[{{.window}}])) or vector(0) / sum(rate(a[{{.window}}]))'),
    ['error not-a-ratio'],
  ],
  [
    'pyrra 1502, a whole bound',
    events(
      'sum(rate(d_count[{{.window}}])) - sum(rate(d_bucket{le="1"}[{{.window}}]))',
      'sum(rate(d_count[{{.window}}]))',
    ),
    ['warning bucket-bound'],
  ],
  [
    'pyrra 1422, a native histogram of each process',
    raw('1 - histogram_fraction(0, 0.1, rate(http_server_duration{service_name="a"}[{{.window}}]))'),
    ['error many-series'],
  ],
  [
    'pyrra 1053, a pattern in both selectors',
    events(
      'sum(rate(s_count{uri=~"/operators.*", status=~"5.."}[{{.window}}]))',
      'sum(rate(s_count{uri=~"/operators.*"}[{{.window}}]))',
    ),
    [],
  ],
  [
    'pyrra 715, all events as the largest bucket',
    events(
      'sum(rate(s_bucket{le="+Inf",prog="pong"}[{{.window}}])) - sum(rate(s_bucket{le="0.05",prog="pong"}[{{.window}}]))',
      'sum(rate(s_bucket{le="+Inf",prog="pong"}[{{.window}}]))',
    ),
    [],
  ],
  [
    'pyrra 1055, a bound in milliseconds',
    events(
      'sum(rate(ms_count{a=~"my.*"}[{{.window}}])) - sum(rate(ms_bucket{a=~"my.*",le="5000"}[{{.window}}]))',
      'sum(rate(ms_count{a=~"my.*"}[{{.window}}]))',
    ),
    ['warning bucket-bound'],
  ],
  [
    'kubernetes-mixin 464, slow events and errors in one sum without brackets',
    raw(
      'sum(rate(a_count[{{.window}}])) - sum(rate(a_bucket{le="0.1"}[{{.window}}])) + sum(rate(a_count{code=~"5.."}[{{.window}}])) / sum(rate(a_count[{{.window}}]))',
    ),
    ['error not-a-ratio'],
  ],
  [
    'openshift/runbooks 2, a label put on a ratio',
    raw('label_replace(sum(rate(a{code=~"5.."}[{{.window}}])) / scalar(sum(rate(a[{{.window}}]))), "t", "e", "n", "")'),
    ['warning ratio-not-weighted'],
  ],
  [
    'rhobs/configuration 298, counters without a rate',
    events('sum(failed_total{service="x"})', 'sum(sent_total{service="x"})'),
    ['error no-window', 'error no-window'],
  ],
  [
    'OpenSLO 7, good and total of different things',
    events(
      'sum(rate(a{job="b"}[{{.window}}])) - sum(rate(a{ok="true"}[{{.window}}]))',
      'sum(rate(a{job="b"}[{{.window}}]))',
    ),
    ['warning errors-outside-total'],
  ],
])('%s', (_, sli, expected) => expect(said(sli)).toEqual(expected))
