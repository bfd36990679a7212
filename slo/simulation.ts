import type { Parsed, SourceFile } from '../lib/diagnostic.ts'
import { type Duration, inSeconds } from '../lib/duration.ts'
import { type Fields, readFields } from '../lib/yaml-fields.ts'
import { openYaml, type YamlMap, type YamlReader } from '../lib/yaml-reader.ts'
import { seriesOf } from './identity.ts'
import { isIncident, readIncident, refuseEmptyList } from './incident.ts'
import { type Slo, sloId } from './model.ts'
import { LABELS, SERIES } from './names.ts'
import { counterValues, type Stretch } from './promtool-series.ts'
import type { Scenario } from './scenarios/scenario.ts'

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
  readonly incident?: { readonly name: string; readonly begins: Duration; readonly ends: Duration }
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

/** Counters that a simulation feeds instead of the SLO's own, whose series only their owner knows. */
const EVENTS = 'simulated_events_total'
const BAD = 'simulated_bad_events_total'

/** The SLO with its SLI counting simulated events; all rules stay what they are. */
export function simulatedSlo(slo: Slo): Slo {
  const rate = (metric: string): string => `sum(rate(${metric}[{{.window}}]))`
  const known = slo.sli.kind === 'events' ? slo.sli : {}
  return { ...slo, sli: { ...known, kind: 'events', errorQuery: rate(BAD), totalQuery: rate(EVENTS) } }
}

/** How many points a timeline has at most: what fits into a terminal. */
const POINTS = 72

/** The steps of a simulation, and the moments at which it is looked at. */
export interface Timeline {
  readonly stepSeconds: number
  readonly moments: readonly number[]
  /** When the incident begins that is told, in seconds. */
  readonly beginsSeconds?: number
}

/** Steps of a quarter of a minute where that is affordable, of a minute elsewhere. */
export function timelineOf({ stretches, incident }: Simulation): Timeline {
  const total = stretches.reduce((sum, { length }) => sum + inSeconds(length), 0)
  const stepSeconds = total <= 4 * 3600 ? 15 : 60
  const gap = Math.max(1, Math.ceil(total / stepSeconds / POINTS)) * stepSeconds
  const moments = Array.from({ length: Math.floor(total / gap) }, (_, index) => (index + 1) * gap)
  return { stepSeconds, moments, ...(incident === undefined ? {} : { beginsSeconds: inSeconds(incident.begins) }) }
}

/** What is asked at every moment, in this order. */
export const LOOKED_AT = ['bad', 'budget', 'page', 'ticket'] as const
export type LookedAt = (typeof LOOKED_AT)[number]

/** The simulation as a scenario that promtool can run: every question at every moment. */
export function simulationScenario(simulation: Simulation, slo: Slo, timeline: Timeline): Scenario {
  const firing = (severity: string): string =>
    `count(ALERTS{alertname="${slo.alerting.name}",alertstate="firing",${LABELS.severity}="${severity}"}) or vector(0)`
  const expressions: Readonly<Record<LookedAt, string>> = {
    bad: seriesOf(slo, SERIES.errorRatio('5m')),
    budget: seriesOf(slo, SERIES.budgetRemaining),
    page: firing('page'),
    ticket: firing('ticket'),
  }
  return {
    name: sloId(slo),
    story: '',
    slos: '',
    step: timeline.stepSeconds === 15 ? '15s' : '1m',
    series: () => simulatedSeries(simulation, timeline.stepSeconds),
    questions: timeline.moments.flatMap(moment =>
      LOOKED_AT.map(what => ({ what, expr: expressions[what], at: `${moment}s`, truth: undefined, tolerance: 0 })),
    ),
    slothIsWrong: false,
  }
}

function simulatedSeries({ stretches }: Simulation, stepSeconds: number) {
  const counted = (part: (stretch: SimulatedStretch) => number): string => {
    const pieces = stretches.map((stretch): Stretch => {
      const perStep = (stretch.eventsPerMinute * stepSeconds) / 60
      return {
        samples: Math.max(1, Math.round(inSeconds(stretch.length) / stepSeconds)),
        step: perStep * part(stretch),
      }
    })
    return counterValues(pieces)
  }
  return [
    { series: EVENTS, values: counted(() => 1) },
    { series: BAD, values: counted(({ badPercent }) => badPercent / 100) },
  ]
}
