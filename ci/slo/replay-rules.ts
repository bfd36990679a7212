import path from 'node:path'
import { inScratchFolder } from '../../adapters/files/folders.ts'
import { writeAtomically } from '../../adapters/files/write-files.ts'
import { createPrometheus, type Prometheus } from '../../adapters/prometheus/client.ts'
import { startPrivatePrometheus } from '../../adapters/prometheus/private-server.ts'
import { loadOpenMetrics, recordRules } from '../../adapters/prometheus/promtool.ts'
import { inSeconds, seconds } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'
import type { AlertSeverity, Slo } from '../../slo/core/model.ts'
import { LABELS } from '../../slo/core/names.ts'
import { renderRuleFile } from '../../slo/rules/output.ts'
import { budgetMoments, followBudget, type QueryValue } from '../../slo/timeline/budget-moments.ts'
import { type Firing, firingsOf, type ReplayResult } from '../../slo/timeline/replay-chart.ts'
import { LEAD, replayCounters } from '../../slo/timeline/replay-counters.ts'
import { replayLevels, replayQuestions } from '../../slo/timeline/replay-levels.ts'
import type { Segment } from '../../slo/timeline/segment.ts'
import type { TimeRange } from '../../slo/timeline/time-range.ts'
import type { Timeline } from '../../slo/timeline/timeline.ts'

const RULES = 'level.rules.yaml'
/** Prometheus refuses more than 11,000 points per query, and promtool sends one query per block. */
const POINTS = 10_000
/** One block for the counters, however long. */
const ONE_BLOCK = '20000h'

/**
 * Replays a timeline with the rules of SLOs: a real Prometheus loads the counters, promtool evaluates the rules over the
 * whole range, level by level, and then Prometheus is queried. Rejects when a program is missing, fails, or refuses a
 * query. `report` gets what is under way.
 */
export async function replayRules(
  slos: readonly Slo[],
  timeline: Timeline,
  range: TimeRange,
  columns: readonly number[],
  report: (what: string) => void,
): Promise<readonly ReplayResult[]> {
  return inScratchFolder('replay', async folder => {
    await loadOpenMetrics(folder, replayCounters(timeline, range), ONE_BLOCK)
    const levels = replayLevels(slos, range)
    for (const [index, groups] of levels.entries()) {
      report(`evaluates the rules, step ${index + 1} of ${levels.length}`)
      const text = renderRuleFile(groups, { source: 'simulation', command: 'simulate' })
      await writeAtomically(path.join(folder, RULES), text)
      const evaluated = { ...range, startSeconds: range.startSeconds - inSeconds(LEAD) }
      await withPrometheus(folder, url => recordRules(folder, RULES, url, evaluated, blockOf(range)))
    }
    report('answers the queries')
    return withPrometheus(folder, async url => {
      const results: ReplayResult[] = []
      for (const slo of slos) results.push(await replayResult(slo, timeline.segments, range, columns, url))
      return results
    })
  })
}

/** The longest block of whole, even hours that promtool can ask for at once. */
function blockOf({ stepSeconds }: TimeRange): string {
  return `${Math.floor((POINTS * stepSeconds) / 7200) * 2}h`
}

async function withPrometheus<T>(folder: string, use: (url: string) => Promise<T>): Promise<T> {
  const { url, stop } = await startPrivatePrometheus(folder)
  return use(url).finally(stop)
}

async function replayResult(
  slo: Slo,
  segments: readonly Segment[],
  range: TimeRange,
  columns: readonly number[],
  url: string,
): Promise<ReplayResult> {
  const { badRatio, budgetLeft, alerts } = replayQuestions(slo, range)
  const budgetAt = (moment: number) => ask(url, budgetLeft, moment)
  const bad: QueryValue[] = []
  const budget: QueryValue[] = []
  for (const [index, moment] of columns.entries()) {
    const width = moment - (columns[index - 1] ?? range.startSeconds)
    bad.push(await ask(url, `max(max_over_time(${badRatio}[${width}s]))`, moment))
    budget.push(await budgetAt(moment))
  }
  const fired = async (severity: AlertSeverity): Promise<readonly Firing[]> => {
    const moments = new Set<number>()
    for (const { expr, labels } of alerts) {
      if (labels[LABELS.severity] !== severity) continue
      for (const moment of await momentsOf(url, expr, range)) moments.add(moment)
    }
    const firings: Firing[] = []
    for (const firing of firingsOf(
      [...moments].sort((a, b) => a - b),
      range.stepSeconds,
      range.endSeconds,
    )) {
      firings.push({ ...firing, budget: await budgetAt(firing.from) })
    }
    return firings
  }
  const [page, ticket] = [await fired('page'), await fired('ticket')]
  const length = range.endSeconds - range.startSeconds
  const worst = await ask(url, `max(max_over_time(${badRatio}[${length}s]))`, range.endSeconds)
  const course = await followBudget(budgetMoments(segments, slo, range), range, budgetAt)
  return { bad, budget, worst, course, alerts: { page, ticket } }
}

/** The moments at which an expression has any value. */
async function momentsOf(url: string, expr: string, { startSeconds, endSeconds, stepSeconds }: TimeRange) {
  const moments: number[] = []
  const span = POINTS * stepSeconds
  for (let from = startSeconds; from <= endSeconds; from += span + stepSeconds) {
    const range = { startSeconds: from, endSeconds: Math.min(from + span, endSeconds), stepSeconds }
    const answer = await client(url).range(expr, range)
    if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
    for (const series of answer.series) for (const [moment] of series.points) moments.push(moment)
  }
  return moments
}

/** The only value of an expression at a moment. */
async function ask(url: string, expr: string, moment: number): Promise<QueryValue> {
  const answer = await client(url).instant(expr, moment)
  if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
  return answer.readings[0]?.value
}

function client(url: string): Prometheus {
  return createPrometheus(url, { timeout: seconds(60) })
}
