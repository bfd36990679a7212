import type { ProbeEntry } from '../../services/prober/contract/catalogue.ts'
import {
  ANSWERERS,
  type Answerer,
  type FaultDomain,
  type Path,
  type Phase,
} from '../../services/prober/contract/names.ts'
import { REASONS, type Reason } from '../../services/prober/contract/reasons.ts'
import type { Incident, PathEnd } from '../definition/model.ts'
import { runProber } from '../replay/prober-run.ts'
import { PACE } from '../replay/samples.ts'
import type { FailureCount } from './facts.ts'

/** What was counted of a path. */
export interface PathCounted {
  readonly path: Path
  readonly failures: readonly FailureCount[]
  /** Good probes that were too slow for an SLO. */
  readonly slow: number
  readonly total: number
  /** Answers that were no success, by who wrote them. */
  readonly answers: readonly { readonly answeredBy: string; readonly codeClass: string; readonly count: number }[]
}

/** How bad requests end on each path: the most frequent way, with the part of the worst path's badness that it has. */
export function pathEnds(counted: readonly PathCounted[]): ReadonlyMap<Path, PathEnd> {
  const parts = counted.map(one => ({ one, part: one.total === 0 ? 0 : badOf(one) / one.total }))
  const worst = Math.max(0, ...parts.map(({ part }) => part))
  return new Map(
    parts
      .filter(({ part }) => part > 0)
      .map(({ one, part }): [Path, PathEnd] => [one.path, { ...endOf(one), share: shareOf(part / worst) }]),
  )
}

/** A path that differs by less fails as often as the worst one. */
const SAME = 0.9

function shareOf(part: number): number {
  return part >= SAME ? 1 : Number(part.toFixed(2))
}

/** How many of the path are bad in the way that is most frequent there. */
export function badOf(one: Pick<PathCounted, 'failures' | 'slow'>): number {
  return Math.max(failedOf(one), one.slow)
}

function failedOf({ failures }: Pick<PathCounted, 'failures'>): number {
  return failures.reduce((sum, { count }) => sum + count, 0)
}

/** Reasons of a probe that reached no one. */
const UNREACHED: readonly string[] = ['refused', 'unreachable', 'timeout', 'reset', 'closed']

function endOf(one: PathCounted): PathEnd {
  if (one.slow > failedOf(one))
    return { ends: 'slow', phase: 'wait', answeredBy: undefined, status: undefined, share: 1, isAlive: true }
  const [most] = one.failures.toSorted((a, b) => b.count - a.count)
  const reason = (most?.reason ?? 'status') as Reason
  const phases: readonly Phase[] = REASONS[reason].phases
  const phase = phases.find(each => each === most?.phase) ?? phases[0] ?? 'wait'
  const isAnswered = phase === 'wait' && !UNREACHED.includes(reason)
  const answer = isAnswered ? one.answers.toSorted((a, b) => b.count - a.count)[0] : undefined
  const answeredBy = ANSWERERS.find(each => each === answer?.answeredBy)
  return {
    ends: reason,
    phase,
    answeredBy,
    status: reason === 'status' ? statusOf(answer?.codeClass, answeredBy) : undefined,
    share: 1,
    isAlive: one.path === 'app' || !UNREACHED.includes(reason),
  }
}

/** Counters know the class of a status; a gateway that answers for another one says 502. */
function statusOf(codeClass = '5xx', answeredBy: Answerer | undefined): number {
  const digit = Number(codeClass[0])
  if (digit === 5) return answeredBy === 'edge' || answeredBy === 'ingress' ? 502 : 500
  return Number.isNaN(digit) ? 500 : digit * 100 + 4
}

/**
 * The same ends with hops alive or not when they are asked about themselves, which no counter remembers: the first choice with which
 * the prober names the hop that it named, and no other one.
 */
export function withAliveness(
  paths: ReadonlyMap<Path, PathEnd>,
  wanted: FaultDomain,
  incident: Pick<Incident, 'segments' | 'length'>,
  probes: readonly ProbeEntry[],
): ReadonlyMap<Path, PathEnd> {
  const hops = [...paths.keys()].filter(path => path !== 'app')
  const choices = Array.from({ length: 2 ** hops.length }, (_, bits) => {
    const flipped: readonly Path[] = hops.filter((_hop, index) => (bits >> index) % 2 === 1)
    return new Map(
      [...paths].map(
        ([path, end]) => [path, flipped.includes(path) ? { ...end, isAlive: !end.isAlive } : end] as const,
      ),
    )
  })
  const scrapes = Array.from({ length: Math.ceil(incident.length / PACE) + 1 }, (_, index) => index * PACE)
  const isRight = (choice: ReadonlyMap<Path, PathEnd>): boolean => {
    const named = runProber({ segments: incident.segments, paths: choice }, probes, scrapes).map(({ domain }) => domain)
    const hop = new Set<FaultDomain>(named.filter(domain => domain !== 'none' && domain !== 'unknown'))
    return hop.size === 1 && hop.has(wanted)
  }
  return choices.find(isRight) ?? paths
}
