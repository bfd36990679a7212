import { describe, expect, test } from 'vitest'
import { days } from '../../lib/duration.ts'
import { parsePrometheusVersion } from '../core/prometheus-version.ts'
import { parseAlertWindows } from '../definition/alert-windows.ts'
import { parseSlosWith } from '../definition/parse.ts'
import type { Flavour, ParseContext } from '../definition/parse-context.ts'
import { exampleContext } from '../definition/slo.testkit.ts'
import { generateFile } from './generate.ts'

interface Parts {
  readonly top?: string
  readonly error?: string
  readonly more?: string
  readonly alerting?: string
}

const bad = 'sum(rate(r{code=~"5.."}[{{.window}}]))'

/** The rules of a small file, and what is said of it. */
function made(
  { top = '', error = bad, more = '', alerting = '{ name: Burns }' }: Parts,
  version?: string,
  flavour: Flavour = 'leadline',
) {
  const text = `version: prometheus/v1\nservice: shop\n${top}\nslos:\n  - name: home\n    objective: 99.9\n    sli: { events: { error_query: '${error}', total_query: 'sum(rate(r[{{.window}}]))' } }\n    alerting: ${alerting}\n    ${more}\n`
  const { prometheus: _, ...context } = exampleContext(flavour)
  const target = version === undefined ? undefined : parsePrometheusVersion(version)
  const asked: ParseContext = target === undefined ? context : { ...context, prometheus: target }
  const { value, diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], asked)
  const [file] = value
  const options = { flavour, form: 'rules', alerts: true, recordings: true, labels: {}, command: 'test' } as const
  const rules = file === undefined || file.slos.length === 0 ? undefined : generateFile(file, options)
  return {
    said: diagnostics.map(({ severity, code }) => `${severity} ${code}`),
    rules: rules !== undefined && 'text' in rules ? rules.text : '',
  }
}

/** The lines of the rules that set something. */
function settings(rules: string): readonly string[] {
  return [...rules.matchAll(/^ +((?:interval|limit|query_offset|for|keep_firing_for): .*)$/gm)].map(
    ([, line = '']) => line,
  )
}

test('what no definition uses is not written, and no Prometheus is asked for', () => {
  const { rules } = made({})
  expect(settings(rules)).toEqual(['interval: 2m30s', 'for: 3m', 'for: 5m'])
  expect(rules).not.toContain('Needs')
})

test('an alert waits and stays as long as is written, for both or for one of them', () => {
  const { rules } = made({ alerting: '{ name: Burns, for: 1m, keep_firing_for: 10m, ticket_alert: { for: 15m } }' })
  expect(settings(rules)).toEqual([
    'for: 1m',
    'keep_firing_for: 10m',
    'interval: 2m30s',
    'for: 15m',
    'keep_firing_for: 10m',
    'for: 3m',
    'for: 5m',
  ])
})

test('the settings of a group are those of the file, and those of the SLO over them', () => {
  const { rules } = made({
    top: 'rule_group: { interval: 30s, limit: 100 }',
    more: 'rule_group: { limit: 50, query_offset: 1m }',
  })
  const groups = ['limit: 50', 'query_offset: 1m']
  expect(settings(rules)).toEqual(['interval: 30s', ...groups, 'interval: 2m30s', ...groups, 'for: 3m', 'for: 5m'])
  expect(rules).toContain('\n# Needs Prometheus 2.53 or newer: query_offset.\n')
})

describe('what an older Prometheus does not load', () => {
  test.each([
    ['query_offset', { more: 'rule_group: { query_offset: 1m }' }, '2.53', '2.52', [], 'newer-prometheus'],
    [
      'a metric in UTF-8',
      { error: 'sum(rate({"http.errors"}[{{.window}}]))' },
      '3.0',
      '2.55',
      ['warning promql-newer'],
      'promql-newer',
    ],
    ['a label in UTF-8', { top: 'labels: { cost-center: a }' }, '3.0', '2.55', ['warning bad-label'], 'bad-label'],
    [
      'a function of a template',
      { alerting: '{ name: Burns, annotations: { at: "{{ now }}" } }' },
      '3.0',
      '2.55',
      ['warning alert-template'],
      'alert-template',
    ],
  ] as const)(
    '%s is written, and the header says so; for an older one it is refused',
    (_, parts, needed, older, said, code) => {
      const open = made(parts)
      expect(open.said).toEqual(said)
      expect(open.rules).toMatch(new RegExp(`^# Generated .*\\n# Needs Prometheus ${needed} or newer: `))
      expect(made(parts, needed)).toEqual({ ...open, said: [] })
      expect(made(parts, older).said).toEqual([`error ${code}`])
    },
  )
})

test('labels of the info series stand on no alert, in both flavours', () => {
  for (const flavour of ['leadline', 'sloth'] as const) {
    const { rules, said } = made(
      { top: 'infoLabels: { tier: "1" }', more: 'infoLabels: { desk: "a" }' },
      '2.42',
      flavour,
    )
    expect(said).toEqual([])
    expect(rules.match(/tier: "1"/g)).toHaveLength(1)
    expect(rules.match(/desk: a/g)).toHaveLength(1)
  }
})

test("sloth's flavour warns of settings that sloth does not read, and leaves them out", () => {
  const { rules, said } = made(
    { more: 'rule_group: { limit: 5 }', alerting: '{ name: Burns, for: 5m }' },
    undefined,
    'sloth',
  )
  expect(said).toEqual(['warning unknown-key', 'warning unknown-key'])
  expect(settings(rules)).toEqual([])
})

test.each([
  ['page', 'ticket', '{ quick: { errorBudgetPercent: 2, shortWindow: 5m, longWindow: 1h } }'],
  ['ticket', 'page', '{ slow: { errorBudgetPercent: 20, shortWindow: 6h, longWindow: 3d } }'],
] as const)('AlertWindows with a %s alone give no %s', (severity, missing, pairs) => {
  const text = `apiVersion: sloth.slok.dev/v1\nkind: AlertWindows\nspec:\n  sloPeriod: 30d\n  ${severity}: ${pairs}\n`
  const { value, diagnostics } = parseAlertWindows([{ path: 'w.yaml', text }])
  expect(diagnostics).toEqual([])
  const windowsFor = (period: number) => (period === days(30) ? value.get(days(30)) : undefined)
  for (const flavour of ['leadline', 'sloth'] as const) {
    const { value: files, diagnostics: said } = parseSlosWith(
      [
        {
          path: 'a.yaml',
          text: `version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: { events: { error_query: '${bad}', total_query: 'sum(rate(r[{{.window}}]))' } }, alerting: { name: Burns } }]\n`,
        },
      ],
      exampleContext(flavour, { windowsFor }),
    )
    expect(said).toEqual([])
    const [file] = files
    if (file === undefined) throw new Error('nothing was read')
    const options = { flavour, form: 'rules', alerts: true, recordings: true, labels: {}, command: 'test' } as const
    const made = generateFile(file, options)
    const rules = 'text' in made ? made.text : ''
    expect(rules).toContain(`sloth_severity: ${severity}`)
    expect(rules.match(/alert: Burns/g)).toHaveLength(1)
    expect(rules).not.toContain(
      `alert: Burns\n        expr: |-\n\n          labels:\n            sloth_severity: ${missing}`,
    )
  }
})
