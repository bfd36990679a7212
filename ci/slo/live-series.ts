import type { Prometheus } from '../../adapters/prometheus/client.ts'
import { ExternalError } from '../../lib/system-error.ts'
import type { Slo } from '../../slo/core/model.ts'
import {
  type KnownSeries,
  type SelectedSeries,
  type SelectionProblem,
  selectedSeries,
  selectionProblem,
} from '../../slo/report/selected-series.ts'

/** How far back a series counts as there. */
const DAY_SECONDS = 86_400

/** What is wrong with the selectors of an SLO, by the series that a Prometheus had in the last day. Rejects when it does not answer. */
export async function liveProblems(
  slo: Slo,
  prometheus: Pick<Prometheus, 'labelValues'>,
  nowSeconds: number,
): Promise<readonly SelectionProblem[]> {
  const span = { startSeconds: nowSeconds - DAY_SECONDS, endSeconds: nowSeconds }
  const values = async (label: string, selector: string): Promise<readonly string[]> => {
    const answer = await prometheus.labelValues(label, selector, span)
    if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
    return answer.values
  }
  const problems: SelectionProblem[] = []
  for (const series of selectedSeries(slo)) {
    if ((await values('__name__', series.selector.text)).length > 0) continue
    problems.push(selectionProblem(series, await knownSeries(series, values)))
  }
  return problems
}

async function knownSeries(
  { selector: { metric, matchers } }: SelectedSeries,
  values: (label: string, selector: string) => Promise<readonly string[]>,
): Promise<KnownSeries> {
  const whole = `{__name__=${JSON.stringify(metric)}}`
  const hasMetric = metric !== '' && (await values('__name__', whole)).length > 0
  if (!hasMetric) return { hasMetric, values: {} }
  const labels = [...new Set(matchers.map(({ label }) => label))]
  const entries = await Promise.all(labels.map(async label => [label, await values(label, whole)] as const))
  return { hasMetric, values: Object.fromEntries(entries) }
}
