import { kindsOf, type ObjectChange, type PushKind, routeOf } from './kinds.ts'
import { current, goodEntries, type Ledger, rejectionOf, returnOrder, standing, unfinished } from './ledger.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { type DeployEvent, type RejectedBy, WAY_BACK } from './machine.ts'
import { provenFirst } from './probation.ts'

/** What a run is asked for. */
export type Wish =
  | { readonly goal: 'release'; readonly hash: string; readonly reason: string | undefined }
  | {
      readonly goal: 'rollback'
      readonly to: string | undefined
      /** The name of the release that must be out, or its number in the ledger. */
      readonly ifCurrent: string | undefined
      /** Who takes it back, and why; a person where that is absent. */
      readonly because?: { readonly by: RejectedBy; readonly sentence: string }
      /** It does not wait for a deploy that is under way. */
      readonly stepsAside?: boolean
    }

/** What is known once the lock is held. */
export interface PlanFacts {
  readonly ledger: Ledger
  /** By the clock that the ledger is written by: what is unproven then is passed over. */
  readonly now: Date
  /** What the cluster would change; of a release only. */
  readonly changes: readonly ObjectChange[]
  /** No Deployment of it is there yet. */
  readonly isFirst: boolean
  /** The release can be judged by one pod of it beside the old ones. */
  readonly hasCanary: boolean
}

/** What a run does. */
export interface Plan {
  readonly event: DeployEvent
  readonly kinds: readonly PushKind[]
  /** The releases to return to, the newest first: the second is for a first that cannot be read. */
  readonly targets: readonly LedgerEntry[]
  /** The release that a way back takes away. */
  readonly subject: LedgerEntry | undefined
}

/** What there is to do, by what the ledger and the cluster have. */
export function planOf(wish: Wish, facts: PlanFacts): Plan {
  if (facts.ledger.newer !== undefined) return refused(facts.ledger.newer)
  return wish.goal === 'rollback' ? rollbackPlan(wish, facts) : releasePlan(wish, facts)
}

/** Why a release may not go that was rejected before; undefined where it may. A way back that is not over is finished instead. */
export function rejectionSentence(ledger: Ledger, hash: string, reason: string | undefined): string | undefined {
  const rejection = rejectionOf(ledger, hash)
  if (rejection === undefined || reason !== undefined || isHalfway(ledger, hash)) return undefined
  const when = rejection.startedAt.toISOString().slice(0, 16)
  return `This very release was rejected on ${when}Z: ${rejection.sentence} Deploy another one, or say with --reason why this one may go now.`
}

function isHalfway(ledger: Ledger, hash: string): boolean {
  const left = unfinished(ledger)
  return left?.state === 'rejected' && left.hash === hash && goodEntries(ledger).length > 0
}

function releasePlan({ hash, reason }: Extract<Wish, { goal: 'release' }>, facts: PlanFacts): Plan {
  const { ledger, changes, isFirst, hasCanary, now } = facts
  const left = unfinished(ledger)
  const targets = provenFirst(
    returnOrder(ledger).filter(entry => entry.hash !== hash),
    now,
  )
  if (left !== undefined && isHalfway(ledger, hash)) {
    const rejected = { by: left.by ?? 'rollout', sentence: left.sentence }
    return { event: backEvent(rejected), kinds: [], targets, subject: left }
  }
  const rejection = rejectionSentence(ledger, hash, reason)
  if (rejection !== undefined) return refused(rejection)
  const stands = standing(ledger)
  const isMonitored = stands === undefined || stands.trouble === ''
  if (stands?.hash === hash && changes.length === 0 && isMonitored) {
    const sentence = `The cluster has ${stands.release} already, as the ledger's release ${stands.number}, and it is good.`
    return { event: { is: 'nothing', sentence }, kinds: [], targets, subject: undefined }
  }
  const changed = kindsOf(changes)
  // What was left by a killed run, never judged, or made by others goes the whole way, whatever differs; what was not monitored as it
  // should be is looked at again.
  const again: readonly PushKind[] =
    stands === undefined ? ['app', 'rules', 'monitoring'] : isMonitored ? [] : ['monitoring']
  const kinds = [...new Set<PushKind>([...again, ...changed])]
  const canReturn = targets.length > 0
  return {
    event: { is: 'planned', route: routeOf(kinds, { isFirst, hasCanary }), canReturn, rejected: undefined },
    kinds,
    targets,
    subject: undefined,
  }
}

function rollbackPlan(
  { to, ifCurrent, because }: Extract<Wish, { goal: 'rollback' }>,
  { ledger, now }: PlanFacts,
): Plan {
  const subject = current(ledger)
  if (subject === undefined) return refused('The ledger has no release, so there is none to return to.')
  if (ifCurrent !== undefined && ![subject.release, String(subject.number)].includes(ifCurrent)) {
    return nothing(`The release is ${subject.release}, not ${ifCurrent}: nothing is taken back.`)
  }
  const targets = provenFirst(
    returnOrder(ledger, subject.number).filter(
      ({ hash, release, number }) =>
        hash !== subject.hash && (to === undefined ? number < subject.number : release === to || String(number) === to),
    ),
    now,
  )
  if (targets.length === 0) {
    const which = to === undefined ? 'other release that was judged good' : `good release ${to}`
    return refused(`The ledger has no ${which}, so there is none to return to.`)
  }
  const isBegun = subject.state === 'rejected' && subject.by !== undefined
  const rejected = isBegun
    ? { by: subject.by ?? 'hand', sentence: subject.sentence }
    : (because ?? { by: 'hand', sentence: `${subject.release} was taken back by hand.` })
  return { event: backEvent(rejected), kinds: [], targets, subject }
}

function backEvent(rejected: NonNullable<Extract<DeployEvent, { is: 'planned' }>['rejected']>): DeployEvent {
  return { is: 'planned', route: WAY_BACK, canReturn: true, rejected }
}

function refused(sentence: string): Plan {
  return { event: { is: 'refused', by: 'preflight', sentence }, kinds: [], targets: [], subject: undefined }
}

function nothing(sentence: string): Plan {
  return { event: { is: 'nothing', sentence }, kinds: [], targets: [], subject: undefined }
}
