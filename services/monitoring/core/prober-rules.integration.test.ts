import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderYaml } from '../../../lib/yaml/writer.ts'
import { isAlert } from '../../../slo/core/rule-group.ts'
import { renderRuleFile } from '../../../slo/rules/output.ts'
import { proberRules } from './prober-rules.ts'

const promtool = (...args: string[]) => promisify(execFile)('promtool', args)
const SOURCE = { source: 'prober-rules.ts', command: 'npm run generate' }
let folder: string
const rulesFile = () => path.join(folder, 'prober.rules.yaml')

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-rules-'))
  await writeFile(rulesFile(), renderRuleFile(proberRules([]), SOURCE))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('promtool accepts the rules', async () => {
  expect((await promtool('check', 'rules', rulesFile())).stdout).toContain('SUCCESS')
})

test('no two alerts share a runbook', () => {
  const alerts = proberRules([]).flatMap(group => group.rules.filter(isAlert))
  const runbooks = alerts.map(alert => alert.annotations.runbook)
  expect(runbooks.length).toBeGreaterThan(5)
  expect(new Set(runbooks).size).toBe(runbooks.length)
})

/** Series with their values in promtool's notation, a sample in fifteen seconds. */
type Series = Readonly<Record<string, string>>

const at = 'probe="home",path="edge",vantage="local"'
const ledger = (slots: string, probes: string, invalid = '0x80', skipped = '0x80', inFlight = '0x80'): Series => ({
  [`prober_slots_total{${at}}`]: slots,
  [`synthetic_probes_total{${at},budget="counted"}`]: probes,
  [`prober_samples_invalid_total{${at},cause="loop_late"}`]: invalid,
  [`prober_slots_skipped_total{${at},reason="overload"}`]: skipped,
  [`prober_inflight_probes{${at}}`]: inFlight,
})

const inside = (of: string) => `${name(of)}{${at},budget="counted"}`
const outside = (of: string) =>
  `${name(of)}{probe="home",path="edge",vantage="outside",job="vantage",budget="excluded"}`
const name = (of: string) => (of === 'probes' ? 'synthetic_probes_total' : 'synthetic_probe_failures_total')

/** For each alert series that make it fire, and similar ones that do not. */
const CASES: readonly (readonly [alert: string, fires: Series, silent: Series])[] = [
  [
    'ProbeFailuresSurge',
    { [`synthetic_failure_score{${at}}`]: '0+0.5x80' },
    { [`synthetic_failure_score{${at}}`]: '11.9x80' },
  ],
  ['ProberAbsent', {}, { 'prober_build_info{version="v1"}': '1x80' }],
  [
    'ProberVantageAbsent',
    { 'up{job="vantage",vantage="outside"}': '1x20 0x60' },
    { 'up{job="vantage",vantage="outside"}': '1x80', [outside('probes')]: '0+3x80' },
  ],
  [
    'VantagesDisagree',
    {
      ...ledger('0+3x80', '0+3x80'),
      [inside('failures')]: '0x80',
      [outside('probes')]: '0+3x80',
      [outside('failures')]: '0+1x80',
    },
    {
      ...ledger('0+3x80', '0+3x80'),
      [inside('failures')]: '0+1x80',
      [outside('probes')]: '0+3x80',
      [outside('failures')]: '0+1x80',
    },
  ],
  [
    'ProberSilent',
    { [`synthetic_probes_total{${at},budget="counted"}`]: '7x80' },
    { [`synthetic_probes_total{${at},budget="counted"}`]: '0+3x80' },
  ],
  // Silent only where every way for a slot to end is subtracted.
  ['ProberSlotsLost', ledger('1+3x80', '0+3x80'), ledger('4+19x80', '0+10x80', '0+7x80', '0+2x80', '4x80')],
  [
    'ProberSlotsSkipped',
    ledger('0+30x80', '0+29x80', '0x80', '0+1x80'),
    ledger('0+200x80', '0+199x80', '0x80', '0+1x80'),
  ],
  ['ProberSamplesInvalid', ledger('0+30x80', '0+28x80', '0+2x80'), ledger('0+30x80', '0+29x80', '0+1x80')],
  ['ProberBusy', { prober_event_loop_utilization_ratio: '0.7x80' }, { prober_event_loop_utilization_ratio: '0.5x80' }],
  [
    'ProberReferenceOff',
    {
      'prober_calibration_error_seconds_bucket{le="0.02"}': '0+2x80',
      prober_calibration_error_seconds_count: '0+3x80',
    },
    {
      'prober_calibration_error_seconds_bucket{le="0.02"}': '0+3x80',
      prober_calibration_error_seconds_count: '0+3x80',
    },
  ],
  [
    'ProberReloadFailed',
    { prober_config_last_reload_successful: '0x80' },
    { prober_config_last_reload_successful: '1x80' },
  ],
  [
    'ProberThreadRestarted',
    { 'prober_worker_restarts_total{cause="hung"}': '0x40 1x40' },
    { 'prober_worker_restarts_total{cause="hung"}': '3x80' },
  ],
  [
    'ProbeCertificateEnds',
    // promtool's clock starts at 0, so the end of the certificate is counted from there.
    { [`synthetic_tls_certificate_not_after_timestamp_seconds{${at},role="leaf"}`]: '864000x80' },
    { [`synthetic_tls_certificate_not_after_timestamp_seconds{${at},role="leaf"}`]: '2592000x80' },
  ],
]

test('every alert has a case', () => {
  const alerts = proberRules([]).flatMap(({ rules }) => rules.flatMap(rule => ('alert' in rule ? rule.alert : [])))
  expect(CASES.map(([alert]) => alert).sort()).toEqual([...alerts].sort())
})

test.each(CASES)('%s fires when it should, and only then', async (alert, fires, silent) => {
  const scene = (name: string, series: Series, count: readonly { labels: string; value: number }[]) => ({
    name,
    interval: '15s',
    input_series: Object.entries(series).map(([key, values]) => ({ series: key, values })),
    promql_expr_test: [
      { expr: `count(ALERTS{alertname="${alert}",alertstate="firing"})`, eval_time: '19m', exp_samples: count },
    ],
  })
  const file = path.join(folder, `${alert}.test.yaml`)
  const tests = [scene('fires', fires, [{ labels: '{}', value: 1 }]), scene('silent', silent, [])]
  await writeFile(file, renderYaml({ rule_files: [rulesFile()], evaluation_interval: '15s', tests }))
  expect((await promtool('test', 'rules', file)).stdout).toContain('SUCCESS')
})

test.each([
  ['864000x80', 'expires in 9d 23h 41m 0s'],
  ['60x80', 'has expired'],
])('a certificate that ends at %s of the clock %s', async (ends, says) => {
  const series = `synthetic_tls_certificate_not_after_timestamp_seconds{${at},role="leaf"}`
  const scene = {
    interval: '15s',
    input_series: [{ series, values: ends }],
    alert_rule_test: [{ eval_time: '19m', alertname: 'ProbeCertificateEnds', exp_alerts: [] }],
  }
  const file = path.join(folder, 'expiry.test.yaml')
  await writeFile(file, renderYaml({ rule_files: [rulesFile()], evaluation_interval: '15s', tests: [scene] }))
  // Nothing is expected, so that promtool prints what fires with its whole text.
  const { stdout, stderr } = await promtool('test', 'rules', file).catch(
    (error: { stdout: string; stderr: string }) => error,
  )
  expect(`${stdout}${stderr}`).toContain(`The certificate of home on edge ${says}`)
})

/** A probe each hour, and one each five minutes from nine to five. */
const RARE = [
  { name: 'hourly', paths: ['edge'], intervalSeconds: 3600 },
  { name: 'office', paths: ['edge'], intervalSeconds: 300, longestGapSeconds: 57_900 },
]
const of = (probe: string) => `probe="${probe}",path="edge",vantage="local"`
const probesOf = (probe: string) => `synthetic_probes_total{${of(probe)},budget="counted"}`
const slotsOf = (probe: string) => `prober_slots_total{${of(probe)}}`

/** A sample each five minutes. */
const SILENCES: readonly (readonly [what: string, series: Series, at: string, pages: number])[] = [
  ['a new hourly probe before its first slot', { [probesOf('hourly')]: '0x80' }, '50m', 0],
  ['an hourly probe for six hours without a sample', { [probesOf('hourly')]: '0x80' }, '6h20m', 1],
  ['an hourly probe that runs', { [probesOf('hourly')]: '0x11 1x11 2x11 3x11 4x11 5x11 6x11' }, '6h20m', 0],
  [
    'an office-hours probe that runs until it closes, and an hour after',
    { [probesOf('office')]: '0+1x24 24x20', [slotsOf('office')]: '0+1x24 24x20' },
    '3h10m',
    0,
  ],
  [
    'an office-hours probe whose slots come due without a sample',
    { [probesOf('office')]: '0x24', [slotsOf('office')]: '0+1x24' },
    '1h',
    1,
  ],
]

test.each(SILENCES)('%s', async (what, series, at, pages) => {
  const rules = path.join(folder, 'rare.rules.yaml')
  await writeFile(rules, renderRuleFile(proberRules(RARE), SOURCE))
  const silence = {
    interval: '5m',
    input_series: Object.entries(series).map(([key, values]) => ({ series: key, values })),
    promql_expr_test: [
      {
        expr: 'count(ALERTS{alertname="ProberSilent",alertstate="firing"})',
        eval_time: at,
        exp_samples: pages === 0 ? [] : [{ labels: '{}', value: pages }],
      },
    ],
  }
  const file = path.join(folder, `silence-${what.length}.test.yaml`)
  await writeFile(file, renderYaml({ rule_files: [rules], evaluation_interval: '1m', tests: [silence] }))
  expect((await promtool('test', 'rules', file)).stdout).toContain('SUCCESS')
})
