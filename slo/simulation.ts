import type { Parsed, SourceFile } from '../lib/diagnostic.ts'
import { type Duration, inSeconds, milliseconds } from '../lib/duration.ts'
import { eventUnit } from '../lib/promql-shape.ts'
import { type Fields, readFields } from '../lib/yaml-fields.ts'
import { openYaml, type YamlMap, type YamlReader } from '../lib/yaml-reader.ts'
import { isIncident, readIncident, refuseEmptyList } from './incident.ts'
import { type Slo, sloId } from './model.ts'
import { type Past, SIMULATED } from './replay.ts'

/** A stretch of time with so many events of which a part is bad. */
export interface SimulatedStretch {
  readonly length: Duration
  readonly badPercent: number
  readonly eventsPerMinute: number
}

/** What is to happen, and to which SLOs. */
export interface Simulation {
  readonly about: { readonly slos: readonly string[] } | { readonly service: string }
  readonly stretches: readonly SimulatedStretch[]
  /** The incident that is lived through again, and where it stands between the stretches. */
  readonly incident?: {
    readonly name: string
    readonly begins: Duration
    readonly ends: Duration
    /** When the peace before it begins, in Unix seconds. */
    readonly firstMomentSeconds: number
  }
}

const STRETCH_FIELDS = {
  for: { kind: 'duration', doc: 'How long it goes on, such as 30m.', isRequired: true },
  bad_percent: { kind: 'number', doc: 'The part of events that is bad, 0 when absent.', atLeast: 0, atMost: 100 },
  events_per_minute: { kind: 'number', doc: 'Traffic, 60 when absent; 0 is silence.', atLeast: 0, atMost: 1e9 },
} as const satisfies Fields

/** What a made-up day may say. */
const SIMULATION_FIELDS = {
  slo: { kind: 'text', doc: 'Id of the SLO, such as web-edge-availability.', isRequired: true },
  stretches: {
    kind: 'maps',
    doc: 'What happens, one stretch after another.',
    isRequired: true,
    fields: STRETCH_FIELDS,
  },
} as const satisfies Fields

/** Reads a made-up day or an incident; undefined, with diagnostics, when there is neither. */
export function parseSimulation(file: SourceFile): Parsed<Simulation | undefined> {
  const yaml = openYaml(file)
  const [root] = yaml.documents
  if (root === undefined) {
    if (yaml.diagnostics.length === 0) yaml.report('missing-key', 'The file is empty', null, 'Start it with `slo: ID`.')
    return { value: undefined, diagnostics: yaml.diagnostics }
  }
  const value = isIncident(yaml, root) ? readIncident(yaml, root) : readDay(yaml, root)
  return { value, diagnostics: yaml.diagnostics }
}

function readDay(yaml: YamlReader, root: YamlMap): Simulation | undefined {
  const read = readFields(yaml, root, SIMULATION_FIELDS)
  refuseEmptyList(yaml, root, 'stretches')
  const stretches = (read.stretches ?? []).flatMap((map): SimulatedStretch[] => {
    const {
      for: length,
      bad_percent: badPercent = 0,
      events_per_minute: eventsPerMinute = 60,
    } = readFields(yaml, map, STRETCH_FIELDS)
    return length === undefined ? [] : [{ length, badPercent, eventsPerMinute }]
  })
  return read.slo === undefined || stretches.length === 0 ? undefined : { about: { slos: [read.slo] }, stretches }
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
export const SHORTEST_SIMULATION: Duration = milliseconds(300_000)

/** A longer past takes a minute and more to live through. */
export const LONGEST_SIMULATION: Duration = milliseconds(400 * 86_400_000)

/** How often rules look at a past, by its length: as the stack does it where that is affordable. */
const STEPS: readonly (readonly [upToSeconds: number, stepSeconds: number])[] = [
  [2 * 86_400, 15],
  [8 * 86_400, 30],
  // The longest step of which at least one, and always as many, fall into a look at days.
  [Number.POSITIVE_INFINITY, 75],
]

/** How long a simulation is in all. */
export function simulationLength({ stretches }: Simulation): Duration {
  return milliseconds(stretches.reduce((sum, { length }) => sum + length, 0))
}

/** The past that a simulation makes up. */
export function pastOf(simulation: Simulation): Past {
  const length = inSeconds(simulationLength(simulation))
  const startSeconds = simulation.incident?.firstMomentSeconds ?? FIRST_MOMENT_SECONDS
  const stepSeconds = STEPS.find(([upToSeconds]) => length <= upToSeconds)?.[1] ?? 75
  return { startSeconds, endSeconds: startSeconds + length, stepSeconds }
}
