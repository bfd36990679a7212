import { describe, expect, test } from 'vitest'
import { type DiagnosticSeverity, hasErrors } from '../../lib/diagnostic/diagnostic.ts'
import { days } from '../../lib/duration.ts'
import { derivedWindows } from '../core/windows.ts'
import { parseAlertWindows, withWindows } from './alert-windows.ts'
import { windowsFile } from './diagnostics/example.ts'
import { parseSlosWith } from './parse.ts'
import type { Flavour } from './parse-context.ts'
import { exampleContext, exampleSlo, readExample } from './slo.testkit.ts'

const ALPHA = `apiVersion: openslo/v1alpha
kind: SLO
metadata: { name: checkout, displayName: Checkout }
spec:
  service: shop
  budgetingMethod: Occurrences
  timeWindows: [{ count: 28, unit: Day }]
  objectives:
    - target: 0.999
      ratioMetrics:
        good: { source: prometheus, queryType: promql, query: 'sum(rate(r{code!~"5.."}[{{.window}}]))' }
        total: { source: prometheus, queryType: promql, query: 'sum(rate(r[{{.window}}]))' }
    - target: 0.99
      ratioMetrics:
        good: { source: prometheus, queryType: promql, query: 'sum(rate(b{le="0.3"}[{{.window}}]))' }
        total: { source: prometheus, queryType: promql, query: 'sum(rate(c[{{.window}}]))' }
`

const V1 = `apiVersion: openslo/v1
kind: SLI
metadata: { name: answered }
spec:
  ratioMetric:
    counter: true
    good: { metricSource: { type: Prometheus, spec: { query: 'sum(r{code!~"5.."})' } } }
    total: { metricSource: { type: Prometheus, spec: { query: 'sum(r)' } } }
---
apiVersion: openslo/v1
kind: SLO
metadata: { name: checkout }
spec:
  service: shop
  indicatorRef: answered
  timeWindow: [{ duration: 30d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ target: 0.999 }]
---
apiVersion: openslo/v1
kind: SLO
metadata: { name: fast }
spec:
  service: shop
  indicator: { spec: { thresholdMetric: { metricSource: { type: Prometheus, spec: { query: 'latency:p99' } } } } }
  timeWindow: [{ duration: 1M, isRolling: false, calendar: { startTime: '2026-01-01 00:00:00', timeZone: UTC } }]
  objectives: [{ op: lte, value: 0.3, targetPercent: 99 }]
`

describe('OpenSLO v1alpha', () => {
  test('gives an SLO for every objective, numbered as sloth numbers them, weighted by events', () => {
    const { slos } = readExample({ path: 'a.yaml', text: ALPHA })
    expect(slos.map(({ name, objective, sli }) => [name, objective, sli.kind])).toEqual([
      ['checkout-0', 0.999, 'events'],
      ['checkout-1', 0.99, 'events'],
    ])
    expect(slos[0]?.period).toBe(days(28))
    expect(slos[0]?.alerting.page.disabled).toBe(true)
  })

  test.each([
    ['budgetingMethod: Occurrences', 'budgetingMethod: Timeslices'],
    ['- target: 0.999', '- timeSliceTarget: 0.9\n      target: 0.999'],
  ])('refuses time slices, which sloth takes for events: %s', (from, to) => {
    const text = ALPHA.replace(from, to)
    const saidIn = (flavour: Flavour) =>
      parseSlosWith([{ path: 'a.yaml', text }], exampleContext(flavour)).diagnostics.map(
        ({ severity, code }) => `${severity} ${code}`,
      )
    expect(saidIn('leadline')).toEqual(['error openslo-unsupported'])
    expect(saidIn('sloth')).toEqual(['warning openslo-unsupported'])
  })

  test("stays a ratio in sloth's flavour", () => {
    expect(readExample({ path: 'a.yaml', text: ALPHA }, 'sloth').slos.map(({ sli }) => sli.kind)).toEqual([
      'ratio',
      'ratio',
    ])
  })
})

describe('OpenSLO v1', () => {
  const { slos } = readExample({ path: 'a.yaml', text: V1 })

  test('a counter that is named without a range gets a rate over the window', () => {
    expect(slos[0]).toMatchObject({
      name: 'checkout',
      sli: { kind: 'events', totalQuery: 'sum(rate(r[{{.window}}]))' },
    })
  })

  test('a value with a threshold is sampled once a minute, and the calendar is kept', () => {
    expect(slos[1]).toMatchObject({
      name: 'fast',
      objective: 0.99,
      calendar: 'month',
      sli: {
        errorQuery: 'sum_over_time((((latency:p99) >= -Inf) > bool 0.3)[{{.window}}:1m])',
        totalQuery: 'count_over_time(((latency:p99) >= -Inf)[{{.window}}:1m])',
      },
    })
  })
})

test.each([
  ['op: lte', 'Cannot compare by "constructor"'],
  ['duration: 1M', 'A window of "constructor" cannot follow'],
])('%s is none of what every object answers to', (known, message) => {
  const { diagnostics } = parseSlosWith(
    [{ path: 'a.yaml', text: V1.replace(known, known.replace(/: .*/, ': constructor')) }],
    exampleContext('leadline'),
  )
  expect(diagnostics.map(found => found.message).join()).toContain(message)
})

test('an SLO finds its SLI in another file, where its mistakes are reported', () => {
  const [indicator = '', ...slos] = V1.split('---\n')
  const read = (sli: string) =>
    parseSlosWith(
      [
        { path: 'sli.yaml', text: sli },
        { path: 'slo.yaml', text: slos.join('---\n') },
      ],
      exampleContext('leadline'),
    )
  const { value, diagnostics } = read(indicator)
  expect(diagnostics).toEqual([])
  expect(value.map(file => file.slos.length)).toEqual([0, 2])
  expect(read(indicator.replace("query: 'sum(r)'", "query: 'sum(r'")).diagnostics).toMatchObject([
    { file: 'sli.yaml', line: 8, code: 'promql-syntax' },
  ])
})

describe('what OpenSLO holds beside an SLO', () => {
  const told = (text: string, flavour: Flavour = 'leadline') => {
    const { value, diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext(flavour))
    return {
      slos: value[0]?.slos.length,
      told: diagnostics.map(({ severity, line, code }) => `${severity} ${line} ${code}`),
    }
  }
  const beside = (version: string, kind: string) =>
    `apiVersion: ${version}\nkind: ${kind}\nmetadata: { name: other }\nspec: {}\n---\n`

  test.each([
    ['Service', []],
    ['DataSource', ['warning 2 openslo-unsupported']],
    ['AlertPolicy', ['warning 2 openslo-unsupported']],
    ['AlertCondition', ['warning 2 openslo-unsupported']],
    ['AlertNotificationTarget', ['warning 2 openslo-unsupported']],
  ])('a %s leaves the SLOs as they are, and is told where it asks for something', (kind, problems) => {
    expect(told(beside('openslo/v1', kind) + V1)).toEqual({ slos: 2, told: problems })
  })

  test('a Service of v1alpha is no obstacle for us, and one for sloth, which reads SLOs only', () => {
    const text = beside('openslo/v1alpha', 'Service') + ALPHA
    expect(told(text)).toEqual({ slos: 2, told: [] })
    expect(told(text, 'sloth').told).toEqual(['error 2 unknown-kind'])
  })

  test('alert policies of an SLO make no alert, which is a warning', () => {
    expect(
      told(V1.replace('  indicatorRef: answered\n', '  indicatorRef: answered\n  alertPolicies: [fast]\n')),
    ).toEqual({
      slos: 2,
      told: ['warning 16 openslo-unsupported'],
    })
    expect(told(ALPHA.replace('  service: shop\n', '  service: shop\n  alertPolicies: [fast]\n'), 'sloth')).toEqual({
      slos: 2,
      told: ['warning 6 openslo-unsupported'],
    })
  })

  test('a label may have several values', () => {
    expect(
      told(V1.replace('{ name: checkout }', '{ name: checkout, labels: { env: [prod, test], team: web } }')),
    ).toEqual({
      slos: 2,
      told: [],
    })
  })

  test.each([
    ['{ duration: 30d, isRolling: false }', 'A window of "30d" cannot follow the calendar'],
    [
      "{ duration: 1M, isRolling: false, calendar: { startTime: '2026-01-15 00:00:00', timeZone: UTC } }",
      'Months begin on their first day, not at "2026-01-15 00:00:00"',
    ],
    [
      "{ duration: 1Q, isRolling: false, calendar: { startTime: '2026-02-01 00:00:00', timeZone: UTC } }",
      'Quarters begin in January, April, July and October, not at "2026-02-01 00:00:00"',
    ],
    [
      "{ duration: 1M, isRolling: false, calendar: { startTime: '2026-01-01 00:00:00', timeZone: America/New_York } }",
      'Calendar periods are in UTC, not in "America/New_York"',
    ],
  ])('a calendar that cannot be kept is refused: %s', (window, message) => {
    const text = V1.replace('{ duration: 30d, isRolling: true }', window)
    const { diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext('leadline'))
    expect(diagnostics.map(diagnostic => `${diagnostic.code} ${diagnostic.message}`)).toEqual([
      `openslo-unsupported ${message}`,
    ])
  })
})

describe('AlertWindows', () => {
  test('are used for their period, and the built-in ones elsewhere', () => {
    const custom = windowsFile('{ errorBudgetPercent: 5, shortWindow: 10m, longWindow: 2h }').replace('30d', '21d')
    const { value, diagnostics } = parseAlertWindows([{ path: '21d.yaml', text: custom }])
    expect(diagnostics).toEqual([])
    const windowsFor = withWindows(value, derivedWindows)
    expect(windowsFor(days(21))?.[0]).toMatchObject({
      long: 7_200_000,
      short: 600_000,
      budgetSpent: 0.05,
    })
    expect(windowsFor(days(30))?.[0]?.long).toBe(3_600_000)
  })

  test('of another kind or version are reported as such', () => {
    const text = windowsFile('{ errorBudgetPercent: 2, shortWindow: 5m, longWindow: 1h }')
    const codes = (changed: string) =>
      parseAlertWindows([{ path: '30d.yaml', text: changed }]).diagnostics.map(({ code }) => code)
    expect(codes(text.replace('AlertWindows', 'Windows'))).toEqual(['unknown-kind'])
    expect(codes(text.replace('slok.dev/v1', 'slok.dev/v2'))).toEqual(['unknown-version'])
  })

  test.each([
    ['{ errorBudgetPercent: 200, shortWindow: 5m, longWindow: 1h }', 'An alert cannot spend 200 % of a budget'],
    [
      '{ errorBudgetPercent: 2, shortWindow: 5m, longWindow: 40d }',
      'The long window of 40d is not shorter than the period of 30d',
    ],
    [
      '{ errorBudgetPercent: 0.5, shortWindow: 5m, longWindow: 1h }',
      'A burn rate of 6 over 6h follows one of 3.6 over 1h',
    ],
    [
      '{ errorBudgetPercent: 2, shortWindow: 1s, longWindow: 1h }',
      'The short window of 1s has no two scrapes, so that it never has a value',
    ],
    [
      '{ errorBudgetPercent: 2, shortWindow: 29s, longWindow: 1h }',
      'The short window of 29s has no two scrapes, so that it never has a value',
    ],
  ])('of %s are refused', (pair, message) => {
    const { diagnostics } = parseAlertWindows([{ path: '30d.yaml', text: windowsFile(pair) }])
    expect(diagnostics.map(diagnostic => diagnostic.message)).toContain(message)
    expect(hasErrors(diagnostics)).toBe(true)
  })

  test.each([
    ['30s', ['The short window of 30s has a value only where targets are scraped every 15s or more often']],
    ['90s', ['The short window of 1m30s has a value only where targets are scraped every 45s or more often']],
    ['2m', []],
  ])('with a short window of %s are used, and a warning says how often it needs a scrape', (short, said) => {
    const text = windowsFile(`{ errorBudgetPercent: 2, shortWindow: ${short}, longWindow: 1h }`)
    const { value, diagnostics } = parseAlertWindows([{ path: '30d.yaml', text }])
    expect(diagnostics.map(({ severity, message }) => [severity, message])).toEqual(said.map(one => ['warning', one]))
    expect(value.size).toBe(1)
  })
})

test.each(['leadline', 'sloth'] as const)(
  'one id in two files is an error of %s, even of a copy, unless duplicates are ignored',
  flavour => {
    const text = (objective: number) =>
      `version: prometheus/v1\nservice: shop\nslos: [{ name: aa, objective: ${objective}, sli: { probe: { probe: home, path: edge } } }]\n`
    const read = (objective: number, duplicates: DiagnosticSeverity) => {
      const files = [
        { path: 'a.yaml', text: text(99) },
        { path: 'b.yaml', text: text(objective) },
      ]
      return parseSlosWith(files, exampleContext(flavour, { duplicates }))
        .diagnostics.filter(({ code }) => code === 'duplicate-slo')
        .map(({ severity, file }) => [severity, file])
    }
    for (const objective of [99, 99.9]) {
      expect(read(objective, 'error')).toEqual([['error', 'b.yaml']])
      expect(read(objective, 'warning')).toEqual([['warning', 'b.yaml']])
    }
  },
)

test('duplicates that sloth is told to ignore may be two documents of one file, and never stand in one document', () => {
  const slo = '{ name: aa, objective: 99, sli: { probe: { probe: home, path: edge } } }'
  const document = (...slos: string[]) => `version: prometheus/v1\nservice: shop\nslos: [${slos.join(', ')}]\n`
  const severities = (text: string, flavour: Flavour) =>
    parseSlosWith([{ path: 'a.yaml', text }], exampleContext(flavour, { duplicates: 'warning' }))
      .diagnostics.filter(({ code }) => code === 'duplicate-slo')
      .map(({ severity }) => severity)
  const two = `${document(slo)}---\n${document(slo)}`
  // In one file of ours both would be groups of one name, which Prometheus refuses.
  expect([severities(two, 'sloth'), severities(two, 'leadline')]).toEqual([['warning'], ['error']])
  expect(severities(document(slo, slo), 'sloth')).toEqual(['error'])
})

test('all mistakes of a file are reported at once', () => {
  const text =
    'version: prometheus/v1\nservice: ""\nslos:\n  - name: aa\n    objective: 101\n    sli: { events: { error_query: sum(rate(x)), total_query: y } }\n'
  const { diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext('leadline'))
  expect(diagnostics.map(({ line, code }) => `${line} ${code}`)).toEqual([
    '2 bad-name',
    '5 objective-out-of-range',
    '6 no-window',
    '6 promql-type',
    '6 no-window',
  ])
})

test("sloth's flavour warns of keys that sloth ignores, and ignores them too", () => {
  const text =
    'version: prometheus/v1\nservice: shop\nslos: [{ name: aa, objective: 99, sli: { events: { error_query: "sum(rate(a[{{.window}}]))", total_query: "sum(rate(b[{{.window}}]))" } }, alerting: { name: A, pageAlert: { disable: true } } }]\n'
  const { value, diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext('sloth'))
  expect(diagnostics.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'unknown-key']])
  expect(value[0]?.slos[0]?.alerting.page.disabled).toBe(false)
  expect(exampleSlo(text).alerting.page.disabled).toBe(true)
})

describe('a comment in a query', () => {
  const slo = (query: string) =>
    `version: prometheus/v1\nservice: shop\nslos:\n  - name: aa\n    objective: 99\n    sli:\n      events:\n        error_query: |\n          ${query}\n        total_query: sum(rate(b[{{.window}}]))\n    alerting: { name: A }\n`

  test.each(['leadline', 'sloth'] as const)('swallows no bracket of a rule (%s)', flavour => {
    const { slos } = readExample({ path: 'a.yaml', text: slo('sum(rate(a[{{.window}}])) # a word') }, flavour)
    expect(slos[0]?.sli).toMatchObject({ errorQuery: 'sum(rate(a[{{.window}}]))' })
  })

  test('is no place for the window', () => {
    const { diagnostics } = parseSlosWith(
      [{ path: 'a.yaml', text: slo('sum(rate(a[5m])) # {{.window}}') }],
      exampleContext('leadline'),
    )
    expect(diagnostics.map(({ code }) => code)).toEqual(['no-window'])
  })
})

test('a name that no rule file can hold is refused, and one that only Prometheus 3 takes is a warning for sloth', () => {
  const text = (name: string) =>
    `version: prometheus/v1\nservice: shop\nslos: [{ name: aa, objective: 99, sli: { events: { error_query: "sum(rate(a[{{.window}}]))", total_query: "sum(rate(b[{{.window}}]))" } }, alerting: { name: A, annotations: { ${name}: b } } }]\n`
  const told = (name: string, flavour: Flavour) =>
    parseSlosWith([{ path: 'a.yaml', text: text(name) }], exampleContext(flavour)).diagnostics.map(
      ({ severity, code }) => `${severity} ${code}`,
    )
  expect([told('cost-center', 'leadline'), told('cost-center', 'sloth')]).toEqual([
    ['error bad-label'],
    ['warning bad-label'],
  ])
  expect(told('a'.repeat(1001), 'sloth')).toEqual(['error bad-label'])
})

test('a function of templates that only Prometheus 3 has is an error for us, and a warning for sloth', () => {
  const text = `version: prometheus/v1\nservice: shop\nslos: [{ name: aa, objective: 99, sli: { events: { error_query: "sum(rate(a[{{.window}}]))", total_query: "sum(rate(b[{{.window}}]))" } }, alerting: { name: A, annotations: { a: "{{ now }} {{ urlQueryEscape $labels.job }}" } } }]\n`
  const told = (flavour: Flavour) =>
    parseSlosWith([{ path: 'a.yaml', text }], exampleContext(flavour)).diagnostics.map(
      ({ severity, message }) => `${severity} ${message}`,
    )
  expect([told('leadline'), told('sloth')]).toEqual(
    ['error', 'warning'].map(severity =>
      ['now', 'urlQueryEscape'].map(name => `${severity} Only Prometheus 3 fills in "${name}"`),
    ),
  )
})
