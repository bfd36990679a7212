import { numberAt, textAt } from '../../../../lib/json/path.ts'
import { isLeaseExpired, leaseSpec, leaseTime } from '../../../../lib/kubernetes/lease.ts'
import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'

/** The format of the Lease's annotations and of the ledger; an older deployer refuses a newer one. */
export const DEPLOY_FORMAT = 1
const FORMAT_KEY = 'leadline/format'

/** What to do about the lock. */
export type LockDecision =
  | { readonly do: 'create'; readonly lease: KubernetesObject }
  /** No one else holds it any more: it is replaced if it is still as it was read. */
  | { readonly do: 'replace'; readonly lease: KubernetesObject; readonly from: string }
  | { readonly do: 'wait'; readonly holder: string; readonly renewal: string }
  | { readonly do: 'refuse'; readonly sentence: string }

/** Who wants the lock, where, and when by the API server's clock, which all deployers share. */
export interface LockWish {
  readonly namespace: string
  readonly holder: string
  readonly now: Date
  /**
   * A renewal that has stayed the last one for as long as a Lease lasts, by a clock that is never set: its holder is gone, also where
   * the server's clock was set back since.
   */
  readonly still?: string | undefined
}

/** What there is to do to hold the lock. `there` is the Lease as it was read; undefined when there is none. */
export function lockDecision(there: unknown, wish: LockWish): LockDecision {
  if (there === undefined) return { do: 'create', lease: leaseOf(wish, wish.now, 0) }
  const format = Number(textAt(there, 'metadata', 'annotations', FORMAT_KEY) || DEPLOY_FORMAT)
  if (!(format <= DEPLOY_FORMAT)) return { do: 'refuse', sentence: newerSentence('The lock', String(format)) }
  const holder = textAt(there, 'spec', 'holderIdentity')
  const isOurs = holder === wish.holder
  const renewal = textAt(there, 'spec', 'renewTime')
  const isOver = isLeaseExpired(there, wish.now) || renewal === wish.still
  if (!isOurs && holder !== '' && !isOver) return { do: 'wait', holder, renewal }
  const transitions = numberAt(there, 'spec', 'leaseTransitions') ?? 0
  const acquired = isOurs ? new Date(textAt(there, 'spec', 'acquireTime')) : wish.now
  const lease = leaseOf(wish, acquired, isOurs ? transitions : transitions + 1)
  const resourceVersion = textAt(there, 'metadata', 'resourceVersion')
  const metadata = { ...lease.metadata, resourceVersion }
  return { do: 'replace', lease: { ...lease, metadata }, from: isOurs ? '' : holder }
}

/** The Lease without a holder. */
export function releasedLease(there: KubernetesObject): KubernetesObject {
  const spec = { ...(there.spec as object), holderIdentity: '' }
  return { ...there, spec }
}

function leaseOf({ namespace, holder, now }: LockWish, acquired: Date, transitions: number): KubernetesObject {
  const metadata = { name: 'deploy', namespace, annotations: { [FORMAT_KEY]: String(DEPLOY_FORMAT) } }
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata,
    spec: {
      ...leaseSpec(holder, now),
      acquireTime: leaseTime(Number.isNaN(acquired.getTime()) ? now : acquired),
      leaseTransitions: transitions,
    },
  }
}

/** Why an older deployer does not touch what a newer one wrote. */
export function newerSentence(what: string, format: string): string {
  return `${what} was written by a newer deployer (format ${format}, this one knows ${DEPLOY_FORMAT}): deploy with that version, or a newer one.`
}
