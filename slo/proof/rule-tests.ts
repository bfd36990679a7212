import { probeOf, type Slo, sloId } from '../core/model.ts'
import { LABELS } from '../core/names.ts'
import { rulesForSlo } from '../rules/rules.ts'
import { counterValues, type Stretch } from '../timeline/promtool-values.ts'
import { type AlertTestCase, alertTestCases, type Segment } from './alert-test-cases.ts'
import { type TestSeries, testSeries } from './test-series.ts'

/** A promtool unit test file: `promtool test rules` is the oracle for every rule. */
export interface RuleTestFile {
  readonly rule_files: readonly string[]
  readonly evaluation_interval: string
  /** Without it promtool evaluates groups in an order of its own, a new one each time. */
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

/** How closely stories are looked at: as the stack does it, and coarsely where they take days. */
const PACES = {
  fast: { sampleSeconds: 5, evaluation: '15s' },
  slow: { sampleSeconds: 60, evaluation: '4m' },
} as const
type Pace = keyof typeof PACES

/** The tests of a file's SLOs, by pace; those whose counters nobody can make up have none. */
export function ruleTests(slos: readonly Slo[], ruleFile: string): ReadonlyMap<Pace, RuleTestFile> {
  const files = (Object.keys(PACES) as Pace[]).map((pace): [Pace, RuleTestFile] => {
    const tests = batches(slos).flatMap(batch => together(batch.map(slo => ({ slo, tests: testsFor(slo, pace) }))))
    const order = slos.flatMap(rulesForSlo).map(({ name }) => name)
    const file = { rule_files: [ruleFile], evaluation_interval: PACES[pace].evaluation, group_eval_order: order, tests }
    return [pace, file]
  })
  return new Map(files.filter(([, { tests }]) => tests.length > 0))
}

/** SLOs that count different probes can live through their stories side by side, which promtool does in half the time. */
function batches(slos: readonly Slo[]): readonly (readonly Slo[])[] {
  const found: Slo[][] = []
  for (const slo of slos.filter(one => testSeries(one) !== undefined)) {
    const free = found.find(batch => batch.every(other => canShare(other, slo)))
    if (free === undefined) found.push([slo])
    else free.push(slo)
  }
  return found
}

/** Other counters than probes may be read by any query, so those stories are told alone. */
function canShare(a: Slo, b: Slo): boolean {
  const [one, other] = [probeOf(a), probeOf(b)]
  if (one === undefined || other === undefined) return false
  return one.probe !== other.probe || one.path !== other.path
}

/** The first story of each SLO as one test, then the second of each, and so on. */
function together(told: readonly { readonly slo: Slo; readonly tests: readonly RuleTest[] }[]): readonly RuleTest[] {
  const longest = Math.max(0, ...told.map(({ tests }) => tests.length))
  return Array.from({ length: longest }, (_, index) => {
    const chosen = told.flatMap(({ tests }) => tests[index] ?? [])
    return {
      name: [...new Set(chosen.map(({ name }) => name))].join('; '),
      interval: chosen[0]?.interval ?? '1m',
      input_series: chosen.flatMap(test => test.input_series),
      promql_expr_test: chosen.flatMap(test => test.promql_expr_test),
    }
  })
}

function testsFor(slo: Slo, pace: Pace): readonly RuleTest[] {
  const feed = testSeries(slo)
  if (feed === undefined) return []
  // Of a gauge each sample is an event.
  const rate = feed.counters.some(({ isGauge }) => isGauge) ? 1 / PACES[pace].sampleSeconds : feed.eventsPerSecond
  const told = alertTestCases(slo, rate).filter(story => story.pace === pace)
  const tests = told.map(story => testOf(slo, feed, story))
  return pace === 'fast' && !slo.alerting.page.disabled ? [...tests, silentWithoutEvents(slo, feed)] : tests
}

function testOf(slo: Slo, feed: TestSeries, story: AlertTestCase): RuleTest {
  return {
    name: `${sloId(slo)}: ${story.name}`,
    interval: `${PACES[story.pace].sampleSeconds}s`,
    input_series: inputSeries(feed, story),
    promql_expr_test: story.checks.map(({ seconds, severity, fires }) => ({
      expr: `count(ALERTS{alertname="${slo.alerting.name}",alertstate="firing",${LABELS.severity}="${severity}"})`,
      eval_time: `${seconds}s`,
      exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
    })),
  }
}

/** Events that have stopped: no ratio, so that nobody takes silence for success, and no page. */
function silentWithoutEvents(slo: Slo, feed: TestSeries): RuleTest {
  const story: AlertTestCase = {
    name: 'without events there is no ratio, and no page',
    pace: 'fast',
    stretches: [{ seconds: 1200, bad: 0 }],
    checks: [{ seconds: 1200, severity: 'page', fires: false }],
  }
  const { promql_expr_test, ...test } = testOf(slo, feed, story)
  const ratios = `count({__name__=~"slo:sli_error:ratio_rate.*",${LABELS.slo}="${slo.name}"})`
  // What a gauge says of nothing is nothing.
  const still = feed.counters.map(({ series, isGauge }) => ({
    series: series('test'),
    values: isGauge ? '_x240' : '0x240',
  }))
  return {
    ...test,
    input_series: still,
    promql_expr_test: [...promql_expr_test, { expr: ratios, eval_time: '1200s', exp_samples: [] }],
  }
}

/** The counters over a story; a replaced process counts on under other labels. */
function inputSeries(feed: TestSeries, story: AlertTestCase): RuleTest['input_series'] {
  const replaced = story.stretches.findIndex(({ kind }) => kind === 'replaced')
  if (replaced === -1) return seriesOf(feed, story, story.stretches, 'test', 0)
  const before = story.stretches.slice(0, replaced)
  const skipped = before.reduce((sum, { seconds }) => sum + seconds, 0) / PACES[story.pace].sampleSeconds
  return [
    ...seriesOf(feed, story, before, 'test', 0),
    ...seriesOf(feed, story, story.stretches.slice(replaced), 'test-2', skipped),
  ]
}

function seriesOf(
  { eventsPerSecond, counters }: TestSeries,
  { pace }: AlertTestCase,
  stretches: readonly Segment[],
  process: string,
  skipped: number,
): RuleTest['input_series'] {
  const perSample = PACES[pace].sampleSeconds * eventsPerSecond
  const before = skipped > 0 ? `_x${skipped} ` : ''
  return counters.map(({ series, part, isGauge }) => {
    if (isGauge) return { series: series(process), values: `${before}${gaugeValues(stretches, part, pace)}` }
    const counted = stretches.map(stretch => asStretch(stretch, perSample * part(stretch.bad), pace))
    return { series: series(process), values: `${before}${counterValues(counted)}` }
  })
}

function asStretch({ seconds, kind }: Segment, step: number, pace: Pace): Stretch {
  const samples = seconds / PACES[pace].sampleSeconds
  return kind === 'gap' || kind === 'restart' ? { samples, step, kind } : { samples, step }
}

function gaugeValues(stretches: readonly Segment[], part: (bad: number) => number, pace: Pace): string {
  return stretches
    .map(({ seconds, bad, kind }) => {
      const samples = seconds / PACES[pace].sampleSeconds
      // The notation repeats its start, so `ax3` is four samples.
      return kind === 'gap' ? `_x${samples}` : `${Number(part(bad).toPrecision(12))}x${samples - 1}`
    })
    .join(' ')
}
