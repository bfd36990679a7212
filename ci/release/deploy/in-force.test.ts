import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { exampleRules } from './fake-monitoring.testkit.ts'
import { configMap, exampleRelease, type Installation, installation } from './scenario.testkit.ts'

const MONITORING = 'leadline-monitoring'

function rulesMap(expr: string): KubernetesObject {
  return configMap('rules', { 'web.rules.yaml': exampleRules(expr) }, MONITORING)
}

function boardMap(title: string): KubernetesObject {
  const board = { uid: 'leadline-home', title, tags: ['leadline'] }
  const map = configMap('leadline-home', { 'leadline-home.json': JSON.stringify(board) }, MONITORING)
  const labels = { 'app.kubernetes.io/component': 'dashboards' }
  return { ...map, metadata: { ...map.metadata, labels } }
}

/** An installation with a good release, whose rules and dashboards are in force. */
async function withGood(): Promise<Installation> {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1', [boardMap('Home')]))
  return here
}

const ofRules = exampleRelease('good', 'v1', [rulesMap('vector(2)'), boardMap('Home')])
const ofBoards = exampleRelease('good', 'v1', [boardMap('Start')])

test.each([
  ['rules', ofRules],
  ['dashboards', ofBoards],
] as const)('a push of %s waits until the kubelet has brought them', async (kind, release) => {
  const here = await withGood()
  here.monitoring.lagSeconds = 75
  const { exit, run } = await here.deploy(release)
  expect({ exit, kinds: run.kinds }).toEqual({ exit: 0, kinds: [kind] })
  expect(run.seconds.get('in-force')).toBeGreaterThanOrEqual(75)
  expect(run.seconds.get('in-force')).toBeLessThan(85)
  expect(run.notes).toContain(`The ${kind} of the release are in force.`)
})

test.each([
  ['rules', ofRules, /^The rules are applied, and not yet in force: Prometheus does not evaluate web\.rules\.yaml \(/],
  [
    'dashboards',
    ofBoards,
    /^The dashboards are applied, and not yet in force: Grafana’s leadline-home: title is "Home"/,
  ],
] as const)('a push of %s that are not in force after three minutes ends with 40', async (_, release, says) => {
  const here = await withGood()
  here.monitoring.lagSeconds = 1000
  const { exit, sentence, run } = await here.deploy(release)
  expect(exit).toBe(40)
  expect(sentence).toMatch(says)
  expect(run.seconds.get('in-force')).toBeCloseTo(180)
  here.monitoring.lagSeconds = 0
  expect((await here.deploy(release)).exit).toBe(0)
})

test.each([
  ['none', 0, /^The rules are applied; whether they are in force is not known: PROMETHEUS_URL names none\.$/],
  ['silent', 30, /^The rules are applied; whether they are in force is not known: Prometheus does not answer/],
] as const)('where Prometheus is %s, a push of rules is never good', async (presence, seconds, says) => {
  const here = await withGood()
  here.monitoring.prometheus = presence
  const { exit, sentence, run } = await here.deploy(ofRules)
  expect(exit).toBe(40)
  expect(sentence).toMatch(says)
  expect(run.seconds.get('in-force')).toBeCloseTo(seconds, -1)
  expect(run.entry?.state).toBe('unproven')
})

test('what the gate has judged is good also where nothing is known of its rules, which is said', async () => {
  const here = installation()
  here.monitoring.prometheus = 'none'
  const { exit, run } = await here.deploy(exampleRelease('good', 'v1'))
  expect(exit).toBe(0)
  expect(run.notes).toContain(
    'The rules are applied; whether they are in force is not known: PROMETHEUS_URL names none.',
  )
})

test('a release that the gate has judged good is not proven while its rules are not in force', async () => {
  const here = await withGood()
  here.monitoring.lagSeconds = 1000
  const { exit } = await here.deploy(exampleRelease('good', 'v2', [rulesMap('vector(3)'), boardMap('Home')]))
  expect(exit).toBe(40)
})

test('a way back waits for no rules', async () => {
  const here = await withGood()
  await here.deploy(exampleRelease('good', 'v2', [rulesMap('vector(3)'), boardMap('Home')]))
  here.monitoring.prometheus = 'silent'
  here.monitoring.lagSeconds = 1000
  const { exit, run } = await here.rollback()
  expect({ exit, seen: run.seconds.has('in-force') }).toEqual({ exit: 0, seen: false })
})

test('rules that do not say which they are, are not known to be in force', async () => {
  const here = await withGood()
  const plain = configMap('rules', { 'web.rules.yaml': 'groups: []\n' }, MONITORING)
  const { exit, sentence } = await here.deploy(exampleRelease('good', 'v1', [plain, boardMap('Home')]))
  expect(exit).toBe(40)
  expect(sentence).toContain('web.rules.yaml does not say which rules it has')
})
