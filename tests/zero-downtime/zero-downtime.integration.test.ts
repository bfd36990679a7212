import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { milliseconds } from '../../lib/duration.ts'
import { seededRandom } from '../../lib/seeded-random.ts'
import { program, SITE_HOST, startEdge, type TestEdge } from '../../services/edge/edge.testkit.ts'
import { renderSloList } from '../../services/web/core/slo-list.ts'
import { createDeployment, type Deployment } from './deployment.testkit.ts'
import { type FakeIngress, startFakeIngress } from './fake-ingress.testkit.ts'
import { type Listeners, startListeners } from './listeners.testkit.ts'
import type { Pod } from './pods.testkit.ts'
import { appRollout, type RolloutPlan } from './rollout-plan.testkit.ts'
import { startVisitors, untilAnswered, type Visit, type Visitors } from './visitors.testkit.ts'

const SHOP_HOST = 'shop.localhost'
const STREAMS = 100
/** What kube-proxy and Traefik take to hear of a change, in milliseconds: two to five seconds at the pace of the test. */
const LAG = { least: 200, most: 500 }

const BOTH: ReadonlySet<Visit['method']> = new Set(['GET', 'POST'])
const VISITS: readonly Visit[] = [
  { host: SITE_HOST, method: 'GET', path: '/' },
  { host: SHOP_HOST, method: 'POST', path: '/orders' },
  { host: SITE_HOST, method: 'GET', path: '/status.json' },
  { host: SHOP_HOST, method: 'GET', path: '/?ms=20' },
  // Longer than a pod sleeps before its end.
  { host: SHOP_HOST, method: 'POST', path: '/orders?ms=1500' },
]

let folder = ''
let plan: RolloutPlan
let edge: TestEdge
let ingresses: readonly FakeIngress[] = []
let listeners: Listeners
const deployments = new Map<string, Deployment>()
let releases = 0

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-rollout-'))
  await writeFile(path.join(folder, 'slos.json'), renderSloList(exampleContext.slos))
  plan = await appRollout()
  const random = seededRandom(7)
  const lag = () => milliseconds(LAG.least + random() * (LAG.most - LAG.least))
  ingresses = await Promise.all([startFakeIngress(lag), startFakeIngress(lag)])
  const hosts = [SITE_HOST, SHOP_HOST]
  const servers = [program('site', { host: SITE_HOST }), program('shop', { host: SHOP_HOST, hasStreams: true })]
  edge = await startEdge(
    ingresses.map(({ address }) => address),
    { servers },
  )
  for (const host of hosts) {
    const changed = (pod: Pod): void => {
      for (const ingress of ingresses) ingress.changed(host, pod)
    }
    deployments.set(host, createDeployment(folder, changed))
  }
  await rollOut({})
  listeners = await startListeners(edge, SHOP_HOST, '/events', STREAMS)
})
afterAll(async () => {
  await listeners.leave()
  await Promise.all([...deployments.values()].map(deployment => deployment.stop({ ...plan, preStop: milliseconds(0) })))
  await edge.stop()
  await Promise.all(ingresses.map(ingress => ingress.close()))
  await rm(folder, { recursive: true, force: true })
})

/** What the containers run, each on its own: the app of the project as it is shipped, and one of an owner. */
function planOf(host: string, changes: Partial<RolloutPlan>): RolloutPlan {
  const common = { ...plan, ...changes }
  const cluster = { PROMETHEUS_URL: 'http://127.0.0.1:1', INTERNAL_PORT: '0', SLO_LIST: path.join(folder, 'slos.json') }
  const env = { ...plan.env, ...cluster, NODE_COMPILE_CACHE: path.join(folder, 'compile-cache') }
  if (host === SITE_HOST) return { ...common, env }
  const readiness = common.readiness && { ...common.readiness, path: '/ready' }
  return {
    ...common,
    readiness,
    command: ['node', 'tests/own-app/shop.js'],
    env: { SIGNED: '1', STARTS_IN: '600', ...changes.env },
  }
}

async function rollOut(changes: Partial<RolloutPlan>, signal?: NodeJS.Signals): Promise<string> {
  releases += 1
  const release = `r${releases}`
  const rollingOut = [...deployments].map(([host, deployment]) =>
    deployment.rollOut(release, planOf(host, changes), signal),
  )
  await Promise.all(rollingOut)
  return release
}

/** What a rollout does to visitors that come all the time. */
async function visitedDuring(
  rollout: () => Promise<string>,
): Promise<{ readonly visitors: Visitors; readonly release: string }> {
  await expect.poll(() => listeners.releases.length).toBe(STREAMS)
  listeners.reset()
  const visitors = startVisitors(edge, VISITS)
  await untilAnswered(visitors, 100)
  const release = await rollout()
  await expect.poll(() => new Set(listeners.releases)).toEqual(new Set([release]))
  await visitors.leave()
  return { visitors, release }
}

/** The methods of the visits that were lost, each once. */
function methodsOf(lost: Visitors['lost']): ReadonlySet<Visit['method']> {
  return new Set(lost.map(({ method }) => method))
}

/**
 * What visitors lose in rollouts with a fault, until both kinds of visit have met it: on a busy machine few of them come in the
 * few hundred milliseconds in which a rollout shows it.
 */
async function lostIn(changes: Partial<RolloutPlan>): Promise<Visitors['lost']> {
  const lost: Visitors['lost'][number][] = []
  for (let rollout = 0; rollout < 5; rollout += 1) {
    const { visitors } = await visitedDuring(() => rollOut(changes))
    lost.push(...visitors.lost)
    if (methodsOf(lost).size === BOTH.size) break
  }
  return lost
}

test('a rollout as the manifests have it loses no visit and tears no stream, however late the ingress hears of it', async () => {
  const { visitors, release } = await visitedDuring(() => rollOut({}))
  expect(visitors.lost).toEqual([])
  expect(visitors.answered.GET).toBeGreaterThan(200)
  expect(visitors.answered.POST).toBeGreaterThan(100)
  expect(listeners).toMatchObject({ torn: 0, refused: 0 })
  expect(listeners.reconnects).toBeGreaterThanOrEqual(STREAMS)
  expect(listeners.releases).toEqual(Array.from({ length: STREAMS }, () => release))
})

test('without the sleep before the end, visits go to pods that are gone', async () => {
  const lost = await lostIn({ preStop: milliseconds(0) })
  expect(methodsOf(lost)).toEqual(BOTH)
  expect(lost.map(({ instead }) => instead)).toContain('502 of ingress')
})

test('an app that ends at once takes with it the orders that it works on, and tears its streams', async () => {
  const { visitors } = await visitedDuring(() => rollOut({}, 'SIGKILL'))
  expect(methodsOf(visitors.lost)).toContain('POST')
  expect(listeners.torn).toBeGreaterThan(0)
})

test('without a readiness probe, visits go to pods that do not listen yet', async () => {
  // Longer than the news of its pod takes to the ingress.
  const env = { STARTS_IN: '2500' }
  const lost = await lostIn({ readiness: undefined, minReady: milliseconds(0), env })
  expect(methodsOf(lost)).toEqual(BOTH)
})

test('with all old pods taken away at once, there is none until the new ones are known', async () => {
  const { replicas: maxUnavailable } = plan
  const lost = await lostIn({ maxSurge: 0, maxUnavailable })
  expect(methodsOf(lost)).toEqual(BOTH)
  expect(lost.map(({ instead }) => instead)).toContain('503 of ingress')
})
