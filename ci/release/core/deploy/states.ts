import { EXIT } from '../../../../lib/command/exit-codes.ts'
import { type Duration, minutes, seconds } from '../../../../lib/duration.ts'

/** A state: what is done in it, and how long that may take. */
interface StateRow {
  readonly does: string
  readonly within: Duration
}

/** The states of a deploy, in the order in which it goes through them; those of the way back come last. */
export const STATES = {
  preflight: {
    does: 'asks what must hold, renders, and lets the API server check every object without changing one',
    within: seconds(60),
  },
  lock: {
    does: 'takes the Lease that one deployer holds at a time, and what a killed one left behind',
    within: minutes(2),
  },
  baseline: { does: 'measures what fails without the release', within: seconds(45) },
  canary: {
    does: 'starts one pod of the release beside the old ones, behind the same Service',
    within: minutes(3),
  },
  'canary-gate': { does: 'judges its answers beside those of the old release', within: seconds(200) },
  withdraw: { does: 'takes the canary away, whatever it came to', within: seconds(90) },
  apply: { does: 'writes the release into the ledger and applies its objects', within: seconds(90) },
  rollout: {
    does: 'waits until only pods of the release are there and available, those of what monitors aside; ends at once where waiting helps nothing',
    within: minutes(4),
  },
  gate: { does: 'judges the answers of the release, and watches its pods meanwhile', within: seconds(200) },
  'in-force': {
    does: 'waits until what monitors is rolled out, and asks Prometheus and Grafana until they have the new rules and dashboards',
    within: minutes(3),
  },
  finish: { does: 'takes away objects that are no part of the release any more', within: seconds(30) },
  undo: { does: 'applies everything of the last good release', within: seconds(90) },
  'undo-rollout': { does: 'waits until only pods of the last good release are there', within: minutes(4) },
  'undo-gate': { does: 'judges the answers of the last good release', within: seconds(200) },
} as const satisfies Readonly<Record<string, StateRow>>

export type StateName = keyof typeof STATES

/** How a run ended: its exit code, and what that means. */
interface EndRow {
  readonly exit: number
  readonly means: string
}

/** Every way to end. */
export const ENDS = {
  done: { exit: EXIT.good, means: 'the release is out and judged good' },
  'nothing-to-do': { exit: EXIT.good, means: 'the cluster has this release already, and it is good' },
  failed: {
    exit: EXIT.bad,
    means: 'a mistake in the definitions, or a fault of our own; what was changed has been taken back',
  },
  'lock-lost': { exit: EXIT.bad, means: 'another deployer took the lock over; nothing more was changed' },
  'refused-by-policy': { exit: EXIT.policy, means: 'the error budget or a page forbids it; a declared fix may go' },
  'refused-by-preflight': { exit: EXIT.preflight, means: 'something that must hold does not; nothing was changed' },
  'rolled-back-by-gate': { exit: EXIT.rollBack, means: 'its answers were bad; the last good release is back' },
  'rolled-back-by-rollout': { exit: EXIT.podsFailed, means: 'its pods did not run; the last good release is back' },
  'caught-by-gate': {
    exit: EXIT.rollBack,
    means: 'the answers of its canary were bad, and the canary is gone; the release before was not touched',
  },
  'caught-by-rollout': {
    exit: EXIT.podsFailed,
    means: 'the pod of its canary did not run, and the canary is gone; the release before was not touched',
  },
  withdrawn: {
    exit: EXIT.hold,
    means: 'its canary could not be judged, and is gone; the release before was not touched',
  },
  'rollback-failed': {
    exit: EXIT.stuck,
    means: 'the last good release could not be brought back: a person has to act',
  },
  inconclusive: { exit: EXIT.hold, means: 'it is out and not proven: neither good nor bad' },
  unmonitored: {
    exit: EXIT.hold,
    means: 'it is out and judged good; what monitors it does not run as it was applied: a person has to look',
  },
  interrupted: { exit: EXIT.interrupted, means: 'a signal ended it; the next run finishes or takes back what it left' },
} as const satisfies Readonly<Record<string, EndRow>>

export type EndName = keyof typeof ENDS
