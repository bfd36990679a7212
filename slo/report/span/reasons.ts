import { LABELS } from '../../../services/prober/contract/labels.ts'
import { probeOf, type Slo } from '../../core/model.ts'
import type { Series } from './series.ts'
import { type Share, scaledTo, together } from './shares.ts'
import type { Span } from './span.ts'

/** Why probes were bad: on which path, for what reason, in which phase. */
export interface Cause {
  readonly path: string
  readonly reason: string
  readonly phase?: string
}

/** How often each cause was counted at each step. */
export type CauseCounts = readonly { readonly cause: Cause; readonly rises: readonly (readonly [number, number])[] }[]

/** How the counters of bad probes rose, from what they stood at; a counter that stands lower has begun again at 0. */
export function causeCounts(series: readonly Series[], firstSeconds: number): CauseCounts {
  return series.map(({ labels, points }) => {
    let before = 0
    const rises: (readonly [number, number])[] = []
    for (const [moment, value] of points) {
      const rise = value >= before ? value - before : value
      // What a counter had counted when the span began is of the time before.
      if (moment > firstSeconds && rise > 0) rises.push([moment, rise])
      before = value
    }
    const phase = labels[LABELS.phase]
    const cause = { path: labels[LABELS.path] ?? '', reason: labels[LABELS.reason] ?? '' }
    return { cause: phase === undefined ? cause : { ...cause, phase }, rises }
  })
}

/**
 * The bad events of a stretch by their causes. Counters are scraped, and sums recorded, at other moments, so the counters give the
 * proportions. Where latency counts, the events for which there is no bad probe were good and too slow.
 */
export function causesOf(
  slo: Slo,
  bad: number,
  { startSeconds, endSeconds }: Span,
  counts: CauseCounts,
): readonly Share<Cause | undefined>[] {
  const counted = together(
    counts.map(({ cause, rises }) => ({
      of: cause,
      bad: rises.reduce((sum, [at, rise]) => (at > startSeconds && at <= endSeconds ? sum + rise : sum), 0),
    })),
  )
  const probe = probeOf(slo)
  const failed = counted.reduce((sum, share) => sum + share.bad, 0)
  if (probe?.latency === undefined || failed >= bad) return scaledTo(bad, counted)
  return [...counted, { of: { path: probe.path, reason: TOO_SLOW }, bad: bad - failed }]
}

/** The reason of an event that was good, and too slow for its SLO. */
export const TOO_SLOW = 'slow'
