import path from 'node:path'
import { writeAtomically } from '../../adapters/files/files.ts'
import { inScratchFolder } from '../../adapters/files/folders.ts'
import { createPrometheus, type Prometheus } from '../../adapters/prometheus/client.ts'
import { startPrivatePrometheus } from '../../adapters/prometheus/private-server.ts'
import { loadOpenMetrics, recordRules } from '../../adapters/prometheus/promtool.ts'
import { seconds } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'
import type { AlertSeverity, Slo } from '../../slo/core/model.ts'
import { LABELS } from '../../slo/core/names.ts'
import { renderRuleFile } from '../../slo/rules/output.ts'
import type { SimulatedStretch } from '../../slo/timeline/replay.ts'
import { LEAD_SECONDS, type Past, replayCounters, replayLevels, replayQuestions } from '../../slo/timeline/replay.ts'
import { type Firing, firingsOf, type Seen, type Sightings } from '../../slo/timeline/timeline.ts'

const RULES = 'level.rules.yaml'
/** Prometheus bears 11,000 looks in one question, and promtool asks once for each block. */
const LOOKS = 10_000
/** One block for the counters, however long. */
const WHOLE_PAST = '20000h'

/**
 * Lets SLOs live through a past with the rules they have: a real Prometheus is given the counters, promtool evaluates the
 * rules over all of it, level by level, and then Prometheus is asked what was seen. Rejects when a program is missing,
 * fails, or refuses a question. `tell` hears what is under way.
 */
export async function replayRules(
  slos: readonly Slo[],
  stretches: readonly SimulatedStretch[],
  past: Past,
  columns: readonly number[],
  tell: (what: string) => void,
): Promise<readonly Sightings[]> {
  return inScratchFolder('replay', async folder => {
    await loadOpenMetrics(folder, replayCounters(stretches, past), WHOLE_PAST)
    const levels = replayLevels(slos, past)
    for (const [index, groups] of levels.entries()) {
      tell(`evaluates the rules, step ${index + 1} of ${levels.length}`)
      const text = renderRuleFile(groups, { source: 'simulation', command: 'simulate' })
      await writeAtomically(path.join(folder, RULES), text)
      const evaluated = { ...past, startSeconds: past.startSeconds - LEAD_SECONDS }
      await withPrometheus(folder, url => recordRules(folder, RULES, url, evaluated, blockOf(past)))
    }
    tell('is asked what was seen')
    return withPrometheus(folder, async url => {
      const seen: Sightings[] = []
      for (const slo of slos) seen.push(await look(slo, past, columns, url))
      return seen
    })
  })
}

/** The longest block of whole, even hours that promtool can ask for at once. */
function blockOf({ stepSeconds }: Past): string {
  return `${Math.floor((LOOKS * stepSeconds) / 7200) * 2}h`
}

async function withPrometheus<T>(folder: string, use: (url: string) => Promise<T>): Promise<T> {
  const { url, stop } = await startPrivatePrometheus(folder)
  return use(url).finally(stop)
}

async function look(slo: Slo, past: Past, columns: readonly number[], url: string): Promise<Sightings> {
  const { badRatio, budgetLeft, alerts } = replayQuestions(slo)
  const budgetAt = (moment: number) => ask(url, budgetLeft, moment)
  const bad: Seen[] = []
  const budget: Seen[] = []
  for (const [index, moment] of columns.entries()) {
    const width = moment - (columns[index - 1] ?? past.startSeconds)
    bad.push(await ask(url, `max(max_over_time(${badRatio}[${width}s]))`, moment))
    budget.push(await budgetAt(moment))
  }
  const fired = async (severity: AlertSeverity): Promise<readonly Firing[]> => {
    const moments = new Set<number>()
    for (const { expr, labels } of alerts) {
      if (labels[LABELS.severity] !== severity) continue
      for (const moment of await momentsOf(url, expr, past)) moments.add(moment)
    }
    const firings: Firing[] = []
    for (const firing of firingsOf(
      [...moments].sort((a, b) => a - b),
      past.stepSeconds,
      past.endSeconds,
    )) {
      firings.push({ ...firing, budget: await budgetAt(firing.from) })
    }
    return firings
  }
  const [page, ticket] = [await fired('page'), await fired('ticket')]
  return { bad, budget, alerts: { page, ticket } }
}

/** The moments at which an expression has any value. */
async function momentsOf(url: string, expr: string, { startSeconds, endSeconds, stepSeconds }: Past) {
  const moments: number[] = []
  const span = LOOKS * stepSeconds
  for (let from = startSeconds; from <= endSeconds; from += span + stepSeconds) {
    const range = { startSeconds: from, endSeconds: Math.min(from + span, endSeconds), stepSeconds }
    const answer = await client(url).range(expr, range)
    if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
    for (const series of answer.series) for (const [moment] of series.points) moments.push(moment)
  }
  return moments
}

/** The only value of an expression at a moment. */
async function ask(url: string, expr: string, moment: number): Promise<Seen> {
  const answer = await client(url).instant(expr, moment)
  if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
  return answer.readings[0]?.value
}

function client(url: string): Prometheus {
  return createPrometheus(url, { timeout: seconds(60) })
}
