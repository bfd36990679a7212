import type { Parsed, SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { type Duration, milliseconds } from '../../lib/duration.ts'
import { readFields } from '../../lib/yaml/fields.ts'
import { openYaml, type YamlMap, type YamlReader } from '../../lib/yaml/reader.ts'
import { BEFORE, INCIDENT_FIELDS, readIncident } from '../../slo/timeline/incident.ts'
import { readMoment } from '../../slo/timeline/moments.ts'
import type { Segment } from '../../slo/timeline/segment.ts'
import type { Simulation } from '../../slo/timeline/simulation.ts'
import { POSTMORTEM_FIELDS, TIMES_FIELDS } from './fields.ts'
import { type Known, knownReader } from './known.ts'
import type { Incident, IncidentTimes } from './model.ts'
import { readActions } from './read-actions.ts'
import { readDeploys } from './read-deploys.ts'
import { readExpected, refuseEmptyLists } from './read-expected.ts'
import { readPaths } from './read-paths.ts'
import { readSeries } from './read-series.ts'

/** Reads the file of an incident; undefined, with diagnostics, when a part of it is missing or wrong. */
export function parseIncident(file: SourceFile, known: Known): Parsed<Incident | undefined> {
  const yaml = openYaml(file)
  const [root] = yaml.documents
  if (root === undefined) {
    if (yaml.diagnostics.length === 0)
      yaml.report('missing-key', 'The file is empty', null, 'Start it with `name: what happened`.')
    return { value: undefined, diagnostics: yaml.diagnostics }
  }
  const value = readRoot(yaml, root, file.path, known)
  return { value: yaml.diagnostics.length === 0 ? value : undefined, diagnostics: yaml.diagnostics }
}

function readRoot(yaml: YamlReader, root: YamlMap, file: string, known: Known): Incident | undefined {
  const simulation = readIncident(yaml, root, POSTMORTEM_FIELDS)
  // The keys of the replay are read already; here only those of the postmortem are.
  const read = readFields(yaml, root, { ...INCIDENT_FIELDS, ...POSTMORTEM_FIELDS })
  refuseEmptyLists(yaml, root)
  const names = knownReader(yaml, known)
  const { incident } = simulation ?? {}
  const started = incident === undefined ? undefined : incident.firstMomentSeconds * 1000 + incident.begins
  const length = incident && milliseconds(incident.ends - incident.begins)
  const times = read.times && readTimes(yaml, read.times, started, length)
  const slos = slosOf(yaml, root, simulation, known)
  const paths = readPaths(yaml, read.paths ?? [])
  const series = readSeries(yaml, read.series ?? [], started ?? 0)
  const expected = readExpected(yaml, read, names)
  const deploys = readDeploys(yaml, read.deploys ?? [], names)
  const actions = readActions(yaml, read.actions ?? [], expected.alerts, names)
  if (simulation === undefined || started === undefined || length === undefined) return undefined
  const { pages, faultDomain } = expected
  if (times === undefined || pages === undefined || faultDomain === undefined) return undefined
  if (read.severity === undefined) return undefined
  return {
    ...{ file, name: read.name ?? '', severity: read.severity as Incident['severity'] },
    isExercise: read.exercise ?? false,
    ...{ startedMilliseconds: started, length, times, slos, segments: fromTheStart(simulation) },
    ...{ paths, series, deploys, actions },
    expected: { ...expected, pages, faultDomain },
  }
}

/** Without the normal traffic that a picture shows around it. */
function fromTheStart({ timeline: { segments } }: Simulation): readonly Segment[] {
  const [first, ...rest] = segments.slice(0, -1)
  const length = milliseconds((first?.length ?? 0) - BEFORE)
  return first === undefined || length === 0 ? rest : [{ ...first, length }, ...rest]
}

function slosOf(yaml: YamlReader, root: YamlMap, simulation: Simulation | undefined, known: Known): readonly string[] {
  if (simulation === undefined) return []
  const { about } = simulation
  const key = 'slos' in about ? 'slos' : 'service'
  const found = 'slos' in about ? known.slos.filter(({ id }) => about.slos.includes(id)) : []
  const ids =
    'slos' in about ? about.slos : known.slos.flatMap(each => (each.service === about.service ? [each.id] : []))
  const help = `Known: ${known.slos.map(({ id }) => id).join(', ')}.`
  if ('service' in about && ids.length === 0)
    yaml.report('unknown-slo', `No SLO has the service "${about.service}"`, yaml.node(root, key), help)
  if (!('slos' in about)) return ids
  for (const lost of about.slos.filter(id => !found.some(each => each.id === id)))
    yaml.report('unknown-slo', `There is no SLO "${lost}"`, yaml.itemNode(root, key, lost), help)
  return found.map(({ id }) => id)
}

/** The names of the times, in the order in which they come. */
const TIMES = Object.keys(TIMES_FIELDS) as readonly (keyof IncidentTimes)[]

function readTimes(
  yaml: YamlReader,
  map: YamlMap,
  started: number | undefined,
  length: Duration | undefined,
): IncidentTimes | undefined {
  readFields(yaml, map, TIMES_FIELDS)
  let [latest, before] = [started, 'the start']
  const found = TIMES.map((key): readonly [string, Duration] | undefined => {
    const moment = yaml.keyNode(map, key) === undefined ? undefined : readMoment(yaml, map, key)
    if (moment === undefined || started === undefined || latest === undefined) return undefined
    const help = 'An incident starts, is detected, is diagnosed, is mitigated and ends, in this order.'
    if (moment < latest) yaml.report('times-order', `This is before ${before}`, yaml.node(map, key), help)
    else if (length !== undefined && moment > started + length)
      yaml.report('times-order', 'This is after the end of the incident', yaml.node(map, key), help)
    ;[latest, before] = [moment, `the time at which it was ${key}`]
    return [key, milliseconds(moment - started)]
  })
  const whole = found.filter(each => each !== undefined)
  return whole.length === TIMES.length ? (Object.fromEntries(whole) as unknown as IncidentTimes) : undefined
}
