import type { Slo } from '../../core/model.ts'
import type { ReportedAlert } from './alerts.ts'
import { type Cause, type CauseCounts, causesOf } from './reasons.ts'
import { type ReleaseAt, releasesOf } from './releases.ts'
import type { Share } from './shares.ts'
import type { Grid, Span } from './span.ts'

/** Bad events that lie close together. */
export interface Stretch extends Span {
  readonly bad: number
  readonly causes: readonly Share<Cause | undefined>[]
  readonly releases: readonly Share<string | undefined>[]
}

/** A stretch that matters: it cost a part of the budget, or alerted. */
export interface Incident extends Stretch {
  readonly spent?: number
  /** How many pages and tickets fired for it. */
  readonly alerts: number
  /** Whether its events were counted when a gap in measuring was over: they happened in the gap. */
  readonly isAfterGap: boolean
}

/** Bad events that are further apart belong to two stretches. */
const QUIET_SECONDS = 900

/** A stretch that cost less than this part of the budget, and alerted no one, is one of the scattered ones. */
export const LEAST_SPENT = 0.01

/** What is known beside the bad events. */
export interface Surroundings {
  readonly slo: Slo
  readonly counts: CauseCounts
  readonly releaseAt: ReleaseAt
}

/** The stretches of bad events in a grid, in time order; `bad` has the steps with any. */
export function stretchesOf(
  bad: readonly (readonly [number, number])[],
  { stepSeconds }: Grid,
  around: Surroundings,
): readonly Stretch[] {
  const quiet = Math.max(QUIET_SECONDS, 2 * stepSeconds)
  const groups: (readonly [number, number])[][] = []
  let latest = Number.NEGATIVE_INFINITY
  for (const point of bad) {
    if (point[0] - stepSeconds - latest >= quiet) groups.push([])
    groups.at(-1)?.push(point)
    latest = point[0]
  }
  return groups.map(points => {
    const sum = points.reduce((total, [, events]) => total + events, 0)
    const [first = 0, last = 0] = [points[0]?.[0], points.at(-1)?.[0]]
    const span = { startSeconds: first - stepSeconds, endSeconds: last }
    // A sum is recorded up to a step after its events.
    const counted = { startSeconds: span.startSeconds - stepSeconds, endSeconds: last }
    return {
      ...span,
      bad: sum,
      causes: around.counts.length === 0 ? [] : causesOf(around.slo, sum, counted, around.counts),
      releases: releasesOf(points, around.releaseAt),
    }
  })
}

/** The stretches that matter, the most expensive first. */
export function incidentsOf(
  stretches: readonly Stretch[],
  cost: number | undefined,
  alerts: readonly ReportedAlert[],
  gaps: readonly Span[],
): readonly Incident[] {
  return stretches
    .map(stretch => ({
      ...stretch,
      ...(cost === undefined ? {} : { spent: stretch.bad * cost }),
      alerts: alerts.filter(alert => alert.spent !== undefined && startsIn(alert, stretch)).length,
      isAfterGap: gaps.some(
        ({ endSeconds }) =>
          endSeconds >= stretch.startSeconds - QUIET_SECONDS && endSeconds <= stretch.startSeconds + QUIET_SECONDS,
      ),
    }))
    .filter(({ spent, alerts: fired }) => fired > 0 || spent === undefined || spent >= LEAST_SPENT)
    .sort((a, b) => b.bad - a.bad)
}

/** An alert belongs to the stretch in which it began to fire, or that had just ended. */
function startsIn(alert: Span, stretch: Span): boolean {
  return alert.startSeconds > stretch.startSeconds && alert.startSeconds <= stretch.endSeconds + QUIET_SECONDS
}
