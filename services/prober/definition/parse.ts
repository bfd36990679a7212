import type { Parsed, SourceFile } from '../../../lib/diagnostic/diagnostic.ts'
import { formatDuration } from '../../../lib/duration.ts'
import { readFields } from '../../../lib/yaml/fields.ts'
import { openYaml, type YamlMap, type YamlReader } from '../../../lib/yaml/reader.ts'
import { LONGEST_MAINTENANCE } from '../contract/bounds.ts'
import { PATHS, PROBE_KINDS } from '../contract/names.ts'
import { reportContradictions, reportHead } from './contradictions.ts'
import { DEFINITION_FIELDS, PROBE_FIELDS, QUERY_FIELDS, WINDOW_FIELDS } from './fields.ts'
import { reportForeignExpectations, reportForeignKeys } from './foreign-keys.ts'
import {
  type Definitions,
  DNS_TYPES,
  type DnsQuery,
  type EvidenceSource,
  type Expectation,
  type MaintenanceWindow,
  type Probe,
  type Request,
  type Route,
  type Secret,
} from './model.ts'
import { DEFAULT_EXPECTATION, readExpectation } from './parse-expect.ts'
import { readRequest } from './parse-request.ts'
import { readRoute } from './parse-route.ts'
import { readSchedule } from './parse-schedule.ts'
import { readSteps } from './parse-step.ts'
import { redactedDiagnostics } from './redact.ts'
import { type References, withReferences } from './references.ts'

/** Parses a definitions file; where it has mistakes, the value has what could be read. */
export function parseProbes(file: SourceFile, given: References): Parsed<Definitions> {
  const secrets: Secret[] = []
  const files = new Set<string>()
  const readFile: References['file'] = path => {
    files.add(path)
    return given.file(path)
  }
  const references: References = { ...given, file: readFile }
  const yaml = withReferences(openYaml(file), references, secrets)
  const [document, second] = yaml.documents
  if (second !== undefined) yaml.report('one-document', 'A definitions file holds one document', second)
  if (document === undefined) {
    if (yaml.diagnostics.length === 0)
      yaml.report('missing-key', 'The file is empty', null, 'Write at least one probe.')
    return {
      value: { probes: [], evidence: [], maintenance: [], maxInFlight: MAX_IN_FLIGHT, files: [], secrets },
      diagnostics: yaml.diagnostics,
    }
  }
  const read = readFields(yaml, document, DEFINITION_FIELDS)
  const entries = read.probes ?? []
  const probes = entries.flatMap(entry => readProbe(yaml, entry, references) ?? [])
  if (read.probes?.length === 0) yaml.report('no-probes', 'There is no probe', yaml.keyNode(document, 'probes'))
  reportDuplicates(yaml, entries)
  const names = entries.flatMap(entry => yaml.string(entry, 'name') ?? [])
  return {
    value: {
      probes,
      evidence: readEvidence(yaml, read.evidence ?? [], references),
      maintenance: (read.maintenance ?? []).flatMap(entry => readWindow(yaml, entry, names, references) ?? []),
      maxInFlight: read.max_in_flight ?? MAX_IN_FLIGHT,
      files: [...files],
      secrets,
    },
    diagnostics: redactedDiagnostics(yaml.diagnostics, secrets),
  }
}

const MAX_IN_FLIGHT = 1000
/** A journey's steps have expectations of their own. */
const ANY_REPLY: Expectation = { ...DEFAULT_EXPECTATION, status: [[100, 599]] }
const NAME = /^[a-z][a-z0-9-]{0,62}$/

function readProbe(yaml: YamlReader, entry: YamlMap, references: References): Probe | undefined {
  const read = readFields(yaml, entry, PROBE_FIELDS)
  const kind = PROBE_KINDS.find(known => known === (read.kind ?? 'http'))
  if (read.name !== undefined && !NAME.test(read.name)) {
    const help = 'Use up to 63 lower-case letters, digits and "-", a letter first.'
    yaml.report('bad-name', `Cannot use "${read.name}" as a probe’s name`, yaml.node(entry, 'name'), help)
  }
  const schedule = readSchedule(yaml, entry, read, references)
  const routes = (read.paths ?? []).flatMap(([name, map]) => {
    const path = PATHS.find(known => known === name)
    return path === undefined || kind === undefined ? [] : (readRoute(yaml, map, path, kind, references) ?? [])
  })
  const request = readRequest(yaml, read.request)
  const expect = readExpectation(yaml, read.expect, kind === 'journey' ? ANY_REPLY : DEFAULT_EXPECTATION)
  const query = kind === 'dns' ? readQuery(yaml, entry, read.query) : undefined
  const steps = kind === 'journey' ? readSteps(yaml, entry, read.steps, { timeout: read.timeout, routes }) : []
  if (kind !== undefined) {
    reportForeignKeys(yaml, entry, kind)
    const foreign = reportForeignExpectations(yaml, read.expect, kind)
    const maySeeTls = routes.length === 0 || routes.some(route => route.isSecure) || expect.redirects.allow !== 'none'
    const asked = { expect, request, timeout: read.timeout, maySeeTls, takesBody: false }
    reportContradictions(yaml, read.expect, asked, foreign)
    reportHead(yaml, entry, read.expect, asked)
  }
  reportHttp2(yaml, routes, [[request, read.request], ...steps.map(step => [step.request, read.steps?.[0]] as const)])
  if (kind === undefined || read.name === undefined || read.timeout === undefined || schedule === undefined)
    return undefined
  const description = read.description ?? ''
  return {
    name: read.name,
    kind,
    description,
    schedule,
    timeout: read.timeout,
    routes,
    request,
    expect,
    send: read.send,
    query,
    steps,
  }
}

function reportHttp2(
  yaml: YamlReader,
  routes: readonly Route[],
  requests: readonly (readonly [request: Request, at: YamlMap | undefined])[],
): void {
  const found = requests.find(([{ httpVersion }]) => httpVersion === '2')
  if (found === undefined || routes.every(route => route.isSecure)) return
  const help = 'Use https URLs, or http_version: 1.1.'
  yaml.report('http2-needs-tls', 'HTTP/2 is asked for on a path without TLS', found[1], help)
}

function readQuery(yaml: YamlReader, entry: YamlMap, map: YamlMap | undefined): DnsQuery | undefined {
  if (map === undefined) {
    yaml.require(entry, 'query', 'Write the query, such as { name: example.org, type: A }.')
    return undefined
  }
  const read = readFields(yaml, map, QUERY_FIELDS)
  const type = DNS_TYPES.find(known => known === (read.type ?? 'A'))
  return read.name === undefined || type === undefined ? undefined : { name: read.name, type }
}

function reportDuplicates(yaml: YamlReader, entries: readonly YamlMap[]): void {
  const seen = new Set<string>()
  for (const entry of entries) {
    const name = yaml.string(entry, 'name')
    if (name === undefined) continue
    if (seen.has(name))
      yaml.report(
        'duplicate-name',
        `There are two probes "${name}"`,
        yaml.node(entry, 'name'),
        'Give each a name of its own.',
      )
    seen.add(name)
  }
}

function readEvidence(
  yaml: YamlReader,
  entries: readonly (readonly [name: string, map: YamlMap])[],
  references: References,
): readonly EvidenceSource[] {
  return entries.flatMap(([name, map]) => {
    const hop = name === 'edge' || name === 'ingress' ? name : undefined
    const route = hop && readRoute(yaml, map, hop, 'http', references)
    return hop === undefined || route === undefined ? [] : [{ hop, route }]
  })
}

function readWindow(
  yaml: YamlReader,
  entry: YamlMap,
  names: readonly string[],
  { cronMistake, cronInterval }: References,
): MaintenanceWindow | undefined {
  const read = readFields(yaml, entry, WINDOW_FIELDS)
  const mistake = read.cron === undefined ? undefined : cronMistake(read.cron)
  if (mistake !== undefined) {
    yaml.report(
      'bad-cron',
      `Cannot use "${read.cron}" as a cron expression: ${mistake}`,
      yaml.node(entry, 'cron'),
      'Write five or six fields: "0 3 * * 0" is Sundays at three.',
    )
  }
  for (const name of read.probes ?? []) {
    if (!names.includes(name))
      yaml.report(
        'unknown-probe',
        `There is no probe "${name}"`,
        yaml.node(entry, 'probes'),
        `Known: ${names.join(', ')}.`,
      )
  }
  if (mistake !== undefined || read.cron === undefined || read.duration === undefined) return undefined
  if (read.duration > LONGEST_MAINTENANCE || read.duration >= cronInterval(read.cron)) {
    const problem =
      read.duration > LONGEST_MAINTENANCE
        ? `A maintenance of ${formatDuration(read.duration)} would take too much out of the SLOs`
        : `A window of ${formatDuration(read.duration)} is still open when the next one begins`
    const help = `Write up to ${formatDuration(LONGEST_MAINTENANCE)}, and less than the time from one window to the next.`
    yaml.report('window-too-long', problem, yaml.node(entry, 'duration'), help)
    return undefined
  }
  return { cron: read.cron, duration: read.duration, probes: read.probes ?? [], reason: read.reason ?? '' }
}
