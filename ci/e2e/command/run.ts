import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { applyObject, clusterUid, listObjects, readObject } from '../../../adapters/kubernetes/objects.ts'
import { namespacesOf } from '../../../k8s/render/values.ts'
import type { CommandIo } from '../../../lib/command/command.ts'
import { count } from '../../../lib/count.ts'
import { textAt } from '../../../lib/json/path.ts'
import { type KubernetesObject, nameOfObject } from '../../../lib/kubernetes/object.ts'
import { checkDenied, checkProbes } from '../checks.ts'
import { policiesForDns } from '../cluster-dns.ts'
import { checkDeploys, endedAs } from '../deploys/check-deploys.ts'
import { type Deployer, releaseOf, withDeployer } from '../deploys/deployer.ts'
import { holdLease } from '../lease.ts'
import { groundObjects, runPods, scraperPod, strangerPod, strangerTargets, visitorPod } from '../pods.ts'
import { untilRunning } from '../readiness.ts'
import { FailedCheck, type Report } from '../report.ts'
import { untilRolledOut } from '../rolled-out.ts'
import { CLUSTER_KINDS, labelled, MANAGER, prefixOf, runSelector, visitorsOf } from '../run-objects.ts'
import { renderScene, type Scene, type TestImage } from '../scene.ts'
import { removeRun, sweep } from '../sweep.ts'
import { judgeRollout, visitorTally } from '../visitor.ts'

/** What one run is given. */
export interface RunInput {
  readonly cluster: Cluster
  readonly id: string
  readonly image: TestImage
  /** What runs in pods of the test. */
  readonly script: string
  readonly report: Report
  readonly io: CommandIo
  /** A file for every failed request of the visitors; none where absent. */
  readonly list: string | undefined
  readonly signal: AbortSignal
}

const RELEASES = ['first', 'second'] as const

/** One run from the sweep of others to the removal of its own; what failed stands in the report. */
export async function runOnce(input: RunInput): Promise<void> {
  const { cluster, id, report } = input
  await report.check('what is left of runs that ended is removed', async () => {
    const swept = await sweep(cluster)
    return swept.length === 0 ? 'nothing was left' : swept.join(', ')
  })
  await applyObject(cluster, labelled(namespaceObject(visitorsOf(id)), id), MANAGER)
  const lease = await holdLease(cluster, id)
  const signal = AbortSignal.any([input.signal, lease.lost])
  try {
    await runChecks({ ...input, signal })
  } catch (error) {
    if (!signal.aborted) throw error
    report.say(lease.lost.aborted ? 'The Lease could not be renewed: the run ends.' : 'Asked to end.')
  } finally {
    lease.stop()
    await report.check('all that the run made is removed', async () => {
      await removeRun(cluster, id)
      return remains(cluster, id)
    })
  }
}

async function runChecks(input: RunInput): Promise<void> {
  const { cluster, id, image, report, script, signal } = input
  const scene = await renderScene(cluster, id, image, RELEASES[0])
  for (const what of scene.skipped) report.skip(what)
  const { namespace, monitoringNamespace } = namespacesOf({ prefix: prefixOf(id) })
  const dns = await policiesForDns(cluster, [namespace, monitoringNamespace])
  if (dns.length > 0)
    report.skip('our policy for DNS: that of this cluster is not in pods on port 53, and is let through by address')
  const ground = [...scene.platform, ...dns, ...groundObjects(id, script)]
  const isApplied = await report.check(
    'the platform set is applied',
    async () => `${count(await applyAll(cluster, ground), 'object')} are new`,
  )
  if (!isApplied) return
  if (scene.ingressAddress === undefined) {
    report.skip('deploys: the gate has nothing to ask without an ingress')
    await withoutDeploys(input, scene, ground)
    return
  }
  const deployer = { cluster, id, platformHash: scene.platformHash, objects: scene.release, io: input.io, signal }
  const say = (line: string): void => report.say(`  ${line}`)
  await withDeployer({ ...deployer, say, uid: await clusterUid(cluster) }, each =>
    withDeploys(input, scene, ground, each),
  )
}

/** The whole way of a release, by the deployer itself. */
async function withDeploys(
  input: RunInput,
  scene: Scene,
  ground: readonly KubernetesObject[],
  deployer: Deployer,
): Promise<void> {
  const { cluster, id, image, report, signal } = input
  const render = async (name: string) => (await renderScene(cluster, id, image, name)).release
  const first = releaseOf(RELEASES[0], scene.release)
  const isOut = await report.check('the first release is out', async () =>
    endedAs(await deployer.deploy(first), 'done', /./),
  )
  if (!isOut) return
  await report.check('the same again is nothing to do', async () =>
    endedAs(await deployer.deploy(first), 'nothing-to-do', /./),
  )
  await report.check('applied again, nothing changes', () => applyTwice(cluster, ground, signal))
  if (!(await checkFlows(input, scene))) return
  await checkRollout(input, async () => {
    const outcome = await deployer.deploy(releaseOf(RELEASES[1], await render(RELEASES[1])))
    return endedAs(outcome, 'done', /./)
  })
  await checkDeploys({ cluster, id, report, signal, deployer, render, list: input.list })
}

/** What can be seen of a release that is only applied. */
async function withoutDeploys(input: RunInput, scene: Scene, ground: readonly KubernetesObject[]): Promise<void> {
  const { cluster, id, image, report, signal } = input
  const isReady = await report.check('every Deployment is ready', () => rollOut(cluster, scene.release, signal))
  if (!isReady) return
  await report.check('applied again, nothing changes', () => applyTwice(cluster, [...ground, ...scene.release], signal))
  await checkFlows(input, scene)
  await checkRollout(input, async () => {
    const names = await rollOut(cluster, (await renderScene(cluster, id, image, RELEASES[1])).release, signal)
    return `every pod of ${names} is of the new release`
  })
}

/** Applies a release and waits until its Deployments have rolled out; gives their names. */
async function rollOut(cluster: Cluster, objects: readonly KubernetesObject[], signal: AbortSignal): Promise<string> {
  const { date: since } = await cluster.ask('/version')
  await applyAll(cluster, objects)
  const deployments = objects.filter(({ kind }) => kind === 'Deployment')
  await untilRolledOut(cluster, deployments, since, signal)
  return deployments.map(({ metadata }) => metadata.name).join(', ')
}

async function applyAll(cluster: Cluster, objects: readonly KubernetesObject[]): Promise<number> {
  let added = 0
  for (const object of objects) if ((await applyObject(cluster, object, MANAGER)).isNew) added += 1
  return added
}

/** Controllers write states at any moment, which gives another version too: only one that comes again is a change of ours. */
async function applyTwice(
  cluster: Cluster,
  objects: readonly KubernetesObject[],
  signal: AbortSignal,
): Promise<string> {
  const changes = async (object: KubernetesObject): Promise<boolean> => {
    const before = textAt(await readObject(cluster, object), 'metadata', 'resourceVersion')
    return (await applyObject(cluster, object, MANAGER)).resourceVersion !== before
  }
  for (const object of objects) {
    signal.throwIfAborted()
    if ((await changes(object)) && (await changes(object)) && (await changes(object))) {
      throw new FailedCheck(`${nameOfObject(object)} changes each time it is applied`)
    }
  }
  return count(objects.length, 'object')
}

/** Whether there are pods that ask, and what they find. */
async function checkFlows({ cluster, id, image, report, signal }: RunInput, scene: Scene): Promise<boolean> {
  const pods = runPods(id)
  let visitorAddress = ''
  const areRunning = await report.check('the pods of the test run', async () => {
    for (const pod of [visitorPod(id, image, scene), scraperPod(id, image)]) await applyObject(cluster, pod, MANAGER)
    visitorAddress = await untilRunning(cluster, pods.visitor, signal)
    await applyObject(cluster, strangerPod(id, image, visitorAddress), MANAGER)
    await untilRunning(cluster, pods.stranger, signal)
    await untilRunning(cluster, pods.scraper, signal)
    return Object.values(pods)
      .map(({ name }) => name)
      .join(', ')
  })
  if (!areRunning) return false
  const paths = scene.ingressAddress === undefined ? ['app'] : ['ingress', 'app']
  await report.check('probes count on the paths that exist', () => checkProbes(cluster, pods.scraper, paths, signal))
  const targets = strangerTargets(id, visitorAddress)
  let isEnforced = true
  await report.check('a denied flow is refused', async () => {
    const found = await checkDenied(cluster, pods.stranger, targets, signal)
    isEnforced = found !== undefined
    return found ?? 'not judged'
  })
  if (!isEnforced) report.skip('a denied flow: the cluster does not enforce network policies')
  return true
}

/** A rollout while visitors ask; `roll` does it, and says how it went. */
async function checkRollout({ cluster, id, report }: RunInput, roll: () => Promise<string>): Promise<void> {
  const { visitor } = runPods(id)
  await report.check('a rollout under load fails no request', async () => {
    const before = await visitorTally(cluster, visitor)
    if (before.answered === 0) throw new FailedCheck(`no request was answered before it: ${before.failures.join('; ')}`)
    const start = performance.now()
    const how = await roll()
    const after = await visitorTally(cluster, visitor)
    return `${judgeRollout(before, after, (performance.now() - start) / 1000, RELEASES[1])}; ${how}`
  })
}

/** Says that nothing is left, or throws with what is. */
async function remains(cluster: Cluster, id: string): Promise<string> {
  const lists = [...CLUSTER_KINDS, ['v1', 'Namespace'] as const].map(kind =>
    listObjects(cluster, kind, { labels: runSelector(id) }),
  )
  const left = (await Promise.all(lists)).flat()
  if (left.length > 0) throw new FailedCheck(`${left.map(nameOfObject).join(', ')} are left`)
  return 'nothing is left'
}

function namespaceObject(name: string): KubernetesObject {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
}
