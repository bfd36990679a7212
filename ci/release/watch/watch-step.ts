import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { readObject } from '../../../adapters/kubernetes/objects.ts'
import { humanDuration, minutes, seconds } from '../../../lib/duration.ts'
import { textAt } from '../../../lib/json/path.ts'
import { isLeaseExpired } from '../../../lib/kubernetes/lease.ts'
import type { LedgerEntry } from '../core/deploy/ledger-entry.ts'
import type { Wish } from '../core/deploy/plan.ts'
import { PROBATION, watchedIn } from '../core/deploy/probation.ts'
import { failingPods } from '../core/diagnose/failing-pods.ts'
import { sentenceOf } from '../core/diagnose/finding.ts'
import { readLedger } from '../kept/ledger-store.ts'
import { leaseAt } from '../kept/lock-keeper.ts'
import { readScene, type SeenRollout } from '../read-scene.ts'

/** What one look came to, in a sentence, and what is done about it. */
export type WatchStep =
  | { readonly do: 'wait'; readonly says: string; readonly waitSeconds: number }
  | { readonly do: 'take-back'; readonly says: string; readonly wish: Extract<Wish, { goal: 'rollback' }> }

/** How often pods are looked at while a release is unproven, and the ledger while none is. */
export const [LOOK_SECONDS, IDLE_SECONDS] = [10, 60]

/** Looks once at the ledger, and while a release is unproven at the pods of the app. Rejects with an ExternalError where it cannot. */
export async function watchStep(cluster: Cluster, namespace: string, now: Date): Promise<WatchStep> {
  const watched = watchedIn(await readLedger(cluster, namespace), now)
  if (watched === undefined) return waiting('No release is unproven.', IDLE_SECONDS)
  const { entry } = watched
  const holder = await lockHolder(cluster, namespace)
  if (holder !== undefined) return waiting(`${holder} deploys: it is left alone.`)
  if (watched.is === 'halfway') return takingBack(entry, `The way back from ${entry.release} was cut off, and goes on.`)
  const scene = await readScene(cluster, { namespace, name: 'app' })
  const failing = scene && failingPods(scene, sinceOf(entry))
  if (scene === undefined || failing === undefined)
    return waiting(
      `${entry.release} is unproven until ${watched.until.toISOString().slice(11, 16)} UTC, and its pods live.`,
    )
  const before = troubleOfOld(scene, entry)
  if (before !== undefined)
    return waiting(
      `${failing.what}. It is not the release's: ${before}, before it or beside it. Nothing is taken back.`,
    )
  const age = humanDuration(minutes(Math.max(1, Math.round((now.getTime() - sinceOf(entry).getTime()) / 60_000))))
  return takingBack(entry, `${age} after it went out, while it was unproven: ${sentenceOf(failing)}`)
}

function waiting(says: string, waitSeconds = LOOK_SECONDS): WatchStep {
  return { do: 'wait', says, waitSeconds }
}

function takingBack({ number }: LedgerEntry, sentence: string): WatchStep {
  const because = { by: 'watch', sentence } as const
  const wish = { goal: 'rollback', to: undefined, ifCurrent: String(number), because, stepsAside: true } as const
  return { do: 'take-back', says: sentence, wish }
}

/** Since when its pods run. */
function sinceOf({ podsSince, startedAt }: LedgerEntry): Date {
  return podsSince ?? startedAt
}

/** What pods of the release before die of too, when it was replaced or beside the new ones; undefined where they lived. */
function troubleOfOld(scene: SeenRollout, entry: LedgerEntry): string | undefined {
  if (entry.troubleBefore !== '') return entry.troubleBefore.replace(/^T/, 't')
  const since = new Date(sinceOf(entry).getTime() - PROBATION)
  return failingPods({ ...scene, replicaSet: undefined, pods: scene.oldPods }, since)?.what.replace(/^T/, 't')
}

/** Who holds the lock of deploys now; undefined where no one does. */
async function lockHolder(cluster: Cluster, namespace: string): Promise<string | undefined> {
  const { date } = await cluster.ask('/version')
  const lease = await readObject(cluster, leaseAt(namespace))
  const holder = textAt(lease, 'spec', 'holderIdentity')
  return holder === '' || isLeaseExpired(lease, date) ? undefined : holder
}

/** After a way back that did not begin, for there is no release to return to or another deploys, it looks again later. */
export const AFTER_REFUSAL = seconds(60)
