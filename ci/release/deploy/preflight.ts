import { clusterUid, readObject } from '../../../adapters/kubernetes/objects.ts'
import { textAt } from '../../../lib/json/path.ts'
import { budgetPolicy } from '../core/deploy/budget-policy.ts'
import { changesOf } from '../core/deploy/changes.ts'
import { isFixOf, rejectedSpans } from '../core/deploy/ledger.ts'
import type { DeployEvent } from '../core/deploy/machine.ts'
import { rejectionSentence } from '../core/deploy/plan.ts'
import { rehearse } from './dry-run.ts'
import { readLedger } from './ledger-store.ts'
import { type DeployRun, note, type Performer } from './run.ts'

/**
 * Asks what must hold before anything is changed. A way back asks only whether it is the right cluster: it is never blocked by
 * a budget, a page or a platform.
 */
export const preflight: Performer = async run => {
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
  await rehearseRun(run)
  const refusals = run.rehearsal?.refusals ?? []
  if (refusals.length > 0) return refused(`The API server would refuse ${refusals.join('; ')}`)
  return policyEvent(run, wish)
}

/** Lets the API server check the release, and notes what others manage of it. */
export async function rehearseRun(run: DeployRun): Promise<void> {
  const { release } = run.job
  if (release === undefined) return
  run.rehearsal = await rehearse(run.world.cluster, release.objects)
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
