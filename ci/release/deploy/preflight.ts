import { RefusedError } from '../../../adapters/kubernetes/cluster-error.ts'
import { clusterUid, listObjects, readObject } from '../../../adapters/kubernetes/objects.ts'
import { textAt } from '../../../lib/json/path.ts'
import { budgetPolicy } from '../core/deploy/budget-policy.ts'
import { changesOf } from '../core/deploy/changes.ts'
import { isFixOf, rejectedSpans } from '../core/deploy/ledger.ts'
import type { DeployEvent } from '../core/deploy/machine.ts'
import { rejectionSentence } from '../core/deploy/plan.ts'
import { quotaComplaints } from '../core/deploy/quota-room.ts'
import { readLedger } from '../kept/ledger-store.ts'
import { rehearse } from './dry-run.ts'
import { type DeployRun, note, type Performer, paceOf } from './run.ts'
import type { Readiness } from './world.ts'

/**
 * Asks what must hold before anything is changed. A way back asks only whether it is the right cluster: it is never blocked by
 * a budget, a page or a platform.
 */
export const preflight: Performer = async (run, untilSeconds) => {
  const wrong = await otherCluster(run)
  if (wrong !== undefined) return refused(wrong)
  const { wish } = run.job
  run.ledger = await readLedger(run.world.cluster, run.job.namespace)
  for (const sentence of run.ledger.damaged) note(run, sentence)
  if (run.ledger.newer !== undefined) return refused(run.ledger.newer)
  if (wish.goal === 'rollback' || run.job.release === undefined) return { is: 'good' }
  const platform = await otherPlatform(run)
  if (platform !== undefined) return refused(platform)
  const rejection = rejectionSentence(run.ledger, wish.hash, wish.reason)
  if (rejection !== undefined) return refused(rejection)
  await rehearseRun(run, untilSeconds)
  const refusals = run.rehearsal?.refusals ?? []
  if (refusals.length > 0) return refused(`The API server would refuse ${refusals.join('; ')}`)
  const unready = await whatStandsAgainst(run)
  if (unready.length > 0) return refused(`${unready.join(' ')} Nothing was changed.`)
  return policyEvent(run, wish)
}

/** Images, rights, kinds and room, all that is missing at once; what cannot be looked at is noted and stops nothing. */
async function whatStandsAgainst(run: DeployRun): Promise<readonly string[]> {
  const [{ refusals, notes }, room] = await Promise.all([run.world.readiness(), roomFor(run)])
  for (const sentence of [...notes, ...room.notes]) note(run, sentence)
  return [...refusals, ...room.refusals]
}

/** Whether the pods of the rollout fit into the quotas of their namespaces: those of what monitors stop no release. */
async function roomFor(run: DeployRun): Promise<Readiness> {
  const complaints = await Promise.all(run.job.namespaces.map(namespace => complaintsIn(namespace, run)))
  const [own, ...others] = complaints
  const ofOthers = others.flatMap(({ refusals, notes }) => [...refusals, ...notes])
  return { refusals: own?.refusals ?? [], notes: [...(own?.notes ?? []), ...ofOthers] }
}

async function complaintsIn(namespace: string, { rehearsal, changes, world }: DeployRun): Promise<Readiness> {
  const changed = (rehearsal?.runs ?? []).filter(({ object }) => changes.some(one => one.object === object))
  try {
    const quotas = await listObjects(world.cluster, ['v1', 'ResourceQuota'], { namespace })
    return { refusals: quotaComplaints(quotas, changed).map(text => `${text}.`), notes: [] }
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    return { refusals: [], notes: [`Whether the quota has room is not checked: ${error.message}.`] }
  }
}

/** Lets the API server check the release, and notes what others manage of it. */
export async function rehearseRun(run: DeployRun, untilSeconds: number): Promise<void> {
  const { release } = run.job
  if (release === undefined) return
  run.rehearsal = await rehearse(run.world.cluster, release.objects, paceOf(run, untilSeconds))
  run.changes = changesOf(run.rehearsal.runs)
  for (const conflict of run.rehearsal.conflicts) note(run, `Taken over from another manager: ${conflict}`)
}

async function policyEvent(
  run: DeployRun,
  wish: { readonly hash: string; readonly reason: string | undefined },
): Promise<DeployEvent> {
  const { ledger } = run
  if (ledger === undefined) throw new TypeError('the ledger is read before the policy is asked')
  const answer = budgetPolicy(await run.world.budget(), {
    reason: wish.reason,
    isFixOfLast: isFixOf(ledger, wish.hash),
    isRollback: false,
    rejectedSpans: rejectedSpans(ledger),
  })
  run.budget = answer
  run.reason = wish.reason ?? ''
  run.world.say(`Error budget ${answer.sentence}`)
  if (!answer.isAllowed) return { is: 'refused', by: 'policy', sentence: `Error budget ${answer.sentence}` }
  return { is: 'good' }
}

async function otherCluster({ job, world }: DeployRun): Promise<string | undefined> {
  const found = await clusterUid(world.cluster)
  if (job.uid === found) return undefined
  if (job.uid === undefined) {
    return 'The site file does not name its cluster: apply the platform set first, which writes it. Nothing was changed.'
  }
  return `This is another cluster: the site file names ${job.uid}, and its namespace kube-system has ${found}. Nothing was changed.`
}

/** A release is made for one platform; with another some of it would be refused, or not be measured. */
async function otherPlatform({ job, world }: DeployRun): Promise<string | undefined> {
  const metadata = { name: 'platform', namespace: job.namespace }
  const there = await readObject(world.cluster, { apiVersion: 'v1', kind: 'ConfigMap', metadata })
  if (textAt(there, 'data', 'hash') === job.platformHash) return undefined
  const why =
    there === undefined
      ? 'The cluster has no platform set'
      : 'The platform set of the cluster is not the one that this release needs'
  return `${why}: a person applies it with \`npm run render -- platform --apply\`. Nothing was changed.`
}

function refused(sentence: string): DeployEvent {
  return { is: 'refused', by: 'preflight', sentence }
}
