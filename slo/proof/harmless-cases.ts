import { minutes, roundDown } from '../../lib/duration.ts'
import type { AlertWindow, Slo } from '../core/model.ts'
import { alertThreshold } from '../core/windows.ts'
import { type Segment, totalLength } from '../timeline/segment.ts'
import { type AlertTestCase, BEFORE, PACES, page, type Traffic } from './alert-test-case.ts'

/** What looks like an outage in the counters and is none. */
export function harmlessCases(
  slo: Slo,
  pages: readonly AlertWindow[],
  { clean, bad }: Traffic,
): readonly AlertTestCase[] {
  const { sample, evaluation } = PACES.fast
  const quiet = (name: string, ...segments: readonly Segment[]): AlertTestCase => {
    const end = totalLength(segments)
    return {
      name,
      pace: 'fast',
      segments,
      expectations: [page(roundDown(end / 2, evaluation), false), page(end - minutes(1), false), page(end, false)],
    }
  }
  // At 99.995 % and above, five seconds are a good part of what may be lost in hours.
  const isShort = pages.every(window => sample / window.long < alertThreshold(window, slo) / 2)
  const blip = quiet(
    'five bad seconds in the first minutes do not page',
    clean(minutes(2)),
    bad(sample, 1),
    clean(minutes(10)),
  )
  return [
    ...(isShort ? [blip] : []),
    quiet('a counter that starts again does not page', clean(BEFORE), clean(minutes(10), 'restart')),
    quiet('three minutes without a scrape do not page', clean(BEFORE), clean(minutes(3), 'gap'), clean(minutes(7))),
    quiet('a restart of Prometheus does not page', clean(BEFORE), clean(minutes(10), 'gap'), clean(minutes(7))),
    quiet('a process that is replaced does not page', clean(BEFORE), clean(minutes(10), 'replaced')),
  ]
}
