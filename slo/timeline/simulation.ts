import { type Duration, days, inSeconds } from '../../lib/duration.ts'
import { eventUnit } from '../../lib/promql/shape.ts'
import { type Slo, sloId } from '../core/model.ts'
import { BASE_WINDOW } from '../core/windows.ts'
import { SLOW } from '../rules/calendar.ts'
import { SIMULATED } from './replay-counters.ts'
import { totalLength } from './segment.ts'
import type { TimeRange } from './time-range.ts'
import type { Timeline } from './timeline.ts'

/** A timeline, and the SLOs whose rules are evaluated over it. */
export interface Simulation {
  readonly about: { readonly slos: readonly string[] } | { readonly service: string }
  readonly timeline: Timeline
  /** The incident that is replayed, and when it is in the timeline. */
  readonly incident?: {
    readonly name: string
    readonly begins: Duration
    readonly ends: Duration
    /** When the normal traffic before it begins, in Unix seconds. */
    readonly firstMomentSeconds: number
  }
}

/** The SLOs that a simulation is about; `unknown` are the ids and services that do not exist. */
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
  // What a file makes up comes at its own rate, and not at the interval of a probe.
  const { parts: _, probe: __, ...sli } = slo.sli
  return { ...slo, sli: { ...sli, ...queries } }
}

function counted(metric: string, fn: string): string {
  return `sum(${fn}(${metric}_total[{{.window}}]))`
}

/** Rules ask for several bad events only where the query's function shows what it counts; with `deriv` it does not. */
const COUNTS: Readonly<Record<ReturnType<typeof eventUnit>, string>> = {
  'per second': 'rate',
  'per window': 'increase',
  unknown: 'deriv',
}

/** When made-up traffic begins: with a calendar month, quarter and year. */
const FIRST_MOMENT_SECONDS = Date.UTC(2026, 0, 1) / 1000

/** The range of the shortest rate; there is no error ratio over less. */
export const SHORTEST_SIMULATION: Duration = BASE_WINDOW

/** A longer range takes more than a minute to replay. */
export const LONGEST_SIMULATION: Duration = days(400)

/** The slow group's interval is a multiple of it, so that each of its means has as many samples. */
const LONGEST_STEP_SECONDS = inSeconds(SLOW) / 2

/** The evaluation interval by the length of the range: the stack's own where that is fast enough. */
const STEPS: readonly (readonly [upToSeconds: number, stepSeconds: number])[] = [
  [2 * 86_400, 15],
  [8 * 86_400, 30],
]

/** The range over which the rules are evaluated. */
export function rangeOf(simulation: Simulation): TimeRange {
  const length = inSeconds(totalLength(simulation.timeline.segments))
  const startSeconds = simulation.incident?.firstMomentSeconds ?? FIRST_MOMENT_SECONDS
  const stepSeconds = STEPS.find(([upToSeconds]) => length <= upToSeconds)?.[1] ?? LONGEST_STEP_SECONDS
  return { startSeconds, endSeconds: startSeconds + length, stepSeconds }
}
