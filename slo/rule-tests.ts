import { inSeconds } from '../lib/duration.ts'
import { bucketMatcher, selector } from '../lib/promql.ts'
import { METRICS } from '../services/prober/core/names.ts'
import { type ProbeSli, probeOf, type Slo, sloId } from './model.ts'
import { LABELS } from './names.ts'
import { counterValues, type Stretch } from './promtool-series.ts'
import { type RuleStory, type StoryStretch, storiesOf } from './rule-stories.ts'
import { rulesForSlo } from './rules.ts'

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

/** Probes come every five seconds. */
const PROBE_SECONDS = 5

/** The tests of a file's SLOs whose SLI is a probe, by pace; other SLIs count series that only their owner knows. */
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
  for (const slo of slos.filter(one => probeOf(one) !== undefined)) {
    const free = found.find(batch => batch.every(other => countedBy(other) !== countedBy(slo)))
    if (free === undefined) found.push([slo])
    else free.push(slo)
  }
  return found
}

function countedBy(slo: Slo): string {
  const probe = probeOf(slo)
  return `${probe?.probe} ${probe?.path}`
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
  const probe = probeOf(slo)
  if (probe === undefined) return []
  const told = storiesOf(slo).filter(story => story.pace === pace)
  const tests = told.map(story => testOf(slo, probe, story))
  return pace === 'fast' && !slo.alerting.page.disabled ? [...tests, silentWithoutProbes(slo, probe)] : tests
}

function testOf(slo: Slo, probe: ProbeSli, story: RuleStory): RuleTest {
  return {
    name: `${sloId(slo)}: ${story.name}`,
    interval: `${PACES[story.pace].sampleSeconds}s`,
    input_series: inputSeries(probe, story),
    promql_expr_test: story.checks.map(({ seconds, severity, fires }) => ({
      expr: `count(ALERTS{alertname="${slo.alerting.name}",alertstate="firing",${LABELS.severity}="${severity}"})`,
      eval_time: `${seconds}s`,
      exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
    })),
  }
}

/** Probes that have stopped: no ratio, so that nobody takes silence for success, and no page. */
function silentWithoutProbes(slo: Slo, probe: ProbeSli): RuleTest {
  const story: RuleStory = {
    name: 'without probes there is no ratio, and no page',
    pace: 'fast',
    stretches: [{ seconds: 1200, bad: 0 }],
    checks: [{ seconds: 1200, severity: 'page', fires: false }],
  }
  const { promql_expr_test, ...test } = testOf(slo, probe, story)
  const ratios = `count({__name__=~"slo:sli_error:ratio_rate.*",${LABELS.slo}="${slo.name}"})`
  const still = test.input_series.map(({ series }) => ({ series, values: '0x240' }))
  return {
    ...test,
    input_series: still,
    promql_expr_test: [...promql_expr_test, { expr: ratios, eval_time: '1200s', exp_samples: [] }],
  }
}

/** The prober's counters over a story; a replaced process counts on under another vantage. */
function inputSeries(probe: ProbeSli, story: RuleStory): RuleTest['input_series'] {
  const replaced = story.stretches.findIndex(({ kind }) => kind === 'replaced')
  if (replaced === -1) return seriesOf(probe, story, story.stretches, 'test', 0)
  const before = story.stretches.slice(0, replaced)
  const skipped = before.reduce((sum, { seconds }) => sum + seconds, 0) / PACES[story.pace].sampleSeconds
  return [
    ...seriesOf(probe, story, before, 'test', 0),
    ...seriesOf(probe, story, story.stretches.slice(replaced), 'test-2', skipped),
  ]
}

function seriesOf(
  probe: ProbeSli,
  { pace }: RuleStory,
  stretches: readonly StoryStretch[],
  vantage: string,
  skipped: number,
): RuleTest['input_series'] {
  const labels = { probe: probe.probe, path: probe.path, vantage }
  const perSample = PACES[pace].sampleSeconds / PROBE_SECONDS
  const values = (part: (stretch: StoryStretch) => number): string => {
    const counted = stretches.map(stretch => asStretch(stretch, perSample * part(stretch), pace))
    return `${skipped > 0 ? `_x${skipped} ` : ''}${counterValues(counted)}`
  }
  const all = { series: selector(METRICS.probes, { ...labels, budget: 'counted' }), values: values(() => 1) }
  if (probe.latency === undefined) {
    const failures = { ...labels, budget: 'counted', reason: 'status', phase: 'wait' }
    return [all, { series: selector(METRICS.failures, failures), values: values(({ bad }) => bad) }]
  }
  const matcher = bucketMatcher(inSeconds(probe.latency))
  const le = typeof matcher === 'string' ? matcher : String(inSeconds(probe.latency))
  const bucket = selector(`${METRICS.duration}_bucket`, { ...labels, le })
  return [all, { series: bucket, values: values(({ bad }) => 1 - bad) }]
}

function asStretch({ seconds, kind }: StoryStretch, step: number, pace: Pace): Stretch {
  const samples = seconds / PACES[pace].sampleSeconds
  return kind === 'gap' || kind === 'restart' ? { samples, step, kind } : { samples, step }
}
