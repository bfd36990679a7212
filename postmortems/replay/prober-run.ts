import { seconds } from '../../lib/duration.ts'
import type { ProbeEntry } from '../../services/prober/contract/catalogue.ts'
import { COUNTED, type FaultDomain, type Path } from '../../services/prober/contract/names.ts'
import { createFaultTracker } from '../../services/prober/core/fault/fault-tracker.ts'
import { createFailureScores } from '../../services/prober/core/series/failure-scores.ts'
import type { Segment } from '../../slo/timeline/segment.ts'
import type { Incident, PathEnd } from '../definition/model.ts'
import { pathSample } from './path-sample.ts'

/** What the prober exports of one path at a scrape. */
export interface PathCounts {
  readonly probes: number
  /** Bad ones. */
  readonly failures: number
  /** Good ones that were quick. */
  readonly quick: number
  readonly score: number
}

/** What the prober has seen until a scrape: counts by route, and the hop that it names. */
export interface ProberScrape {
  readonly counts: ReadonlyMap<string, PathCounts>
  readonly domain: FaultDomain
}

/** The key of a route in a scrape. */
export function routeName(probe: string, path: string): string {
  return `${probe} ${path}`
}

const NOTHING_COUNTED: PathCounts = { probes: 0, failures: 0, quick: 0, score: 0 }
/** How often each path is asked again after a first failure. */
const CONFIRMATIONS = 3

/**
 * Runs the prober's own judgement over an incident: at each slot of a probe each of its paths ends as the file says, and the real
 * fault tracker and the real failure score see it. `scrapes` count from the start.
 */
export function runProber(
  incident: Pick<Incident, 'segments' | 'paths'>,
  probes: readonly ProbeEntry[],
  scrapes: readonly number[],
): readonly ProberScrape[] {
  const tracker = createFaultTracker()
  const scores = createFailureScores()
  const counts = new Map<string, PathCounts>()
  const ends = endsInTurn(incident.paths)
  const failing = new Set<string>()
  const knowledge = aliveHops(incident.paths)
  const begins = scrapes[0] ?? 0
  const ask = (probe: ProbeEntry, at: number): void => {
    const { badRatio, eventsPerSecond } = segmentAt(incident.segments, at)
    if (eventsPerSecond === 0) {
      tracker.blind('The prober measures nothing.')
      return
    }
    const wasFailing = failing.has(probe.name)
    const paths = probe.paths as readonly Path[]
    const samples = paths.map(path => pathSample(probe.name, path, 'slot', at, ends(probe.name, path, badRatio)))
    for (const sample of samples) {
      tracker.add(sample)
      const { outcome, path } = sample
      const score = scores.add(sample, COUNTED, outcome.isGood)
      const key = routeName(probe.name, path)
      const before = counts.get(key) ?? NOTHING_COUNTED
      const isQuick = outcome.isGood && !outcome.isDegraded
      counts.set(key, {
        probes: before.probes + 1,
        failures: before.failures + (outcome.isGood ? 0 : 1),
        quick: before.quick + (isQuick ? 1 : 0),
        score,
      })
    }
    const isFailing = samples.some(({ outcome }) => !outcome.isGood)
    if (isFailing) failing.add(probe.name)
    else failing.delete(probe.name)
    if (isFailing) tracker.know(knowledge)
    if (isFailing && !wasFailing)
      for (let again = 1; again <= CONFIRMATIONS; again++)
        for (const path of paths)
          tracker.add(pathSample(probe.name, path, 'confirm', at + again, ends(probe.name, path, badRatio)))
    tracker.update()
  }
  const due = new Map(probes.map(probe => [probe.name, begins]))
  for (const probe of probes) for (const path of probe.paths) counts.set(routeName(probe.name, path), NOTHING_COUNTED)
  return scrapes.map(scrape => {
    for (const probe of probes) {
      let at = due.get(probe.name) ?? scrape
      for (; at < scrape; at += seconds(probe.intervalSeconds ?? 5)) ask(probe, at)
      due.set(probe.name, at)
    }
    return { counts: new Map(counts), domain: tracker.current.domain }
  })
}

/** Bad requests come evenly: one in two is every second one. */
function endsInTurn(paths: Incident['paths']) {
  const sums = new Map<string, number>()
  return (probe: string, path: Path, badRatio: number): PathEnd | undefined => {
    const end = paths.get(path)
    const key = routeName(probe, path)
    const sum = (sums.get(key) ?? 0.5) + (end === undefined ? 0 : badRatio * end.share)
    sums.set(key, sum >= 1 ? sum - 1 : sum)
    return sum >= 1 ? end : undefined
  }
}

function aliveHops(paths: Incident['paths']) {
  return { edgeAlive: paths.get('edge')?.isAlive ?? true, ingressAlive: paths.get('ingress')?.isAlive ?? true }
}

const NORMAL: Pick<Segment, 'badRatio' | 'eventsPerSecond'> = { badRatio: 0, eventsPerSecond: 1 }

/** What happens at a moment; normal operation before and after the incident. */
export function segmentAt(segments: readonly Segment[], at: number): Pick<Segment, 'badRatio' | 'eventsPerSecond'> {
  let begins = 0
  for (const segment of segments) {
    if (at >= begins && at < begins + segment.length) return segment
    begins += segment.length
  }
  return NORMAL
}
