import { loadOpenMetrics, testRules } from '../../adapters/prometheus/promtool.ts'
import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { formatDuration, inSeconds, milliseconds, minutes, seconds } from '../../lib/duration.ts'
import { type MetricSeries, renderOpenMetrics } from '../../lib/openmetrics.ts'
import { selector } from '../../lib/promql/write-selector.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import type { Slo } from '../../slo/core/model.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { isAlert, type Rule } from '../../slo/core/rule-group.ts'
import { renderRuleFile } from '../../slo/rules/output.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'
import { promtoolSeries } from '../../slo/timeline/promtool-values.ts'
import { renderSamples, sampledSeries } from '../../slo/timeline/sampled-series.ts'
import { totalLength } from '../../slo/timeline/segment.ts'
import type { Timeline } from '../../slo/timeline/timeline.ts'

/** How often promtool scrapes and evaluates; it evaluates every group as often, and what one records is in no other. */
const EVERY = seconds(15)

/** A series that is loaded, and how often it is taken. */
interface Recorded {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly every: number
}

/** The series whose past matters, and how much of it; of all others the value at the end. */
const PASTS: Readonly<Record<string, number>> = {
  [SERIES.sparseErrors]: EVERY,
  [SERIES.sparseTotal]: EVERY,
  [SERIES.total]: minutes(1),
  [SERIES.budgetRemaining]: minutes(5),
}

/**
 * Fills a database with a made-up past as Prometheus would have it at its end: promtool evaluates the real rules, whose memory a
 * replay over ranges lacks, and what they recorded is loaded beside the counters. `end` is in Unix seconds.
 */
export async function fillHistory(folder: string, slo: Slo, timeline: Timeline, end: number): Promise<void> {
  const length = totalLength(timeline.segments)
  const base = end - inSeconds(length)
  const recorded = rulesForSlo(slo).flatMap(({ rules }) => rules.map(rule => recordedBy(rule, length)))
  const found = await evaluated(slo, timeline, recorded)
  const made = recorded.map(({ name, labels, every }): MetricSeries => {
    // promtool's past begins at 0.
    const shift = name === SERIES.firstSample ? base : 0
    const samples = timesOf(every, length).flatMap(at => {
      const value = found(selector(name, labels), formatDuration(milliseconds(at)))
      return value === undefined ? [] : [[base + at / 1000, value + shift] as const]
    })
    return { name, labels, samples }
  })
  const range = { startSeconds: base, endSeconds: end, stepSeconds: inSeconds(EVERY) }
  const scraped = renderSamples(sampledSeries(timeline, range)).replace('# EOF\n', '')
  await loadOpenMetrics(folder, `${scraped}${renderOpenMetrics(made)}`, '2h')
}

function recordedBy(rule: Rule, length: number): Recorded {
  if (!isAlert(rule)) return { name: rule.record, labels: rule.labels, every: PASTS[rule.record] ?? length }
  const of = [LABELS.id, LABELS.severity].map(label => [label, rule.labels[label] ?? ''])
  const labels = { alertname: rule.alert, alertstate: 'firing', ...Object.fromEntries(of) }
  return { name: 'ALERTS', labels, every: minutes(1) }
}

function timesOf(every: number, length: number): readonly number[] {
  return Array.from({ length: Math.floor(length / every) }, (_, index) => (index + 1) * every)
}

async function evaluated(slo: Slo, timeline: Timeline, recorded: readonly Recorded[]) {
  const length = totalLength(timeline.segments)
  const groups = rulesForSlo(slo)
  const asked = recorded.flatMap(({ name, labels, every }) =>
    timesOf(every, length).map(at => ({
      expr: selector(name, labels),
      eval_time: formatDuration(milliseconds(at)),
      exp_samples: [],
    })),
  )
  const file = {
    rule_files: ['history.rules.yaml'],
    evaluation_interval: '15s',
    group_eval_order: groups.map(({ name }) => name),
    tests: [{ interval: '15s', input_series: promtoolSeries(timeline, EVERY), promql_expr_test: asked }],
  }
  const text = renderRuleFile(groups, { source: 'test', command: 'test' })
  return readEvaluations((await testRules({ name: 'history.rules.yaml', text }, renderYaml(file))).output)
}
