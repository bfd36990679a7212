import { createPrometheus, type Prometheus } from '../../../adapters/prometheus/client.ts'
import { seconds } from '../../../lib/duration.ts'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
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
