import type { Parsed, SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { type Fields, readFields } from '../../lib/yaml/fields.ts'
import { openYaml, type YamlMap, type YamlReader } from '../../lib/yaml/reader.ts'
import { isIncident, readIncident, refuseEmptyList } from './incident.ts'
import type { Segment } from './segment.ts'
import type { Simulation } from './simulation.ts'

const STRETCH_FIELDS = {
  for: { kind: 'duration', doc: 'Its length, such as 30m.', isRequired: true },
  bad_percent: { kind: 'number', doc: 'The part of events that is bad, 0 when absent.', atLeast: 0, atMost: 100 },
  events_per_minute: { kind: 'number', doc: 'Traffic, 60 when absent; 0 is no traffic.', atLeast: 0, atMost: 1e9 },
} as const satisfies Fields

/** The keys of a file of made-up traffic. */
const SIMULATION_FIELDS = {
  slo: { kind: 'text', doc: 'Id of the SLO, such as web-edge-availability.', isRequired: true },
  stretches: {
    kind: 'maps',
    doc: 'What happens, one stretch after another.',
    isRequired: true,
    fields: STRETCH_FIELDS,
  },
} as const satisfies Fields

/**
 * Reads made-up traffic or an incident; undefined, with diagnostics, when it is neither. `more` are keys that an incident may have
 * besides, and that are not read.
 */
export function parseSimulation(file: SourceFile, more: Fields = {}): Parsed<Simulation | undefined> {
  const yaml = openYaml(file)
  const [root] = yaml.documents
  if (root === undefined) {
    if (yaml.diagnostics.length === 0) yaml.report('missing-key', 'The file is empty', null, 'Start it with `slo: ID`.')
    return { value: undefined, diagnostics: yaml.diagnostics }
  }
  const value = isIncident(yaml, root) ? readIncident(yaml, root, more) : readTraffic(yaml, root)
  return { value, diagnostics: yaml.diagnostics }
}

function readTraffic(yaml: YamlReader, root: YamlMap): Simulation | undefined {
  const read = readFields(yaml, root, SIMULATION_FIELDS)
  refuseEmptyList(yaml, root, 'stretches')
  const segments = (read.stretches ?? []).flatMap((map): Segment[] => {
    const {
      for: length,
      bad_percent: badPercent = 0,
      events_per_minute: perMinute = 60,
    } = readFields(yaml, map, STRETCH_FIELDS)
    return length === undefined ? [] : [{ length, eventsPerSecond: perMinute / 60, badRatio: badPercent / 100 }]
  })
  if (read.slo === undefined || segments.length === 0) return undefined
  return { about: { slos: [read.slo] }, timeline: { segments, series: [] } }
}
