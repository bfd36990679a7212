import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { applyObject } from '../../adapters/kubernetes/objects.ts'
import { freePort } from '../../adapters/processes/ports.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { main as maintenance } from '../commands/maintenance.ts'
import { main as status } from '../commands/status.ts'
import { type FakeCluster, startFakeCluster } from '../e2e/fake-cluster.testkit.ts'
import { main as page } from '../page/page.ts'
import { main as report } from '../report/report.ts'
import { main as slo } from '../slo/family.ts'

let fake: FakeCluster
beforeEach(async () => {
  fake = await startFakeCluster()
})
afterEach(() => fake.close())

interface Part {
  readonly service: string
  readonly namespace: string
  readonly portName: string
  readonly port: number
}
const STATUS: Part = { service: 'status', namespace: 'leadline', portName: 'http', port: 8080 }
const PROBER: Part = { service: 'prober', namespace: 'leadline', portName: 'metrics', port: 17300 }
const PROMETHEUS: Part = { service: 'prometheus', namespace: 'leadline-monitoring', portName: 'http', port: 9090 }
const ALERTMANAGER: Part = { service: 'alertmanager', namespace: 'leadline-monitoring', portName: 'http', port: 9093 }

/** A pod behind a Service of the fake cluster; what it answers is written here, and stands for the program of that name. */
async function standsIn(
  { service, namespace, portName, port }: Part,
  answers: RequestListener | number,
): Promise<void> {
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${service}-x`, namespace, labels: { 'kubernetes.io/service-name': service } },
    ports: [{ name: portName, port }],
    endpoints: [{ targetRef: { kind: 'Pod', name: `${service}-1` }, conditions: { ready: true } }],
  }
  await applyObject(fake.cluster, slice, 'test')
  if (typeof answers === 'number') {
    fake.podPorts.set(`${namespace}/${service}-1:${port}`, answers)
    return
  }
  const server = createServer(answers).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  fake.podPorts.set(`${namespace}/${service}-1:${port}`, (server.address() as AddressInfo).port)
}

const json =
  (body: unknown): RequestListener =>
  (_, response) =>
    response.end(JSON.stringify(body))
type Main = Parameters<typeof runQuietly>[0]
const run = (main: Main, ...argv: readonly string[]) => runQuietly(main, argv, { env: fake.env })

const DOCUMENT = {
  release: 'v1.4.2',
  headline: { title: 'All is well', tone: 'good' },
  data: { isStale: false },
  slos: [{ id: 'web-edge', objective: 0.999, periodSli: 0.9995, budgetRemaining: 0.5, burnRate1h: 0.2 }],
  faultDomain: 'none',
  notices: [],
  arePagesKnown: true,
  pages: [],
}

test('status shows what the status page of the cluster says', async () => {
  await standsIn(STATUS, json(DOCUMENT))
  const { code, out } = await run(status, '--cluster')
  expect({ code, lines: out.trimEnd().split('\n') }).toEqual({
    code: 0,
    lines: [
      'All is well',
      '  release v1.4.2',
      '  web-edge                      objective 99.9 %  attained 99.950 %  budget left 50.0 %  burn 1 h 0.2×',
      '  fault domain none',
      '  no page fires',
    ],
  })
  expect(JSON.parse((await run(status, '--cluster', '--json')).out)).toEqual(DOCUMENT)
})

test('what the status page does not know is blind, and a page that fires is listed', async () => {
  const pages = [{ severity: 'page', title: 'Users fail' }]
  await standsIn(STATUS, json({ ...DOCUMENT, data: { isStale: true }, arePagesKnown: false, pages }))
  const { code, out } = await run(status, '--cluster', 'fake')
  expect(code).toBe(3)
  expect(out).toContain('budget left blind (was 50.0 %)')
  expect(out).toContain('  PAGE  Users fail\n  other pages: unknown')
})

test('budget and report ask the Prometheus of the cluster', async () => {
  const sample = { metric: { __name__: SERIES.objective, [LABELS.id]: 'slo-of-cluster' }, value: [1, '0.999'] }
  await standsIn(PROMETHEUS, json({ status: 'success', data: { resultType: 'vector', result: [sample] } }))
  expect((await run(slo, 'budget', '--cluster')).out).toContain('slo-of-cluster')
  await standsIn(PROMETHEUS, json('no answer of Prometheus'))
  expect((await run(slo, 'budget', '--cluster')).err).toContain('Cannot query the Prometheus of the cluster: ')
  // A Prometheus of this machine and one of a cluster are two.
  const both = await run(slo, 'budget', '--cluster', '--prometheus', 'http://127.0.0.1:1')
  expect(both).toMatchObject({ code: 2, err: expect.stringContaining('--cluster cannot go with --prometheus') })
})

test('a report of the cluster says what its Prometheus lacks', async () => {
  await standsIn(PROMETHEUS, (request, response) => {
    const resultType = request.url?.includes('query_range') ? 'matrix' : 'vector'
    response.end(JSON.stringify({ status: 'success', data: { resultType, result: [] } }))
  })
  const { code, err } = await run(report, '--cluster=fake', '--since', '1h')
  expect({ code, err }).toMatchObject({
    code: 3,
    err: expect.stringContaining('The Prometheus of the cluster has recorded no SLO'),
  })
})

test('maintenance speaks to the prober of the cluster, also to change something', async () => {
  const asked: string[] = []
  await standsIn(PROBER, async (request, response) => {
    asked.push(`${request.method} ${request.url} ${await text(request)}`)
    response.end(JSON.stringify({ maintenance: [], now: '2126-02-05T12:10:00.000Z', survivesRestart: true }))
  })
  expect(await run(maintenance, 'start', '30m', 'new nodes', '--cluster')).toMatchObject({ code: 0, err: '' })
  expect(await run(maintenance, 'list', '--cluster', 'fake')).toMatchObject({ code: 0, err: '' })
  expect(asked).toEqual(['POST /maintenance {"duration":"30m","reason":"new nodes","probes":[]}', 'GET /maintenance '])
})

test('a test page goes to the Alertmanager of the cluster', async () => {
  let ended = 0
  const posted: string[] = []
  await standsIn(ALERTMANAGER, async (request, response) => {
    if (request.method === 'POST') {
      posted.push(await text(request))
      ended += 1
    }
    response.end(request.url === '/metrics' ? `alertmanager_notification_latency_seconds_count ${ended}\n` : '{}')
  })
  const { code, out } = await run(page, 'test', '--cluster')
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('was taken by its receivers') })
  // It is sent, and ended again.
  expect(posted.length).toBe(2)
})

test.each<[string, string[], () => void | Promise<void>, string]>([
  [
    'no pod',
    ['--cluster'],
    () => undefined,
    'No pod of status is ready in leadline of the cluster fake: `kubectl -n leadline get pods`',
  ],
  ['an unknown context', ['--cluster', 'fakes'], () => undefined, 'has no context “fakes”: did you mean fake?'],
  [
    'no right to forward a port',
    ['--cluster'],
    async () => {
      await standsIn(STATUS, json(DOCUMENT))
      fake.denied.add('get /pods/portforward leadline')
    },
    'The account of the context fake needs to list endpointslices, and to get and create pods/portforward, in leadline.',
  ],
  [
    'no right to list pods behind Services',
    ['--cluster'],
    () => {
      const message = 'endpointslices.discovery.k8s.io is forbidden'
      fake.answers.set('/apis/discovery.k8s.io/v1/namespaces/leadline/endpointslices', {
        status: 403,
        body: { message },
      })
    },
    'Cannot list EndpointSlice in leadline: endpointslices.discovery.k8s.io is forbidden\nThe account of the context fake needs',
  ],
  [
    'a pod that does not listen',
    ['--cluster'],
    async () => standsIn(STATUS, await freePort()),
    'The status page does not answer',
  ],
])('%s is said, and nothing else happens', async (_, argv, arrange, said) => {
  await arrange()
  const { code, out, err } = await run(status, ...argv)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain(said)
})

test('without a kubeconfig that is said', async () => {
  const { code, err } = await runQuietly(status, ['--cluster'], { env: { HOME: '/nowhere' } })
  expect({ code, err }).toEqual({ code: 1, err: 'There is no kubeconfig: set KUBECONFIG\n' })
})
