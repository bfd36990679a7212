import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { lacksRegistry, registryNote, type TestRegistry } from '../../adapters/registry/registry.testkit.ts'
import type { Site } from '../../k8s/site/model.ts'
import type { Json } from '../../lib/lint/fixture.testkit.ts'
import { selectFacts } from './core/fact.ts'
import { examinePlace } from './doctor.ts'
import { FACTS } from './facts/facts.ts'
import { dockerConfig, type Installation, STATUS_LOG, startInstallation } from './installation.testkit.ts'
import type { Place } from './place/place.ts'

let there: Installation
beforeAll(async () => {
  there = await startInstallation()
})
afterAll(() => there.close())

let undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.reverse()) await step()
  undo = []
})

/** The finding of one fact, after all that come before it. */
async function findingOf(id: string, place: Place) {
  const examined = await examinePlace(selectFacts(FACTS, [id]), place)
  return examined.find(one => one.id === id)?.finding
}

test('of a whole installation every fact is good', async () => {
  const asked = FACTS.filter(({ id }) => !lacksRegistry || !OF_REGISTRY.includes(id))
  const examined = await examinePlace(asked, there.place())
  expect(examined.filter(({ finding }) => finding.state !== 'good')).toEqual([])
  expect(examined.map(({ id }) => id)).toEqual(asked.map(({ id }) => id))
})

/** Changes one object of the cluster until the end of the test. */
function change(path: string, edit: (object: Json) => unknown): void {
  const { objects } = there.fake
  const before = objects.get(path)
  expect(before, path).toBeDefined()
  undo.push(() => objects.set(path, before as Record<string, unknown>))
  const edited = edit(structuredClone(before))
  if (edited === undefined) objects.delete(path)
  else objects.set(path, edited as Record<string, unknown>)
}

/** What a path of the API server answers until the end of the test. */
function answer(path: string, status: number, body: unknown, type = 'application/json'): void {
  const { answers } = there.fake
  const before = answers.get(path)
  undo.push(() => (before === undefined ? answers.delete(path) : answers.set(path, before)))
  answers.set(path, { status, body, type })
}

function inside(place: string, status: number, body: string): void {
  const before = there.inside.get(place)
  undo.push(() => before && there.inside.set(place, before))
  there.inside.set(place, (_, response) => response.writeHead(status).end(body))
}

function visit(listener: Installation['visit']): void {
  const before = there.visit
  undo.push(() => {
    there.visit = before
  })
  there.visit = listener
}

const NAMESPACES = '/api/v1/namespaces'
const AHEAD_MILLISECONDS = 300_000

/** What breaks each fact, and what it says then. */
type Fault = readonly [
  id: string,
  name: string,
  breaks: () => PlaceChange | undefined | Promise<undefined>,
  says: RegExp,
  mend: RegExp,
]
type PlaceChange = Parameters<Installation['place']>[0]

const FAULTS: readonly Fault[] = [
  [
    'api',
    'an API server that is down',
    () => kubeconfig('http://127.0.0.1:1'),
    /does not answer: nothing listens there/,
    /systemctl status k3s/,
  ],
  [
    'api',
    'a page of a proxy',
    () => void answer('/version', 200, '<html><title>Log in</title>', 'text/html'),
    /is no API server: 200 with the page “Log in”/,
    /address and port/,
  ],
  [
    'api',
    'a version that is far away',
    () => void answer('/version', 200, { gitVersion: 'v1.20.4+k3s1' }),
    /v1\.20\.4\+k3s1 .* too far away/,
    /upgrade k3s/,
  ],
  [
    'kubeconfig',
    'a kubeconfig that is not there',
    () => ({ env: { KUBECONFIG: '/nowhere' } }),
    /there is no such file/,
    /k3s\.yaml/,
  ],
  ['kubeconfig', 'none at all', () => ({ env: { HOME: '/nowhere' } }), /There is no kubeconfig/, /export KUBECONFIG/],
  [
    'login',
    'a token that has expired',
    () => void answer(REVIEW, 401, { kind: 'Status', message: 'Unauthorized' }),
    /does not accept the login of the context fake/,
    /take the kubeconfig again/,
  ],
  [
    'login',
    'no token',
    () => void answer(REVIEW, 201, { status: { userInfo: { username: 'system:anonymous' } } }),
    /for no one/,
    /take the kubeconfig again/,
  ],
  [
    'same-cluster',
    'another cluster',
    () => void change(`${NAMESPACES}/kube-system`, one => ({ ...one, metadata: { ...one.metadata, uid: 'f' } })),
    /another cluster: k8s\/site\.yaml names 0b0b/,
    /right cluster/,
  ],
  [
    'clock',
    'a clock five minutes ahead',
    () => void ahead(AHEAD_MILLISECONDS),
    /\d+ s ahead of this machine/,
    /timedatectl/,
  ],
  [
    'clock',
    'a clock five minutes behind',
    () => void ahead(-AHEAD_MILLISECONDS),
    /\d+ s behind this machine/,
    /timedatectl/,
  ],
  [
    'nodes',
    'a node that is not ready',
    () => void change('/api/v1/nodes/node-1', one => ({ ...one, status: { ...one.status, conditions: [] } })),
    /node-1 is not ready/,
    /describe node node-1/,
  ],
  [
    'nodes',
    'a node at another address',
    () =>
      void change('/api/v1/nodes/node-1', one => ({
        ...one,
        status: { ...one.status, addresses: [{ address: '192.0.2.9' }] },
      })),
    /no node has the address 127\.0\.0\.3/,
    /cluster\.nodes/,
  ],
  [
    'nodes',
    'a node of another processor',
    () =>
      void change('/api/v1/nodes/node-1', one => ({
        ...one,
        status: { ...one.status, nodeInfo: { architecture: 'riscv64' } },
      })),
    /a node is riscv64/,
    /images\.platforms/,
  ],
  [
    'node-clocks',
    'a node five minutes ahead',
    () => void change(`${LEASES}/node-1`, renewed(AHEAD_MILLISECONDS)),
    /the clock of node-1 is \d+ s ahead/,
    /node-1/,
  ],
  [
    'node-clocks',
    'a node that is not heard any more',
    () => void change(`${LEASES}/node-1`, renewed(-AHEAD_MILLISECONDS)),
    /node-1 was last heard \d+ s ago/,
    /node-1/,
  ],
  [
    'kinds',
    'a cluster without Traefik',
    () => void answer('/apis/traefik.io/v1alpha1', 404, '404 page not found\n', 'text/plain'),
    /does not know traefik\.io\/v1alpha1 Middleware/,
    /disable: traefik/,
  ],
  [
    'rights',
    'a verb less',
    () => void deny('patch apps/deployments leadline'),
    /may not patch deployments\.apps in leadline/,
    /cluster rights/,
  ],
  [
    'platform',
    'no platform',
    () => void change(`${NAMESPACES}/leadline/configmaps/platform`, () => undefined),
    /has no platform set/,
    /render -- platform --apply/,
  ],
  [
    'platform',
    'another platform',
    () => void change(`${NAMESPACES}/leadline/configmaps/platform`, one => ({ ...one, data: { hash: 'older' } })),
    /the cluster has older/,
    /render -- platform --apply/,
  ],
  [
    'traefik-buckets',
    'no Traefik',
    () => void change(`${NAMESPACES}/kube-system/pods/traefik-1`, () => undefined),
    /no Traefik runs/,
    /disable: traefik/,
  ],
  [
    'traefik-buckets',
    'Traefik’s own bounds',
    () =>
      void inside(
        'kube-system/traefik',
        200,
        'traefik_entrypoint_request_duration_seconds_bucket{code="200",le="0.1"} 1\n',
      ),
    /does not count by .*0\.3.* s/,
    /helm-install-traefik/,
  ],
  [
    'traefik-buckets',
    'an app without pods as 404',
    () => void change(`${NAMESPACES}/kube-system/pods/traefik-1`, withoutEmptyServices),
    /answers 404 for an app without pods/,
    /helm-install-traefik/,
  ],
  [
    'hand-made',
    'a secret that nobody made',
    () => void change(`${NAMESPACES}/leadline-monitoring/secrets/receivers`, () => undefined),
    /Secret leadline-monitoring\/receivers is not there/,
    /kubectl -n leadline-monitoring create secret generic receivers .*--from-file=telegram-token=FILE/,
  ],
  [
    'hand-made',
    'a secret without a key',
    () =>
      void change(`${NAMESPACES}/leadline-monitoring/secrets/receivers`, one => ({
        ...one,
        data: { 'telegram-token': 'x' },
      })),
    /has no key smtp-password/,
    /smtp-password=FILE/,
  ],
  ['release', 'no release', () => void withoutDeployments(), /nothing of the release/, /render -- release --apply/],
  ['release', 'a Deployment that hangs', () => void unavailable(), /image/, /npm run diagnose/],
  [
    'names-inside',
    'a DNS without pods',
    () => void change(`${SLICES}/kube-dns-x`, () => undefined),
    /no pod of the cluster’s DNS is ready/,
    /k8s-app=kube-dns/,
  ],
  [
    'names',
    'a name that does not resolve',
    async () => served({}),
    /www\.example\.org.*: DNS has no address/,
    /add A records/,
  ],
  [
    'names',
    'a name that leads elsewhere',
    async () => served({ ...names('127.0.0.1'), 'www.example.org': ['192.0.2.7'] }),
    /www\.example\.org: leads to 192\.0\.2\.7/,
    /www\.example\.org → 127\.0\.0\.1/,
  ],
  [
    'names',
    'a DNS that fails',
    async () => served({ ...names('127.0.0.1'), 'www.example.org': 'SERVFAIL' }),
    /DNS does not answer \(ESERVFAIL\)/,
    /add A records/,
  ],
  [
    'ingress',
    'a node that is dead',
    () => ({ site: site => ({ ...site, nodes: ['127.0.0.2', '127.0.0.77'] }) }),
    /not every node answers: 127\.0\.0\.77: .*ECONNREFUSED/,
    /port 80/,
  ],
  [
    'edge',
    'an edge that is not started',
    () => ({ ports: { https: 1 } }),
    /127\.0\.0\.1: .*ECONNREFUSED/,
    /sh install\.sh/,
  ],
  [
    'certificate',
    'a certificate that ends',
    () => ({ now: () => new Date(Date.now() + 80 * 86_400_000) }),
    /it ends in 9 days/,
    /certificate\.sh/,
  ],
  [
    'certificate',
    'another authority',
    () => ({ site: site => ({ ...site, reach: 'public' }) }),
    /this machine does not know its authority/,
    /certificate\.sh/,
  ],
  [
    'certificate',
    'other names',
    () => ({ site: site => ({ ...site, names: { ...site.names, grafana: 'other.example.org' } }) }),
    /other\.example\.org: it is for other names/,
    /certificate\.sh/,
  ],
  [
    'site-answers',
    'an app without pods',
    () => void visit((_, response) => response.writeHead(503).end('no available server')),
    /503.*no pod of the app is ready/,
    /get pods/,
  ],
  [
    'site-answers',
    'no route',
    () => void visit((_, response) => response.writeHead(404).end('404 page not found')),
    /Traefik has no route/,
    /get ingress/,
  ],
  [
    'site-answers',
    'an app that does not sign',
    () => void visit((_, response) => response.end('hello')),
    /does not say that it is the app/,
    /app\.unsigned/,
  ],
  [
    'client-address',
    'a Traefik that does not trust the edge',
    () => void logged('127.0.0.1'),
    /it does not trust the edge/,
    /platform --apply/,
  ],
  [
    'client-address',
    'a load balancer that hides the edge',
    () => void logged('10.42.0.1'),
    /a pod sees 10\.42\.0\.1/,
    /externalTrafficPolicy: Local/,
  ],
  [
    'client-address',
    'an edge with another address',
    () => void logged('203.0.113.7, 10.0.0.9'),
    /asked from 10\.0\.0\.9/,
    /write 10\.0\.0\.9 to edge\.address/,
  ],
  [
    'prober',
    'a hop that is broken',
    () => void inside('leadline/prober', 200, '{"domain":"ingress","evidence":["Traefik does not answer."]}'),
    /it names ingress: Traefik does not answer/,
    /ingress/,
  ],
  [
    'prober',
    'probes that were rejected',
    () => void inside('leadline/prober', 200, '{"domain":"none","rejected":{"problems":["probes.yaml:3"]}}'),
    /rejected the probes: probes\.yaml:3/,
    /release --apply/,
  ],
  [
    'prometheus',
    'a target that is down',
    () =>
      void inside(
        'leadline-monitoring/prometheus',
        200,
        '{"data":{"activeTargets":[{"health":"down","scrapeUrl":"http://x/metrics","lastError":"refused"}]}}',
      ),
    /1 of 1 targets are down: http:\/\/x\/metrics refused/,
    /networkpolicy/,
  ],
  [
    'alertmanager',
    'an Alertmanager that is not ready',
    () => void inside('leadline-monitoring/alertmanager', 503, 'not ready'),
    /it answers 503 not ready/,
    /logs/,
  ],
  [
    'grafana',
    'a Grafana without its database',
    () => void inside('leadline-monitoring/grafana', 200, '{"database":"failing"}'),
    /its database is failing/,
    /logs/,
  ],
  [
    'heartbeat',
    'no alert that always fires',
    () => void inside('leadline-monitoring/alertmanager', 200, '[]'),
    /does not have Watchdog/,
    /watchdog\.md/,
  ],
  [
    'heartbeat',
    'notifications that fail',
    () =>
      void heartbeats(
        'alertmanager_notifications_total{integration="webhook"} 9\nalertmanager_notifications_failed_total{integration="webhook"} 4\n',
      ),
    /4 of 9 notifications failed/,
    /alertmanager/,
  ],
]

test.each(FAULTS)('%s fails with %s', async (id, _, breaks, says, mend) => {
  const finding = await findingOf(id, there.place((await breaks()) ?? {}))
  expect(finding).toMatchObject({ state: 'bad', says: expect.stringMatching(says), mend: expect.stringMatching(mend) })
})

test('of what Prometheus has not scraped yet nothing can be said, and of nothing to scrape that it is wrong', async () => {
  inside('leadline-monitoring/prometheus', 200, '{"data":{"activeTargets":[{"health":"up"},{"health":"unknown"}]}}')
  expect(await findingOf('prometheus', there.place())).toMatchObject({
    state: 'unchecked',
    says: expect.stringContaining('1 of 2'),
  })
  inside('leadline-monitoring/prometheus', 200, '{"data":{"activeTargets":[]}}')
  expect(await findingOf('prometheus', there.place())).toMatchObject({ state: 'bad' })
})

test('a DNS that answers nothing at all is said as that, and not as records that are missing', async () => {
  await served(Object.fromEntries(Object.values(there.site.names).map(name => [name, 'SERVFAIL'])))
  expect(await findingOf('names', there.place())).toMatchObject({
    state: 'bad',
    mend: expect.stringContaining('/etc/resolv.conf'),
  })
})

test('every fact has a fault by which it fails, but for those of the files, which have their own tests', () => {
  const tested = new Set(FAULTS.map(([id]) => id))
  expect(FACTS.map(({ id }) => id).filter(id => !tested.has(id))).toEqual([
    'site',
    'images-pinned',
    'manifests',
    'images',
    'pull-secret',
  ])
})

const REVIEW = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices'
const DEPLOYMENTS = '/apis/apps/v1/namespaces/leadline/deployments'

const names = (address: string) =>
  Object.fromEntries(Object.values(there.site.names).map(name => [name, [address]] as const))

async function served(answers: Parameters<Installation['serveNames']>[0]): Promise<undefined> {
  undo.push(() => there.serveNames(names('127.0.0.1')))
  await there.serveNames(answers)
}

function ahead(milliseconds: number): void {
  undo.push(() => {
    there.fake.clockAhead = 0
  })
  there.fake.clockAhead = milliseconds
}

function renewed(milliseconds: number) {
  return (lease: Json) => ({ ...lease, spec: { renewTime: new Date(Date.now() + milliseconds).toISOString() } })
}

function deny(right: string): void {
  undo.push(() => there.fake.denied.delete(right))
  there.fake.denied.add(right)
}

function withoutEmptyServices(pod: Json) {
  const [container] = pod.spec.containers
  return { ...pod, spec: { containers: [{ ...container, args: container.args.slice(0, 1) }] } }
}

function withoutDeployments(): void {
  for (const name of ['app', 'prober', 'status']) change(`${DEPLOYMENTS}/${name}`, () => undefined)
}

function unavailable(): void {
  const uid = 'the-app'
  change(`${DEPLOYMENTS}/app`, one => ({
    ...one,
    metadata: { ...one.metadata, uid },
    status: { ...one.status, availableReplicas: 0 },
  }))
  const labels = { 'app.kubernetes.io/name': 'app', track: 'stable' }
  const owned = (owner: string) => ({ labels, ownerReferences: [{ uid: owner }] })
  add('/apis/apps/v1/namespaces/leadline/replicasets/app-1', { metadata: { name: 'app-1', uid: 'set', ...owned(uid) } })
  const state = { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "x"' } }
  add(`${NAMESPACES}/leadline/pods/app-1-x`, {
    metadata: { name: 'app-1-x', uid: 'pod', ...owned('set') },
    spec: { containers: [{ name: 'app' }] },
    status: { containerStatuses: [{ name: 'app', ready: false, state }] },
  })
}

/** An object of the cluster until the end of the test. */
function add(path: string, object: Record<string, unknown>): void {
  there.fake.objects.set(path, object)
  undo.push(() => there.fake.objects.delete(path))
}

/** Lets a pod see requests come by this way. */
function logged(forwardedFor: string): void {
  visit((request, response) => {
    const line = { requestId: request.headers['x-request-id'], forwardedFor }
    there.fake.answers.set(STATUS_LOG, { status: 200, body: JSON.stringify(line), type: 'text/plain' })
    response.writeHead(200, { 'x-served-by': 'app' }).end()
  })
}

function heartbeats(metrics: string): void {
  const before = there.inside.get('leadline-monitoring/alertmanager')
  undo.push(() => before && there.inside.set('leadline-monitoring/alertmanager', before))
  there.inside.set('leadline-monitoring/alertmanager', (request, response) =>
    request.url === '/metrics' ? response.end(metrics) : before?.(request, response),
  )
}

const folder = mkdtempSync(path.join(tmpdir(), 'leadline-doctor-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A kubeconfig of this server. */
function kubeconfig(server: string): PlaceChange {
  const file = path.join(folder, 'config')
  const config = {
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: { token: 'a-token-that-is-secret' } }],
    contexts: [{ name: 'one', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'one',
  }
  writeFileSync(file, JSON.stringify(config))
  return { env: { KUBECONFIG: file } }
}

describe('what is no failure', () => {
  test.each([
    ['prometheus', 'leadline-monitoring/prometheus'],
    ['alertmanager', 'leadline-monitoring/alertmanager'],
    ['grafana', 'leadline-monitoring/grafana'],
  ])('%s that is not installed yet', async (id, place) => {
    const [namespace = '', service = ''] = place.split('/')
    change(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices/${service}-x`, () => undefined)
    expect(await findingOf(id, there.place())).toEqual({ state: 'absent', says: 'not installed yet' })
  })

  test('secrets that may not be read', async () => {
    const refusal = { kind: 'Status', message: 'secrets "receivers" is forbidden' }
    for (const place of [
      'leadline/secrets/registry',
      'leadline-monitoring/secrets/registry',
      'leadline-monitoring/secrets/receivers',
    ])
      answer(`${NAMESPACES}/${place}`, 403, refusal)
    expect(await findingOf('hand-made', there.place())).toEqual({
      state: 'unchecked',
      says: 'no right to read secrets: leadline/registry, leadline-monitoring/registry, leadline-monitoring/receivers',
    })
  })

  test('nodes that may not be listed', async () => {
    answer('/api/v1/nodes', 403, { kind: 'Status', message: 'nodes is forbidden' })
    expect(await findingOf('nodes', there.place())).toEqual({ state: 'unchecked', says: 'no right to list Node' })
  })

  test('pods behind a Service that may not be listed', async () => {
    answer('/apis/discovery.k8s.io/v1/namespaces/leadline/endpointslices', 403, {
      kind: 'Status',
      message: 'forbidden',
    })
    expect(await findingOf('prober', there.place())).toMatchObject({ state: 'unchecked' })
  })

  test('ports of pods that may not be forwarded, which is only known when one is', async () => {
    deny('get /pods/portforward leadline')
    expect(await findingOf('prober', there.place())).toEqual({
      state: 'unchecked',
      says: expect.stringMatching(/^no right to forward port \d+ of leadline\/prober-1$/),
    })
  })

  test.each(['v1.34.6+k3s1', 'v1.33.5-gke.800', 'v1.34.0-rc.1+rke2r1'])(
    'the version %s of a distribution',
    async gitVersion => {
      answer('/version', 200, { gitVersion, major: '1', minor: '34+' })
      expect(await findingOf('api', there.place())).toMatchObject({
        state: 'good',
        says: expect.stringContaining(`Kubernetes ${gitVersion} answers`),
      })
    },
  )

  test('a deployer, who may not apply the platform', async () => {
    deny('create rbac.authorization.k8s.io/clusterroles ')
    expect(await findingOf('rights', there.place())).toMatchObject({
      state: 'good',
      says: expect.stringContaining('may apply the release, and not the platform'),
    })
  })
})

const OF_REGISTRY = ['images', 'pull-secret']

describe.skipIf(lacksRegistry)(`a real registry${registryNote}`, () => {
  const registry = () => there.registry as TestRegistry

  test('images fails with a digest that was cleaned away', async () => {
    const site = (one: Site): Site => ({
      ...one,
      images: { ...one.images, leadline: one.images.leadline.replace(/[0-9a-f]{64}$/, 'f'.repeat(64)) },
    })
    expect(await findingOf('images', there.place({ site }))).toMatchObject({
      state: 'bad',
      says: expect.stringContaining('has no image'),
    })
  })

  test('images fails with a processor that it is not there for', async () => {
    const site = (one: Site): Site => ({ ...one, images: { ...one.images, platforms: ['riscv64'] } })
    expect(await findingOf('images', there.place({ site }))).toMatchObject({
      state: 'bad',
      says: expect.stringContaining('not there for linux/riscv64'),
    })
  })

  test('images is not checked by a machine that has no login, and no failure', async () => {
    const finding = await findingOf('images', there.place({ env: there.fake.env }))
    expect(finding).toMatchObject({ state: 'unchecked', says: expect.stringContaining('this machine has no login') })
  })

  test('pull-secret fails with a password that the registry refuses, and does not print it', async () => {
    change(`${NAMESPACES}/leadline/secrets/registry`, one => ({
      ...one,
      data: { '.dockerconfigjson': dockerConfig(registry(), 'another-secret') },
    }))
    const finding = await findingOf('pull-secret', there.place())
    expect(finding).toMatchObject({ state: 'bad', says: expect.stringContaining('refuses the login') })
    expect(JSON.stringify(finding)).not.toContain('another-secret')
  })

  test('pull-secret fails with a secret for another registry', async () => {
    const data = { '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64') }
    change(`${NAMESPACES}/leadline/secrets/registry`, one => ({ ...one, data }))
    expect(await findingOf('pull-secret', there.place())).toMatchObject({
      state: 'bad',
      says: expect.stringContaining('only to those who log in'),
    })
  })

  test('pull-secret fails where the site names none and the registry asks for one', async () => {
    const site = (one: Site): Site => ({ ...one, images: { ...one.images, pullSecret: undefined } })
    const place = there.place({ site })
    const own = FACTS.filter(({ id }) => id === 'pull-secret').map(fact => ({ ...fact, after: [] }))
    const [examined] = await examinePlace(own, place)
    expect(examined?.finding).toMatchObject({
      state: 'bad',
      says: expect.stringContaining('names no images.pull_secret'),
    })
  })

  test('pull-secret is not checked where secrets may not be read', async () => {
    const refusal = { kind: 'Status', message: 'secrets "registry" is forbidden' }
    answer(`${NAMESPACES}/leadline/secrets/registry`, 403, refusal)
    expect(await findingOf('pull-secret', there.place())).toEqual({
      state: 'unchecked',
      says: 'no right to get Secret registry in leadline',
    })
  })
})

test('a login that ends in the middle is said once, of the login, and what it kept from being asked is named', async () => {
  answer('/api/v1/nodes', 401, { kind: 'Status', message: 'Unauthorized' })
  const examined = await examinePlace(FACTS, there.place())
  expect(examined.filter(({ finding }) => finding.state === 'bad').map(({ id }) => id)).toEqual(['login'])
  expect(examined.find(({ id }) => id === 'nodes')?.finding).toEqual({ state: 'unreached', cause: 'login' })
})

test('without an API server one fact is bad, and all that it hides is not reached', async () => {
  const examined = await examinePlace(FACTS, there.place(kubeconfig('http://127.0.0.1:1')))
  const bad = examined.filter(({ finding }) => finding.state === 'bad')
  expect(bad.map(({ id }) => id)).toEqual(['api'])
  const hidden = examined.filter(({ finding }) => finding.state === 'unreached')
  expect(new Set(hidden.map(({ finding }) => (finding.state === 'unreached' ? finding.cause : '')))).toEqual(
    new Set(['api']),
  )
  expect(hidden.length).toBeGreaterThan(15)
})

test('an IPv6 address of a node is the same in every spelling', async () => {
  change('/api/v1/nodes/node-1', one => ({
    ...one,
    status: { ...one.status, addresses: [{ address: 'fd00:0:0::11' }] },
  }))
  const site = (one: Site): Site => ({ ...one, nodes: ['127.0.0.2', 'fd00::11'] })
  expect(await findingOf('nodes', there.place({ site }))).toMatchObject({ state: 'good' })
})
