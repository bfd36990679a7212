import { setTimeout as sleep } from 'node:timers/promises'
import { createPrometheus, type Prometheus } from '../../../adapters/prometheus/client.ts'
import { seconds } from '../../../lib/duration.ts'
import { selector } from '../../../lib/promql/write-selector.ts'
import { type Slo, sloId } from '../../../slo/core/model.ts'
import { ERROR_COUNTS, LABELS, SERIES } from '../../../slo/core/names.ts'
import { SLOW } from '../../../slo/rules/calendar.ts'

const TIMEOUT = seconds(10)
/** Time enough to delete before the evaluation, and the least that may be left. */
const LEAD = seconds(3)
const SHORTEST_LEAD_GAP = seconds(1)
/** Between two evaluations of the rules that windows are made by. */
const EVALUATION = seconds(15)

/**
 * Takes what happened between two moments out of the error budgets. An exercise must not spend the month's budget, nor
 * keep the next exercise's page from ending: the counts of bad events that windows and budget are made of are deleted,
 * so its events are good ones. Windows show that when they are evaluated next, and the period after its own rules are: each
 * SLO's counts are deleted between the two, so that a row shows both at once. Rejects when Prometheus refuses.
 */
export async function refundBudget(
  prometheusUrl: string,
  slos: readonly Slo[],
  from: Date,
  to: Date,
  now: () => Date,
): Promise<void> {
  const prometheus = createPrometheus(prometheusUrl, { timeout: TIMEOUT })
  const [sums, windows] = await Promise.all(
    [SERIES.sparseErrors, SERIES.errorCount].map(series => lastEvaluations(prometheus, series)),
  )
  await Promise.all(
    slos.map(async slo => {
      const id = sloId(slo)
      const last = sums?.get(id)
      // What is owed is kept, so a stack that ends meanwhile is not held up.
      if (last !== undefined) {
        const lead = leadOf(last, windows?.get(id))
        await sleep(untilNext(last, now().getTime(), lead), undefined, { ref: false })
      }
      const selectors = ERROR_COUNTS.map(series => selector(series, { [LABELS.id]: id }))
      await prometheus.deleteSamples(selectors, from, to)
    }),
  )
}

/** When the rules that record a series were evaluated last, in milliseconds since 1970, by SLO: what they record has that time. */
async function lastEvaluations(prometheus: Prometheus, series: string): Promise<ReadonlyMap<string, number>> {
  const answer = await prometheus.instant(`timestamp(${series})`)
  if (answer.kind === 'unanswered') return new Map()
  return new Map(answer.readings.map(({ labels, value }) => [labels[LABELS.id] ?? '', value * 1000]))
}

/**
 * How long before the sums of a period are evaluated its counts are deleted: after the evaluation of the windows that comes
 * before, where there is time for that. Both evaluations come at a steady interval, and one interval divides the other.
 */
export function leadOf(sums: number, windows: number | undefined): number {
  const gap = windows === undefined ? EVALUATION : (((sums - windows) % EVALUATION) + EVALUATION) % EVALUATION
  const between = gap === 0 ? EVALUATION : gap
  return between < SHORTEST_LEAD_GAP ? LEAD : Math.min(LEAD, between / 2)
}

/** Milliseconds until so long before the next of evaluations that come at a steady interval; one that is too near is let go by. */
export function untilNext(last: number, now: number, lead: number): number {
  const behind = (now + lead - last) % SLOW
  return behind === 0 ? 0 : SLOW - behind
}
