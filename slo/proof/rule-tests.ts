import {
  type Duration,
  formatDuration,
  inSeconds,
  milliseconds,
  minutes,
  roundDown,
  roundUp,
} from '../../lib/duration.ts'
import { selector } from '../../lib/promql/write-selector.ts'
import { probeOf, type Slo, sloId } from '../core/model.ts'
import { LABELS } from '../core/names.ts'
import { rulesForSlo } from '../rules/rules.ts'
import { promtoolSeries } from '../timeline/promtool-values.ts'
import { type ProcessMetric, processSeries } from '../timeline/timeline.ts'
import { type AlertTestCase, PACES, type Pace } from './alert-test-case.ts'
import { alertTestCases } from './alert-test-cases.ts'
import { type TestMetric, type TestSeries, testSeries } from './test-series.ts'

/** A promtool unit test file: `promtool test rules` is the oracle for every rule. */
export interface RuleTestFile {
  readonly rule_files: readonly string[]
  readonly evaluation_interval: string
  /** Without it promtool evaluates groups in an order that changes with every run. */
  readonly group_eval_order: readonly string[]
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

/** The tests of a file's SLOs, by pace; an SLO whose series are not known has none. */
export function ruleTests(slos: readonly Slo[], ruleFile: string): ReadonlyMap<Pace, RuleTestFile> {
  const files = (Object.keys(PACES) as Pace[]).map((pace): [Pace, RuleTestFile] => {
    const tests = batches(slos).flatMap(batch => together(batch.map(slo => testsFor(slo, pace))))
    const order = slos.flatMap(rulesForSlo).map(({ name }) => name)
    const file = {
      rule_files: [ruleFile],
      evaluation_interval: formatDuration(PACES[pace].evaluation),
      group_eval_order: order,
      tests,
    }
    return [pace, file]
  })
  return new Map(files.filter(([, { tests }]) => tests.length > 0))
}

/** SLOs of probes can be tested side by side; other counters may be read by any query, so those SLOs are tested alone. */
function batches(slos: readonly Slo[]): readonly (readonly Slo[])[] {
  const known = slos.filter(slo => testSeries(slo) !== undefined)
  const ofProbes = known.filter(slo => probeOf(slo) !== undefined)
  return [ofProbes, ...known.filter(slo => probeOf(slo) === undefined).map(slo => [slo])]
}

/** The first tests of the SLOs side by side, then the second ones, and so on: promtool evaluates every rule in each test. */
function together(tested: readonly (readonly RuleTest[])[]): readonly RuleTest[] {
  const longest = Math.max(0, ...tested.map(tests => tests.length))
  return Array.from({ length: longest }, (_, index) => sideBySide(tested.flatMap(tests => tests[index] ?? []))).flat()
}

function sideBySide(tests: readonly RuleTest[]): readonly RuleTest[] {
  const sides: RuleTest[][] = []
  for (const test of tests) {
    const free = sides.find(side => side.every(other => isShared(other, test)))
    if (free === undefined) sides.push([test])
    else free.push(test)
  }
  return sides.map(asOne)
}

/** Whether each series of both has the same samples in both. */
function isShared(one: RuleTest, other: RuleTest): boolean {
  const values = new Map(one.input_series.map(({ series, values: samples }) => [series, samples]))
  return other.input_series.every(({ series, values: samples }) => (values.get(series) ?? samples) === samples)
}

function asOne(tests: readonly RuleTest[]): RuleTest {
  const series = new Map(tests.flatMap(({ input_series }) => input_series.map(one => [one.series, one])))
  return {
    name: [...new Set(tests.map(({ name }) => name))].join('; '),
    interval: tests[0]?.interval ?? '1m',
    input_series: [...series.values()],
    promql_expr_test: tests.flatMap(({ promql_expr_test }) => promql_expr_test),
  }
}

function testsFor(slo: Slo, pace: Pace): readonly RuleTest[] {
  const found = testSeries(slo)
  if (found === undefined) return []
  // Of a gauge each sample is an event.
  const isGauge = found.metrics.some(metric => metric.isGauge)
  const rate = isGauge ? 1 / inSeconds(PACES[pace].sample) : found.eventsPerSecond
  const cases = alertTestCases(slo, rate).filter(testCase => testCase.pace === pace)
  const tests = cases.map(testCase => testOf(slo, found, testCase))
  return pace === 'fast' && !slo.alerting.page.disabled ? [...tests, silentWithoutEvents(slo, found)] : tests
}

function testOf(
  slo: Slo,
  { metrics, delay = milliseconds(0) }: TestSeries,
  { name, pace, segments, expectations }: AlertTestCase,
): RuleTest {
  const series = processSeries(segments, metrics.map(processMetric))
  const { sample } = PACES[pace]
  return {
    name: `${sloId(slo)}: ${name}`,
    interval: inWholeSeconds(sample),
    input_series: promtoolSeries({ segments, series }, sample),
    promql_expr_test: later(expectations, delay, PACES[pace].evaluation).map(({ at, severity, fires }) => ({
      expr: `count(ALERTS{alertname="${slo.alerting.name}",alertstate="firing",${LABELS.severity}="${severity}"})`,
      eval_time: inWholeSeconds(at),
      exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
    })),
  }
}

/** The same expectations at evaluations that see the events by so much later. */
function later(
  expectations: AlertTestCase['expectations'],
  delay: Duration,
  evaluation: Duration,
): AlertTestCase['expectations'] {
  if (delay === 0) return expectations
  return expectations.map(expected => {
    const at = expected.at + delay
    return { ...expected, at: expected.fires ? roundUp(at, evaluation) : roundDown(at, evaluation) }
  })
}

function inWholeSeconds(duration: Duration): string {
  return `${inSeconds(duration)}s`
}

function processMetric({ metric, labels, part, isGauge }: TestMetric): ProcessMetric {
  return {
    metric,
    labels,
    type: isGauge ? 'gauge' : 'counter',
    value: ({ eventsPerSecond, badRatio }) => {
      return isGauge ? part(badRatio) : { perSecond: eventsPerSecond * part(badRatio) }
    },
  }
}

/** Events that have stopped: no ratio, so that silence is not taken for success, and no page. */
function silentWithoutEvents(slo: Slo, found: TestSeries): RuleTest {
  const length = minutes(20)
  const { promql_expr_test, ...test } = testOf(slo, found, {
    name: 'without events there is no ratio, and no page',
    pace: 'fast',
    segments: [{ length, eventsPerSecond: 0, badRatio: 0 }],
    expectations: [{ at: length, severity: 'page', fires: false }],
  })
  const ratios = `count({__name__=~"slo:sli_error:ratio_rate.*",${LABELS.slo}="${slo.name}"})`
  // A gauge has no samples where there is nothing to measure.
  const still = found.metrics.map(({ metric, labels, isGauge }) => ({
    series: selector(metric, labels(0)),
    values: isGauge ? '_x240' : '0x240',
  }))
  return {
    ...test,
    input_series: still,
    promql_expr_test: [...promql_expr_test, { expr: ratios, eval_time: inWholeSeconds(length), exp_samples: [] }],
  }
}
