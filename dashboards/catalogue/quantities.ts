import { SERIES } from '../../slo/core/names.ts'
import { type Quantity, quantityOf } from '../promql/quantity.ts'
import type { KnownSeries } from './catalogue.ts'

const RATIO = quantityOf({})
const EVENTS = quantityOf({ events: 1 })
const PER_SECOND = quantityOf({ events: 1, seconds: -1 })

/** Recorded series whose names do not say what they count. */
const RECORDED = new Map<string, Quantity>([
  [SERIES.errors, PER_SECOND],
  [SERIES.total, PER_SECOND],
  [SERIES.sparseErrors, PER_SECOND],
  [SERIES.sparseTotal, PER_SECOND],
  [SERIES.periodDays, quantityOf({ seconds: 1, factor: 1 / 86_400 })],
])

/** By the ends of names (https://prometheus.io/docs/practices/naming/#base-units), the first that fits. */
const BY_NAME: readonly (readonly [pattern: RegExp, quantity: Quantity])[] = [
  [/_(?:bucket|count)$/, EVENTS],
  [/_seconds(?:_total|_sum)?$/, quantityOf({ seconds: 1 })],
  [/_bytes(?:_total|_sum)?$/, quantityOf({ bytes: 1 })],
  [/[_:]ratio(?:$|_)/, RATIO],
  [/^kube_deployment_\w*replicas/, EVENTS],
]

/** What a series counts; undefined where neither its name nor its type says. */
export function quantityOfSeries(name: string, series: ReadonlyMap<string, KnownSeries>): Quantity | undefined {
  return (
    RECORDED.get(name) ??
    BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ??
    (series.get(name)?.isCounter === true ? EVENTS : undefined)
  )
}
