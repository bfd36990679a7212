import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PrivatePrometheus, startPrivatePrometheus } from '../../adapters/prometheus/private-server.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { minutes } from '../../lib/duration.ts'
import { parseIncident } from '../../postmortems/definition/parse.ts'
import { replayProblems } from '../../postmortems/replay/judge-replay.ts'
import { FAULT_DOMAINS } from '../../services/prober/contract/names.ts'
import { sloId } from '../../slo/core/model.ts'
import type { TimelineSeries } from '../../slo/timeline/timeline.ts'
import { fillHistory } from '../report/recorded-history.testkit.ts'
import { main } from './command/incident.ts'
import { readIncidents } from './project.ts'
import { replayIncident } from './replay.ts'

const project = await readIncidents()
const slo = project.replay.slos.find(each => sloId(each) === 'web-edge-availability')

/** An ingress that refused for four minutes, half an hour ago. */
const segments = [
  { length: minutes(60), eventsPerSecond: 0.2, badRatio: 0 },
  { length: minutes(4), eventsPerSecond: 0.2, badRatio: 1 },
  { length: minutes(30), eventsPerSecond: 0.2, badRatio: 0 },
] as const
const counter = (
  metric: string,
  labels: Readonly<Record<string, string>>,
  when: readonly number[],
): TimelineSeries => ({
  ...{ metric, type: 'counter', labels },
  values: segments.map((one, index) => ({ perSecond: when.includes(index) ? one.eventsPerSecond : 0 })),
})
const route = (of: string) => ({ probe: 'home', path: of, budget: 'counted' })
const failed = (of: string, reason: string, phase: string) =>
  counter('synthetic_probe_failures_total', { ...route(of), reason, phase }, [1])
const series: readonly TimelineSeries[] = [
  ...['edge', 'ingress', 'app'].map(of => counter('synthetic_probes_total', route(of), [0, 1, 2])),
  counter('synthetic_probe_duration_seconds_bucket', { probe: 'home', path: 'edge', le: '0.3' }, [0, 2]),
  failed('edge', 'status', 'wait'),
  failed('ingress', 'refused', 'connect'),
  counter(
    'synthetic_probe_responses_total',
    { probe: 'home', path: 'edge', answered_by: 'edge', code_class: '5xx' },
    [1],
  ),
  ...FAULT_DOMAINS.map((domain): TimelineSeries => {
    const during = domain === 'ingress' ? 1 : 0
    return {
      ...{ metric: 'synthetic_fault_domain', type: 'gauge', labels: { domain } },
      values: [1 - during, during, 1 - during].map(value => (domain === 'none' || domain === 'ingress' ? value : 0)),
    }
  }),
  { metric: 'app_release_info', type: 'gauge', labels: { job: 'web', release: 'v1' }, values: [1, 'absent', 'absent'] },
  { metric: 'app_release_info', type: 'gauge', labels: { job: 'web', release: 'v2' }, values: ['absent', 1, 1] },
]

const end = Math.floor(Date.now() / 1000)
const began = (end - 34 * 60) * 1000
const folder = await mkdtemp(path.join(tmpdir(), 'incident-'))
let prometheus: PrivatePrometheus
let alertmanager: Server
let alertmanagerUrl = ''

beforeAll(async () => {
  if (slo === undefined) throw new RangeError('the project has no such SLO')
  await fillHistory(folder, slo, { segments, series }, end)
  prometheus = await startPrivatePrometheus(folder)
  const silence = { startsAt: new Date(began + 120_000).toISOString(), createdBy: 'ada', comment: 'I look at it' }
  const alert = {
    labels: { alertname: 'WebEdgeAvailability', sloth_id: 'web-edge-availability', sloth_severity: 'page' },
    startsAt: new Date(began + 90_000).toISOString(),
  }
  alertmanager = createServer((request, response) => {
    response.end(JSON.stringify(request.url?.endsWith('silences') ? [silence] : [alert]))
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => alertmanager.once('listening', resolve))
  const address = alertmanager.address()
  alertmanagerUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}, 120_000)
afterAll(async () => {
  alertmanager.close()
  await prometheus.stop()
  await rm(folder, { recursive: true, force: true })
})

const NOWHERE = 'http://127.0.0.1:9'

/** Drafts into a folder of its own; the files that came of it. */
async function drafted(slug: string, ...argv: readonly string[]) {
  const out = path.join(folder, slug)
  const io = { now: () => new Date(end * 1000), env: process.env }
  const { code, out: said, err } = await runQuietly(main, ['new', slug, '--out', out, ...argv], io)
  const day = new Date(began).toISOString().slice(0, 10)
  const read = (name: string) => readFile(path.join(out, `${day}-${slug}`, name), 'utf8')
  return { code, said, err, incident: await read('incident.yaml'), readme: await read('README.md') }
}

/** What is wrong with a file that was drafted, as `npm test` would say it. */
async function wrongWith(text: string): Promise<readonly string[]> {
  const { value, diagnostics } = parseIncident({ path: 'incident.yaml', text }, project.known)
  if (value === undefined) return [renderDiagnostics(diagnostics)]
  return replayProblems(value, await replayIncident(value, project.replay))
}

test('an outage is found in the range, and its draft replays with the hop that was named', async () => {
  const sources = ['--prometheus', prometheus.url, '--alertmanager', alertmanagerUrl]
  const { code, err, said, incident, readme } = await drafted('ingress-refused', '--since', '80m', ...sources)
  expect({ code, err, said }).toEqual({ code: 0, err: '', said: expect.stringContaining('It replays') })
  expect(await wrongWith(incident)).toEqual([])
  const { value } = parseIncident({ path: 'incident.yaml', text: incident }, project.known)
  expect(value).toMatchObject({
    name: 'The ingress failed',
    // A probe that fails is too slow as well.
    slos: ['web-edge-availability', 'web-ingress-availability', 'web-edge-latency'],
  })
  expect(value?.expected).toMatchObject({ faultDomain: 'ingress', pages: 1 })
  expect(Math.abs((value?.startedMilliseconds ?? 0) - began)).toBeLessThanOrEqual(30_000)
  expect(value?.paths.get('edge')).toMatchObject({ ends: 'status', answeredBy: 'edge', status: 502 })
  expect(value?.paths.get('ingress')).toMatchObject({ ends: 'refused', phase: 'connect', isAlive: false })
  expect(value?.paths.has('app')).toBe(false)
  for (const words of [
    /\| web-edge-availability \| 4\d \| \d+\.\d\d % \|/,
    /page: WebEdgeAvailability fires: \*\*detected\*\*/,
    /release v2 runs/,
    /silence by ada: I look at it/,
    /\| home \| ingress \| refused \| connect \| 4\d \|/,
    /The prober named ingress for \d/,
  ])
    expect(readme).toMatch(words)
})

test('without Alertmanager the draft is the same but for what people said there', async () => {
  const sources = ['--prometheus', prometheus.url, '--alertmanager', NOWHERE]
  const { code, err, incident } = await drafted('no-alertmanager', '--since', '80m', ...sources)
  expect(code).toBe(3)
  expect(err).toMatch(/^Without Alertmanager at http:\/\/127\.0\.0\.1:9: /)
  expect(incident).toContain('# Without Alertmanager at ')
})

test('without Prometheus the draft is of what alerts, replays, and says what was not measured', async () => {
  const sources = ['--prometheus', NOWHERE, '--alertmanager', alertmanagerUrl]
  const from = new Date(began).toISOString()
  const to = new Date(began + 240_000).toISOString()
  const { code, incident, readme } = await drafted('no-prometheus', '--from', from, '--to', to, ...sources)
  expect(code).toBe(3)
  expect(incident).toContain('# Without Prometheus at ')
  expect(incident).toContain('slos: [web-edge-availability]')
  expect(readme).toContain('| web-edge-availability | not known | not known |')
  expect(await wrongWith(incident)).toEqual([])
})

test('a deploy that was taken back is drafted from its evidence alone', async () => {
  const file = path.join(folder, 'evidence.json')
  const states = [
    { state: 'apply', seconds: 2 },
    { state: 'rollout', seconds: 20 },
  ]
  const [startedAt, endedAt] = [began, began + 60_000].map(at => new Date(at).toISOString())
  const sentence = 'The container app took more memory than its limit of 76Mi (OOMKilled). The release before is back.'
  const evidence = { format: 1, end: 'caught-by-rollout', sentence, startedAt, endedAt, states, release: 'v2' }
  await writeFile(file, JSON.stringify(evidence))
  const sources = ['--prometheus', NOWHERE, '--alertmanager', NOWHERE]
  const { incident, readme } = await drafted('too-much-memory', '--evidence', file, ...sources)
  expect(incident).toContain('name: The container app took more memory than its limit of 76Mi (OOMKilled).')
  expect(incident).toContain('image: oom-at-start, ends: caught-by-rollout')
  expect(readme).toContain('deploy: rollout, 20 s')
  expect(await wrongWith(incident)).toEqual([])

  // What is there already may have been written by a person.
  const again = [
    'new',
    'too-much-memory',
    '--out',
    path.join(folder, 'too-much-memory'),
    '--evidence',
    file,
    ...sources,
  ]
  const { code, err } = await runQuietly(main, again, { now: () => new Date(end * 1000), env: process.env })
  expect(code).toBe(2)
  expect(err).toContain('README.md is there already')
})

test.each<readonly [readonly string[], string]>([
  [['new', 'Ingress Down', '--since', '1h'], 'the folder is named in small letters'],
  [['new', 'ingress-down'], 'Say when: give --since 1h'],
  [['new', 'ingress-down', '--from', '2026-02-05 14:00'], 'date, time and zone'],
  [['new', 'ingress-down', '--since', '10s'], 'from a minute to 14 days'],
])('%j is wrong usage', async (argv, words) => {
  const { code, err } = await runQuietly(main, argv)
  expect(code).toBe(2)
  expect(err).toContain(words)
})

test('where no source answers, nothing is written', async () => {
  const argv = ['new', 'nothing', '--since', '1h', '--out', folder, '--prometheus', NOWHERE, '--alertmanager', NOWHERE]
  const { code, err } = await runQuietly(main, argv)
  expect(code).toBe(3)
  expect(err).toContain('No source answers')
})
