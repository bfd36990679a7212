import { type Cluster, refusalOf } from '../../../adapters/kubernetes/cluster.ts'
import { readObject } from '../../../adapters/kubernetes/objects.ts'
import { collectionPath, objectPath } from '../../../k8s/render/api-paths.ts'
import { inSeconds } from '../../../lib/duration.ts'
import { textAt } from '../../../lib/json/path.ts'
import { LEASE_LASTS, LEASE_RENEWED_EVERY } from '../../../lib/kubernetes/lease.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import { lockDecision, releasedLease } from '../core/deploy/lock.ts'
import type { SteadyClock } from '../core/gate-run/probing.ts'

/** The lock, while this run holds it. */
export interface HeldLock {
  /** The holder whose lock had expired; empty when it was free. */
  readonly takenFrom: string
  /** Renews it when that is due. Rejects with a LockLost when another run has it now. */
  readonly beat: () => Promise<void>
  readonly release: () => Promise<void>
}

/** What came of the wish to hold the lock. */
export type LockAttempt = { readonly held: HeldLock } | { readonly refused: string }

/** Another run has taken over: nothing may be changed any more. */
export class LockLost extends ExternalError {}

/** Who wants the lock, and until when on its clock it waits for it. */
export interface LockInput {
  readonly namespace: string
  readonly holder: string
  readonly untilSeconds: number
  readonly signal: AbortSignal
}

const ASK_EVERY_SECONDS = 2

/** Takes the lock, and waits for another holder until it releases it or its time is over. */
export async function takeLock(cluster: Cluster, clock: SteadyClock, input: LockInput): Promise<LockAttempt> {
  let last: { readonly renewal: string; readonly sinceSeconds: number } | undefined
  for (;;) {
    const isStill = last !== undefined && clock.now() - last.sinceSeconds > inSeconds(LEASE_LASTS)
    const tried = await tryLock(cluster, input, isStill ? last?.renewal : undefined)
    if ('refused' in tried) return tried
    if ('from' in tried) return { held: keepLock(cluster, clock, input, tried.from) }
    if (tried.renewal !== last?.renewal) last = { renewal: tried.renewal, sinceSeconds: clock.now() }
    if (clock.now() >= input.untilSeconds || input.signal.aborted) {
      return { refused: `${tried.holder} deploys, and has not ended: wait for it, and deploy again.` }
    }
    await clock.waitUntil(clock.now() + ASK_EVERY_SECONDS, input.signal)
  }
}

type Tried =
  | { readonly from: string }
  | { readonly holder: string; readonly renewal: string }
  | { readonly refused: string }

async function tryLock(cluster: Cluster, { namespace, holder }: LockInput, still?: string): Promise<Tried> {
  // The API server's own clock decides, for all deployers share it.
  const { date } = await cluster.ask('/version')
  const there = await readObject(cluster, leaseAt(namespace))
  const decision = lockDecision(there, { namespace, holder, now: date, still })
  if (decision.do === 'refuse') return { refused: decision.sentence }
  if (decision.do === 'wait') return decision
  const isWritten = await write(cluster, decision.do === 'create' ? 'POST' : 'PUT', decision.lease)
  // Asked again after its answer was lost, a server refuses what it has already done.
  const isOurs = isWritten || textAt(await readObject(cluster, leaseAt(namespace)), 'spec', 'holderIdentity') === holder
  if (!isOurs) return { holder: 'another deployer', renewal: '' }
  return { from: decision.do === 'create' ? '' : decision.from }
}

function keepLock(cluster: Cluster, clock: SteadyClock, input: LockInput, takenFrom: string): HeldLock {
  let renewedSeconds = clock.now()
  const lost = (): LockLost =>
    new LockLost('Another deployer has taken the lock over, for it was not renewed in time. Nothing more is changed.')
  return {
    takenFrom,
    async beat() {
      const since = clock.now() - renewedSeconds
      if (since < inSeconds(LEASE_RENEWED_EVERY)) return
      const begun = clock.now()
      const tried = await tryLock(cluster, input)
      if (!('from' in tried)) throw lost()
      // From another: it had taken the lock over, and let it expire.
      if (tried.from !== '') throw lost()
      renewedSeconds = begun
    },
    async release() {
      const there = await readObject(cluster, leaseAt(input.namespace))
      if (there !== undefined && textAt(there, 'spec', 'holderIdentity') === input.holder) {
        await write(cluster, 'PUT', releasedLease(there))
      }
    },
  }
}

/** Where the lock is. */
export function leaseAt(namespace: string): Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'> {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'deploy', namespace } }
}

/** Whether the Lease was written; not when another one was faster. */
async function write(cluster: Cluster, method: 'POST' | 'PUT', lease: KubernetesObject): Promise<boolean> {
  const { apiVersion, kind, metadata } = lease
  const place = method === 'POST' ? collectionPath(apiVersion, kind, metadata.namespace) : objectPath(lease)
  const answer = await cluster.ask(place, { method, body: lease })
  if (answer.status === 409) return false
  if (answer.status >= 300) throw new ExternalError(`Cannot write the lock: ${refusalOf(answer)}`)
  return true
}
