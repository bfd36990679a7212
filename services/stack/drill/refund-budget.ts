import { setTimeout as sleep } from 'node:timers/promises'
import { createPrometheus, type Prometheus } from '../../../adapters/prometheus/client.ts'
import { seconds } from '../../../lib/duration.ts'
import { selector } from '../../../lib/promql/write-selector.ts'
import { type Slo, sloId } from '../../../slo/core/model.ts'
import { ERROR_COUNTS, LABELS, SERIES } from '../../../slo/core/names.ts'
import { SLOW } from '../../../slo/rules/calendar.ts'

const TIMEOUT = seconds(10)
/** Time enough to delete before the evaluation. */
const LEAD = seconds(3)

/**
 * Takes what happened between two moments out of the error budgets. An exercise must not spend the month's budget, nor
 * keep the next exercise's page from ending: the counts of bad events that windows and budget are made of are deleted,
 * so its events are good ones. Windows show that at once, the period after its rules are evaluated next: each SLO's counts are
 * deleted right before that, so that a row shows both for one evaluation at most. Rejects when Prometheus refuses.
 */
export async function refundBudget(
  prometheusUrl: string,
  slos: readonly Slo[],
  from: Date,
  to: Date,
  now: () => Date,
): Promise<void> {
  const prometheus = createPrometheus(prometheusUrl, { timeout: TIMEOUT })
  const evaluated = await lastEvaluations(prometheus)
  await Promise.all(
    slos.map(async slo => {
      const id = sloId(slo)
      const last = evaluated.get(id)
      // What is owed is kept, so a stack that ends meanwhile is not held up.
      if (last !== undefined) await sleep(untilNext(last, now().getTime()), undefined, { ref: false })
      const selectors = ERROR_COUNTS.map(series => selector(series, { [LABELS.id]: id }))
      await prometheus.deleteSamples(selectors, from, to)
    }),
  )
}

/** When the rules of each SLO's period were evaluated last, in milliseconds since 1970: what they record has that time. */
async function lastEvaluations(prometheus: Prometheus): Promise<ReadonlyMap<string, number>> {
  const answer = await prometheus.instant(`timestamp(${SERIES.sparseErrors})`)
  if (answer.kind === 'unanswered') return new Map()
  return new Map(answer.readings.map(({ labels, value }) => [labels[LABELS.id] ?? '', value * 1000]))
}

/** Milliseconds until shortly before the next of evaluations that come at a steady interval; one that is too near is let go by. */
export function untilNext(last: number, now: number): number {
  const behind = (now + LEAD - last) % SLOW
  return behind === 0 ? 0 : SLOW - behind
}
