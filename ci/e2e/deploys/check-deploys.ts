import { writeAtomically } from '../../../adapters/files/write-files.ts'
import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { namespacesOf } from '../../../k8s/render/values.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import type { EndName } from '../../release/core/deploy/states.ts'
import type { DeployOutcome } from '../../release/deploy/run-deploy.ts'
import { runPods } from '../pods.ts'
import { FailedCheck, type Report } from '../report.ts'
import { prefixOf } from '../run-objects.ts'
import { BAD_RELEASES, spoiled } from './bad-releases.ts'
import { cutOff } from './cut-off.ts'
import { type Deployer, releaseOf } from './deployer.ts'
import { attribute, attributedLines, attributedText, type SeenPod } from './failed-visits.ts'
import { watchPods } from './pod-watch.ts'
import { readAccessLog, readVisits } from './visit-logs.ts'

/** What the deploys of a run are made of. */
export interface DeploysInput {
  readonly cluster: Cluster
  readonly id: string
  readonly report: Report
  readonly signal: AbortSignal
  readonly deployer: Deployer
  /** A file for every failed request, a line each. */
  readonly list: string | undefined
  /** The objects of a good release with a name. */
  readonly render: (release: string) => Promise<readonly KubernetesObject[]>
}

/** Where a deployer is cut off: before the first request that fits. */
const CUTS: Readonly<Record<string, () => (method: string, path: string) => boolean>> = {
  canary: () => (method, path) => method === 'PATCH' && path.includes('/deployments/app-canary'),
  'canary-gate': () => (method, path) => method === 'DELETE' && path.includes('/deployments/app-canary'),
  apply: () => (method, path) =>
    method === 'PATCH' && path.includes('/deployments/app?') && !path.includes('dryRun=All'),
  rollout: () => (method, path) => method === 'GET' && /\/replicasets\?.*track(=|%3D)stable/.test(path),
  // The ledger's entry is written for the canary and before anything is applied, and marked after the gate.
  gate() {
    let writes = 0
    return (method, path) => {
      if (method === 'PATCH' && /\/configmaps\/release-\d+\?/.test(path)) writes += 1
      return writes >= 3
    }
  },
}

/**
 * Good and bad releases, a way back by hand and deployers that are cut off, while visitors ask. Every failed request is listed,
 * and one that no bad release is shown to have caused is ours.
 */
export async function checkDeploys(input: DeploysInput): Promise<void> {
  const { cluster, id, report, deployer, render } = input
  const { namespace } = namespacesOf({ prefix: prefixOf(id) })
  const pods = new Map<string, SeenPod>()
  const watching = new AbortController()
  const watched = watchPods(cluster, namespace, pods, AbortSignal.any([input.signal, watching.signal]))
  try {
    for (const [name, bad] of Object.entries(BAD_RELEASES)) {
      await report.check(`a release that ${bad.means} is taken back`, async () => {
        const outcome = await deployer.deploy(releaseOf(name, spoiled(await render(name), bad)))
        return endedAs(outcome, bad.end, bad.says)
      })
    }
    await report.check('the next good release needs no override', async () =>
      endedAs(await deployer.deploy(releaseOf('third', await render('third'))), 'done', /./),
    )
    for (const [state, fits] of Object.entries(CUTS)) {
      await report.check(`a deployer that is killed in ${state} is followed by one that ends well`, async () => {
        const name = `killed-in-${state}`
        const release = releaseOf(name, await render(name))
        const killed = cutOff(cluster, fits())
        await Promise.race([killed.cut, deployer.deploy(release, killed.cluster)])
        return endedAs(await deployer.deploy(release), 'done', /./)
      })
    }
    await report.check('a way back by hand', async () => endedAs(await deployer.rollback(), 'done', /./))
  } finally {
    watching.abort()
    await watched
  }
  await checkVisits(input, [...pods.values()])
}

/** Every failed request of the visitors, each with where it went. */
async function checkVisits({ cluster, id, report, list }: DeploysInput, pods: readonly SeenPod[]): Promise<void> {
  const { visitor } = runPods(id)
  await report.check('no visitor’s request failed but by a bad release', async () => {
    const { requests, failed } = await readVisits(cluster, visitor)
    const addresses = await readAccessLog(cluster, id)
    const bad = new Set(Object.keys(BAD_RELEASES).flatMap(name => [name, `${name}-canary`]))
    const attributed = attribute(failed, addresses, pods, bad)
    if (list !== undefined) await writeAtomically(list, `${attributed.map(attributedText).join('\n')}\n`)
    for (const line of attributedLines(attributed)) report.say(`  ${line}`)
    const ours = attributed.filter(({ isOurs }) => isOurs).length
    if (ours > 0) throw new FailedCheck(`${ours} of ${failed.length} failed requests are ours, of ${requests} in all`)
    return `${requests} requests, ${failed.length} failed, each by a bad release; Traefik’s log names the pod of ${addresses.size}`
  })
}

/** Says how a deploy ended and how long it took, or throws where it should have ended otherwise. */
export function endedAs({ end, sentence, run }: DeployOutcome, wanted: EndName, says: RegExp): string {
  const took = [...run.seconds].map(([state, seconds]) => `${state} ${seconds.toFixed(1)} s`).join(', ')
  if (end !== wanted || !says.test(sentence)) throw new FailedCheck(`it ended as ${end} (${took}): ${sentence}`)
  return `${sentence} (${took})`
}
