import { type Duration, hours, milliseconds } from '../../lib/duration.ts'
import { EVENT_RATE_HELP, parseEventRate } from '../../lib/event-rate.ts'
import { type Fields, readFields } from '../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { readMoment, readOffset } from './moments.ts'
import type { Segment } from './segment.ts'
import type { Simulation } from './simulation.ts'

/**
 * An incident is replayed with an hour of normal traffic before it, and two hours after it in which the alerts must
 * end.
 */
export const BEFORE: Duration = hours(1)
const AFTER: Duration = hours(2)

/** Traffic of an incident whose file gives no rate. */
const USUAL_EVENTS_PER_SECOND = 1

const SIGNAL_FIELDS = {
  at: { kind: 'text', doc: 'How long after the start, such as 3m; 0s is the start.', isRequired: true },
  error_ratio: { kind: 'number', doc: 'The part of events that is bad from then on.', atLeast: 0, atMost: 1 },
  rate: { kind: 'text', doc: 'Traffic from then on, such as 12/s or 30/m; 0/s is no traffic.' },
} as const satisfies Fields

/** The keys of an incident file that say what was measured. */
export const INCIDENT_FIELDS = {
  name: { kind: 'text', doc: 'What happened, in a few words.', isRequired: true },
  slos: { kind: 'texts', doc: 'Ids of the affected SLOs, such as web-edge-availability.' },
  service: { kind: 'text', doc: 'In their place, a service of which all SLOs are affected.' },
  started: { kind: 'text', doc: 'When it began, such as 2026-02-05T14:02:00Z.', isRequired: true },
  ended: { kind: 'text', doc: 'When it ended.' },
  duration: { kind: 'duration', doc: 'In its place, the length.' },
  signals: { kind: 'maps', doc: 'What was measured, step by step.', isRequired: true, fields: SIGNAL_FIELDS },
} as const satisfies Fields

/** Whether a document describes an incident rather than made-up traffic. */
export function isIncident(yaml: YamlReader, root: YamlMap): boolean {
  return ['signals', 'started'].some(key => yaml.keyNode(root, key) !== undefined)
}

/**
 * Reads an incident as the timeline of its SLOs; undefined when a part of it is missing or wrong. `more` are the keys that its file
 * may have besides; whoever reads these says which of them it must have.
 */
export function readIncident(yaml: YamlReader, root: YamlMap, more: Fields = {}): Simulation | undefined {
  const {
    name,
    slos,
    service,
    signals: maps = [],
    ...read
  } = readFields(yaml, root, {
    ...Object.fromEntries(Object.entries(more).map(([key, { isRequired: _, ...field }]) => [key, field])),
    ...INCIDENT_FIELDS,
  })
  if ((slos === undefined) === (service === undefined)) {
    const help = 'Write `slos: [web-edge-availability]`, or `service: web` for all of its SLOs.'
    yaml.report('one-subject', 'An incident names either SLOs or a service', yaml.keyNode(root, 'name'), help)
  }
  for (const key of ['slos', 'signals']) refuseEmptyList(yaml, root, key)
  const started = read.started === undefined ? undefined : readMoment(yaml, root, 'started')
  const length = readLength(yaml, root, started, read.duration)
  const signals = readSignals(yaml, maps, length)
  if (name === undefined || started === undefined || length === undefined || signals.length === 0) return undefined
  if (slos?.length === 0) return undefined
  const about = slos === undefined ? { service: service ?? '' } : { slos }
  const [ends, firstMomentSeconds] = [milliseconds(BEFORE + length), (started - BEFORE) / 1000]
  const timeline = { segments: segmentsOf(signals, length), series: [] }
  return { about, incident: { name, begins: BEFORE, ends, firstMomentSeconds }, timeline }
}

/** Reports a list without entries, which would have no effect. */
export function refuseEmptyList(yaml: YamlReader, root: YamlMap, key: string): void {
  const list = yaml.plain(root, key)
  if (!Array.isArray(list) || list.length > 0) return
  yaml.report('empty-list', `"${key}" lists nothing`, yaml.keyNode(root, key), 'Write at least one entry.')
}

interface Signal {
  readonly at: Duration
  readonly errorRatio: number
  readonly eventsPerSecond: number
}

/** A segment from each signal to the next one, with normal traffic before the first and after the last. */
function segmentsOf(signals: readonly Signal[], length: Duration): readonly Segment[] {
  const normal = (span: Duration): Segment => {
    return { length: span, eventsPerSecond: signals[0]?.eventsPerSecond ?? USUAL_EVENTS_PER_SECOND, badRatio: 0 }
  }
  const measured = signals.map(({ at, errorRatio, eventsPerSecond }, index): Segment => {
    const next = signals[index + 1]?.at ?? length
    return { length: milliseconds(next - at), eventsPerSecond, badRatio: errorRatio }
  })
  return [normal(milliseconds(BEFORE + (signals[0]?.at ?? 0))), ...measured, normal(AFTER)]
}

function readLength(
  yaml: YamlReader,
  root: YamlMap,
  started: number | undefined,
  duration: Duration | undefined,
): Duration | undefined {
  const keys = ['ended', 'duration'].filter(key => yaml.keyNode(root, key) !== undefined)
  const help = 'Write `ended:` as a moment after `started:`, or `duration: 21m` in its place.'
  if (keys.length !== 1) {
    const message = `An incident has one end; here ${keys.length === 0 ? 'is none' : 'are two'}`
    yaml.report('incident-end', message, yaml.keyNode(root, keys[1] ?? 'started'), help)
    return undefined
  }
  if (keys[0] === 'duration') return duration
  const ended = readMoment(yaml, root, 'ended')
  if (started === undefined || ended === undefined) return undefined
  if (ended > started) return milliseconds(ended - started)
  yaml.report('incident-end', 'The incident ended before it started', yaml.node(root, 'ended'), help)
  return undefined
}

/** What a signal leaves out stays as it was. */
function readSignals(yaml: YamlReader, maps: readonly YamlMap[], length: Duration | undefined): readonly Signal[] {
  let [latest, errorRatio, eventsPerSecond] = [-1, 0, USUAL_EVENTS_PER_SECOND]
  return maps.flatMap((map): Signal[] => {
    const read = readFields(yaml, map, SIGNAL_FIELDS)
    const at = read.at === undefined ? undefined : readOffset(yaml, map, 'at')
    const rate = read.rate === undefined ? undefined : parseEventRate(read.rate)
    if (read.rate !== undefined && rate === undefined) {
      yaml.report('bad-rate', `"${read.rate}" is not a rate`, yaml.node(map, 'rate'), EVENT_RATE_HELP)
    }
    if (at === undefined) return []
    if (at <= latest || (length !== undefined && at >= length)) {
      const message =
        at <= latest ? 'This signal is not after the one before' : 'This signal is after the end of the incident'
      yaml.report('signal-order', message, yaml.node(map, 'at'), 'Write the signals in order, from start to end.')
    }
    latest = at
    errorRatio = read.error_ratio ?? errorRatio
    eventsPerSecond = rate === undefined ? eventsPerSecond : rate
    return [{ at, errorRatio, eventsPerSecond }]
  })
}
