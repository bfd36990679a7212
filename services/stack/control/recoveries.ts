import type { Slo } from '../../../slo/core/model.ts'
import { isUnheard, type KnownFaults } from '../contract/known-faults.ts'
import type { GoodSince } from '../contract/recovery.ts'
import type { FaultWatch } from './fault-watch.ts'
import { faultsNow } from './faults-now.ts'
import { goodSince } from './good-since.ts'
import type { Figures } from './watch.ts'

/** Which faults last, and since when probes are good, both of what the prober answered last; newer figures that name a hop end a recovery. */
export function recoveries(
  slos: readonly Slo[],
  watch: Pick<FaultWatch, 'current' | 'answeredAt'>,
  { slos: reports, faultDomain, probedAt: sampleAt }: Figures,
  now: Date,
): { readonly goodSince: GoodSince; readonly faults: KnownFaults } {
  const faults = faultsNow(watch.current(), watch.answeredAt())
  const isNews = isUnheard({ faultDomain, sampleAt }, faults)
  return { faults, goodSince: isNews ? {} : goodSince(slos, watch.current(), reports, now) }
}
