import { createPrometheus } from '../../../adapters/prometheus/client.ts'
import { seconds } from '../../../lib/duration.ts'
import { selector } from '../../../lib/promql/write-selector.ts'
import type { Slo } from '../../../slo/core/model.ts'
import { ERROR_COUNTS, LABELS } from '../../../slo/core/names.ts'

const TIMEOUT = seconds(10)

/**
 * Takes what happened between two moments out of the error budgets. An exercise must not spend the month's budget, nor
 * keep the next exercise's page from ending: the counts of bad events that windows and budget are made of are deleted,
 * so its events are good ones. Rejects when Prometheus refuses.
 */
export async function refundBudget(prometheusUrl: string, slos: readonly Slo[], from: Date, to: Date): Promise<void> {
  const services = [...new Set(slos.map(slo => slo.service))]
  const selectors = services.flatMap(service =>
    ERROR_COUNTS.map(series => selector(series, { [LABELS.service]: service })),
  )
  await createPrometheus(prometheusUrl, { timeout: TIMEOUT }).deleteSamples(selectors, from, to)
}
