import { LABELS } from '../../../services/web/contract/labels.ts'
import type { Series } from './series.ts'
import { type Share, together } from './shares.ts'

/** The release that ran at a step; two while one replaces the other, and the last known one while none is seen. */
export type ReleaseAt = (moment: number) => string | undefined

/** Follows the releases through the steps of a grid. */
export function releaseAt(series: readonly Series[]): ReleaseAt {
  const running = new Map<number, Set<string>>()
  for (const { labels, points } of series) {
    const release = labels[LABELS.release]
    if (release === undefined || release === '') continue
    for (const [moment] of points) running.set(moment, (running.get(moment) ?? new Set()).add(release))
  }
  const moments = [...running.keys()].sort((a, b) => a - b)
  return moment => {
    const last = moments.findLast(known => known <= moment)
    return last === undefined ? undefined : [...(running.get(last) ?? [])].sort().join(' and ')
  }
}

/** The bad events of steps by the release that ran. */
export function releasesOf(
  points: readonly (readonly [number, number])[],
  at: ReleaseAt,
): readonly Share<string | undefined>[] {
  return together(points.map(([moment, bad]) => ({ of: at(moment), bad })))
}

/** When another release began to run, in time order. */
export function releaseChanges(
  series: readonly Series[],
): readonly { readonly at: number; readonly release: string }[] {
  const begun = series.flatMap(({ labels, points }) => {
    const [first] = points
    return first === undefined ? [] : [{ at: first[0], release: labels[LABELS.release] ?? '' }]
  })
  const [earliest] = begun.map(({ at }) => at).sort((a, b) => a - b)
  return begun.filter(({ at }) => at !== earliest).sort((a, b) => a.at - b.at)
}
