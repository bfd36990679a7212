import { type Duration, days, inSeconds } from '../../lib/duration.ts'
import { eventUnit } from '../../lib/promql/shape.ts'
import { type Slo, sloId } from '../core/model.ts'
import { BASE_WINDOW } from '../core/windows.ts'
import { SIMULATED } from './replay-counters.ts'
import { totalLength } from './segment.ts'
import type { TimeRange } from './time-range.ts'
import type { Timeline } from './timeline.ts'

/** What is to happen, and to which SLOs. */
export interface Simulation {
  readonly about: { readonly slos: readonly string[] } | { readonly service: string }
  readonly timeline: Timeline
  /** The incident that is lived through again, and where it stands between the stretches. */
  readonly incident?: {
    readonly name: string
    readonly begins: Duration
    readonly ends: Duration
    /** When the peace before it begins, in Unix seconds. */
    readonly firstMomentSeconds: number
  }
}

/** The SLOs, out of all there are, that a simulation is about; an id that is none of theirs is `unknown`. */
export function slosOf(
  { about }: Simulation,
  all: readonly Slo[],
): { readonly slos: readonly Slo[]; readonly unknown: readonly string[] } {
  if ('slos' in about) {
    const unknown = about.slos.filter(id => !all.some(slo => sloId(slo) === id))
    return { slos: all.filter(slo => about.slos.includes(sloId(slo))), unknown }
  }
  const slos = all.filter(({ service }) => service === about.service)
  return { slos, unknown: slos.length === 0 ? [about.service] : [] }
}

/** The SLO with its SLI counting simulated events, in the unit its own queries count in; all rules stay what they are. */
export function simulatedSlo(slo: Slo): Slo {
  if (slo.sli.kind === 'ratio') {
    const errorRatioQuery = `${counted(SIMULATED.bad, 'rate')} / ${counted(SIMULATED.events, 'rate')}`
    return { ...slo, sli: { kind: 'ratio', errorRatioQuery } }
  }
  const fn = COUNTS[eventUnit(slo.sli.errorQuery)]
  const queries = { errorQuery: counted(SIMULATED.bad, fn), totalQuery: counted(SIMULATED.events, fn) }
  const { parts: _, ...sli } = slo.sli
  return { ...slo, sli: { ...sli, ...queries } }
}

function counted(metric: string, fn: string): string {
  return `sum(${fn}(${metric}_total[{{.window}}]))`
}

/** Rules ask for several bad events only where a query tells what it counts; `deriv` is a rate that does not say so. */
const COUNTS: Readonly<Record<ReturnType<typeof eventUnit>, string>> = {
  'per second': 'rate',
  'per window': 'increase',
  unknown: 'deriv',
}

/** When a made-up day begins, where nobody says: with a month, a quarter and a year of the calendar. */
const FIRST_MOMENT_SECONDS = Date.UTC(2026, 0, 1) / 1000

/** The shortest of all rates looks back as far; what is shorter still nobody can judge. */
export const SHORTEST_SIMULATION: Duration = BASE_WINDOW

/** A longer past takes a minute and more to live through. */
export const LONGEST_SIMULATION: Duration = days(400)

/** How often rules look at a past, by its length: as the stack does it where that is affordable. */
const STEPS: readonly (readonly [upToSeconds: number, stepSeconds: number])[] = [
  [2 * 86_400, 15],
  [8 * 86_400, 30],
  // The longest step of which at least one, and always as many, fall into a look at days.
  [Number.POSITIVE_INFINITY, 75],
]

/** The range over which the rules are evaluated. */
export function rangeOf(simulation: Simulation): TimeRange {
  const length = inSeconds(totalLength(simulation.timeline.segments))
  const startSeconds = simulation.incident?.firstMomentSeconds ?? FIRST_MOMENT_SECONDS
  const stepSeconds = STEPS.find(([upToSeconds]) => length <= upToSeconds)?.[1] ?? 75
  return { startSeconds, endSeconds: startSeconds + length, stepSeconds }
}
