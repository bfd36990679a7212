import { inSeconds } from '../lib/duration.ts'
import { bucketMatcher, selector } from '../lib/promql.ts'
import { METRICS } from '../services/prober/core/names.ts'
import { errorBudget, type ProbeSli, probeOf, type Slo } from './model.ts'
import { LABELS } from './names.ts'
import { ALERT_WINDOWS, type AlertWindow, burnRate, detectionTime, resetTime } from './windows.ts'

/** A promtool unit test file: `promtool test rules` is the oracle for every rule. */
export interface RuleTestFile {
  readonly rule_files: readonly string[]
  readonly evaluation_interval: string
  readonly tests: readonly RuleTest[]
}

interface RuleTest {
  readonly name: string
  readonly interval: string
  readonly input_series: readonly { readonly series: string; readonly values: string }[]
  readonly promql_expr_test: readonly ExprTest[]
}

interface ExprTest {
  readonly expr: string
  readonly eval_time: string
  readonly exp_samples: readonly { readonly labels: string; readonly value: number }[]
}

/** Probes and scrapes come every five seconds, evaluations every fifteen, as in the stack. */
const SAMPLE_SECONDS = 5
const EVALUATION_SECONDS = 15
const PROBES_PER_SAMPLE = 1
/** A scrape, an evaluation and rounding to whole samples stand between the formula and the alert. */
const SLACK_SECONDS = 45
/** Right after a start: the first seconds have no rate yet, and an evaluation stands between the formula and the alert. */
const YOUNG_SLACK_SECONDS = 20

/** The tests of a file's SLOs whose SLI is a probe; other SLIs count series that only their owner knows. */
export function ruleTests(slos: readonly Slo[], ruleFile: string): RuleTestFile | undefined {
  const tests = slos.flatMap(testsForSlo)
  if (tests.length === 0) return undefined
  return { rule_files: [ruleFile], evaluation_interval: `${EVALUATION_SECONDS}s`, tests }
}

function testsForSlo(slo: Slo): readonly RuleTest[] {
  const probe = probeOf(slo)
  const window = ALERT_WINDOWS[0]
  if (probe === undefined || window === undefined || slo.alerting.page.disabled) return []
  return TESTS.map(test => test(slo, probe, window))
}

const TESTS = [
  silentBelowThreshold,
  pagesInAnOutage,
  youngServiceIsPagedForAnOutage,
  youngServiceIsNotPagedForOneFailure,
  silentWithoutTraffic,
] as const

/** A stretch of time in which every so many probes is bad. */
interface Stretch {
  readonly samples: number
  readonly badPerSample: number
}

function silentBelowThreshold(slo: Slo, probe: ProbeSli, window: AlertWindow): RuleTest {
  const bad = 0.9 * burnRate(window, slo.period) * errorBudget(slo.objective) * PROBES_PER_SAMPLE
  const hours = 2
  const series = inputSeries(probe, [{ samples: (hours * 3600) / SAMPLE_SECONDS, badPerSample: bad }])
  // At nine tenths of the fast threshold the slow pair fires by right; only before it does is silence the truth.
  return test(`${slo.name}: nine tenths of the page's burn rate does not page within half an hour`, series, [
    silent(slo, '30m'),
  ])
}

function pagesInAnOutage(slo: Slo, probe: ProbeSli, window: AlertWindow): RuleTest {
  const clean = 3600 / SAMPLE_SECONDS
  const detected = inSeconds(detectionTime(window, slo, 1) ?? slo.period)
  const outage = Math.ceil((detected + SLACK_SECONDS) / SAMPLE_SECONDS)
  const reset = inSeconds(resetTime(window, slo, 1)) + SLACK_SECONDS
  const series = inputSeries(probe, [
    { samples: clean, badPerSample: 0 },
    { samples: outage, badPerSample: PROBES_PER_SAMPLE },
    { samples: Math.ceil(reset / SAMPLE_SECONDS) + 10, badPerSample: 0 },
  ])
  const start = clean * SAMPLE_SECONDS
  const early = Math.max(0, Math.floor(detected / SAMPLE_SECONDS) - 1) * SAMPLE_SECONDS
  return test(
    `${slo.name}: a full outage pages within the predicted time, once, and stops within the short window`,
    series,
    [
      silent(slo, `${start}s`),
      ...(early > 0 ? [silent(slo, `${start + early}s`)] : []),
      firing(slo, `${start + outage * SAMPLE_SECONDS}s`),
      silent(slo, `${Math.ceil(start + outage * SAMPLE_SECONDS + reset)}s`),
    ],
  )
}

/** A stack that came up two and a half minutes ago and breaks: its owner is looking, and must not wait for the hour. */
function youngServiceIsPagedForAnOutage(slo: Slo, probe: ProbeSli, window: AlertWindow): RuleTest {
  const age = 150
  const detected = inSeconds(detectionTime(window, slo, 1) ?? slo.period)
  const paged = age + Math.ceil((detected + YOUNG_SLACK_SECONDS) / SAMPLE_SECONDS) * SAMPLE_SECONDS
  const series = inputSeries(probe, [
    { samples: age / SAMPLE_SECONDS, badPerSample: 0 },
    { samples: (paged - age) / SAMPLE_SECONDS + 1, badPerSample: PROBES_PER_SAMPLE },
  ])
  return test(`${slo.name}: an outage three minutes after the start pages as soon as one after a year`, series, [
    silent(slo, `${age + 15}s`),
    firing(slo, `${paged}s`),
  ])
}

function youngServiceIsNotPagedForOneFailure(slo: Slo, probe: ProbeSli): RuleTest {
  const series = inputSeries(probe, [
    { samples: 24, badPerSample: 0 },
    { samples: 1, badPerSample: 1 },
    { samples: 120, badPerSample: 0 },
  ])
  return test(
    `${slo.name}: one failed probe in a service's first minutes does not page`,
    series,
    ['150s', '300s', '600s'].map(time => silent(slo, time)),
  )
}

function silentWithoutTraffic(slo: Slo, probe: ProbeSli): RuleTest {
  const series = inputSeries(probe, [{ samples: 240, badPerSample: 0 }], 0)
  return test(`${slo.name}: without probes there is no ratio, and no page`, series, [
    silent(slo, '30m'),
    {
      expr: `count({__name__=~"slo:sli_error:ratio_rate.*",${LABELS.slo}="${slo.name}"})`,
      eval_time: '30m',
      exp_samples: [],
    },
  ])
}

function test(name: string, series: RuleTest['input_series'], expectations: readonly ExprTest[]): RuleTest {
  return { name, interval: `${SAMPLE_SECONDS}s`, input_series: series, promql_expr_test: expectations }
}

function pages(slo: Slo): string {
  return `count(ALERTS{alertname="${slo.alerting.name}",alertstate="firing",${LABELS.severity}="page"})`
}

function silent(slo: Slo, time: string): ExprTest {
  return { expr: pages(slo), eval_time: time, exp_samples: [] }
}

function firing(slo: Slo, time: string): ExprTest {
  return { expr: pages(slo), eval_time: time, exp_samples: [{ labels: '{}', value: 1 }] }
}

/** The prober's counters over a scenario, as promtool's expanding notation: `start+step x times`. */
function inputSeries(
  probe: ProbeSli,
  stretches: readonly Stretch[],
  perSample = PROBES_PER_SAMPLE,
): RuleTest['input_series'] {
  const labels = { probe: probe.probe, path: probe.path, vantage: 'test' }
  const total = stretches.map(({ samples }) => ({ samples, step: perSample }))
  const bad = stretches.map(({ samples, badPerSample }) => ({ samples, step: badPerSample }))
  const good = stretches.map(({ samples, badPerSample }) => ({ samples, step: perSample - badPerSample }))
  const all = [{ series: selector(METRICS.probes, { ...labels, budget: 'counted' }), values: counter(total) }]
  if (probe.latency === undefined) {
    const failures = { ...labels, budget: 'counted', reason: 'status', phase: 'wait' }
    return [...all, { series: selector(METRICS.failures, failures), values: counter(bad) }]
  }
  const matcher = bucketMatcher(inSeconds(probe.latency))
  const bound = typeof matcher === 'string' ? matcher : String(inSeconds(probe.latency))
  return [...all, { series: selector(`${METRICS.duration}_bucket`, { ...labels, le: bound }), values: counter(good) }]
}

function counter(stretches: readonly { readonly samples: number; readonly step: number }[]): string {
  let value = 0
  return stretches
    .map(({ samples, step }, index) => {
      // The notation repeats "start" itself, so a later stretch begins one step after the end of the one before.
      const start = index === 0 ? 0 : value + step
      const repeats = index === 0 ? samples : samples - 1
      value = start + step * repeats
      return `${round(start)}+${round(step)}x${repeats}`
    })
    .join(' ')
}

function round(value: number): number {
  return Number(value.toPrecision(12))
}
