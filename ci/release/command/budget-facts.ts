import { createPrometheus, type Prometheus } from '../../../adapters/prometheus/client.ts'
import { seconds } from '../../../lib/duration.ts'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
import type { CostAnswer } from '../core/deploy/budget-cost.ts'
import type { BudgetFacts, FiringPage } from '../core/deploy/budget-policy.ts'

const TIMEOUT = seconds(5)

/** What a Prometheus says of the error budgets; unknown where there is none, or it does not answer. Does not reject. */
export async function readBudget(url: string | undefined, signal: AbortSignal): Promise<BudgetFacts> {
  const nothing = { left: undefined, burn: undefined, pages: undefined }
  if (url === undefined || url === '') return { ...nothing, unknown: 'PROMETHEUS_URL names none' }
  const prometheus = createPrometheus(url, { timeout: TIMEOUT, signal })
  const [left, burn, pages] = await Promise.all([
    least(prometheus, `min(${SERIES.budgetRemaining})`),
    least(prometheus, `max(${SERIES.errorRatio('6h')} / on(${LABELS.id}) ${SERIES.errorBudget})`),
    firingPages(prometheus),
  ])
  const unknown = typeof left === 'string' ? left : typeof pages === 'string' ? pages : undefined
  if (unknown !== undefined) return { ...nothing, unknown }
  return {
    left: left as number | undefined,
    burn: typeof burn === 'string' ? undefined : burn,
    pages: pages as readonly FiringPage[],
    unknown: undefined,
  }
}

/** The one value of a query; undefined without one, and a text where there is no answer. */
async function least(prometheus: Prometheus, promql: string): Promise<number | undefined | string> {
  const answer = await prometheus.instant(promql)
  if (answer.kind === 'unanswered') return `Prometheus does not answer: ${answer.problem}`
  const value = answer.readings[0]?.value
  return value !== undefined && Number.isFinite(value) ? value : undefined
}

async function firingPages(prometheus: Prometheus): Promise<readonly FiringPage[] | string> {
  const labels = `${LABELS.severity}="page"`
  const answer = await prometheus.instant(
    `ALERTS_FOR_STATE{${labels}} and ignoring(alertstate) ALERTS{alertstate="firing",${labels}}`,
  )
  if (answer.kind === 'unanswered') return `Prometheus does not answer: ${answer.problem}`
  return answer.readings.map(({ labels: of, value }) => ({
    name: of.alertname ?? 'a page',
    since: new Date(value * 1000),
  }))
}

const SECONDS_A_DAY = 86_400

/**
 * What the last seconds cost of each SLO's budget: their part of bad events, as time. Recorded counts are at most one evaluation
 * old. Does not reject.
 */
export async function readCost(
  url: string | undefined,
  spentSeconds: number,
  signal: AbortSignal,
): Promise<CostAnswer> {
  if (url === undefined || url === '') return { unknown: 'PROMETHEUS_URL names none' }
  const prometheus = createPrometheus(url, { timeout: TIMEOUT, signal })
  // A window shorter than two evaluations may hold none.
  const window = Math.max(60, Math.ceil(spentSeconds))
  const sum = (series: string): string => `sum_over_time(${series}[${window}s])`
  const answers = await Promise.all([
    prometheus.instant(`${sum(SERIES.errorCount)} / (${sum(SERIES.totalCount)} > 0) * ${window}`),
    prometheus.instant(`${SERIES.errorBudget} * ${SERIES.periodDays} * ${SECONDS_A_DAY}`),
    prometheus.instant(SERIES.budgetRemaining),
  ])
  const [bad, whole, left] = answers.map(answer =>
    answer.kind === 'unanswered'
      ? new Map<string, number>()
      : new Map(answer.readings.map(({ labels, value }) => [labels[LABELS.id] ?? '', value])),
  )
  const unanswered = answers.find(({ kind }) => kind === 'unanswered')
  if (unanswered?.kind === 'unanswered') return { unknown: `Prometheus does not answer: ${unanswered.problem}` }
  const slos = [...(bad ?? [])].flatMap(([id, badSeconds]) => {
    const budgetSeconds = whole?.get(id)
    return budgetSeconds === undefined ? [] : [{ id, badSeconds, budgetSeconds, left: left?.get(id) }]
  })
  return { slos }
}
