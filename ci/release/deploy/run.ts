import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import type { CanaryPlan } from '../core/canary/canary-of.ts'
import type { CostAnswer } from '../core/deploy/budget-cost.ts'
import type { BudgetState } from '../core/deploy/budget-policy.ts'
import type { ObjectChange, PushKind } from '../core/deploy/kinds.ts'
import type { LedgerEntry } from '../core/deploy/ledger-entry.ts'
import type { DeployEvent } from '../core/deploy/machine.ts'
import type { StateName } from '../core/deploy/states.ts'
import type { Baseline } from '../core/gate/baseline.ts'
import type { GateReport } from '../core/gate-report/report.ts'
import type { UsersReport } from '../core/users/report.ts'
import type { StoredLedger } from '../kept/ledger-store.ts'
import type { HeldLock } from '../kept/lock-keeper.ts'
import type { Rehearsal } from './dry-run.ts'
import type { Recording } from './recording.ts'
import type { DeployJob, DeployWorld } from './world.ts'

/** What a run has found out so far. Each state adds to it what later ones need. */
export interface DeployRun {
  readonly job: DeployJob
  readonly world: DeployWorld
  /** What a reader must know besides the end, a sentence each. */
  readonly notes: string[]
  readonly seconds: Map<StateName, number>
  readonly recording: Recording
  lock: HeldLock | undefined
  ledger: StoredLedger | undefined
  rehearsal: Rehearsal | undefined
  changes: readonly ObjectChange[]
  kinds: readonly PushKind[]
  /** The entry that is marked. */
  entry: LedgerEntry | undefined
  /** The releases that one may return to, and the one that is returned to with its objects. */
  targets: readonly LedgerEntry[]
  /** When objects were applied last, by the server's clock. */
  appliedAt: Date
  target: { readonly entry: LedgerEntry; readonly objects: readonly KubernetesObject[] } | undefined
  baselines: ReadonlyMap<string, Baseline>
  report: GateReport | undefined
  /** The canary that this run has, or would have, and what the gate found of it. */
  canary: CanaryPlan | undefined
  canaryReport: GateReport | undefined
  /** How users' requests were answered while it was judged. */
  users: UsersReport | undefined
  budget: { readonly state: BudgetState; readonly isStrict: boolean; readonly sentence: string } | undefined
  /** What it cost of the error budgets; undefined where nothing was applied. */
  cost: CostAnswer | undefined
  /** What the policy let through although something forbade it. */
  reason: string
}

/** What one state does, until a moment on the clock. */
export type Performer = (run: DeployRun, untilSeconds: number) => Promise<DeployEvent>

/** A run that begins. */
export function newRun(job: DeployJob, world: DeployWorld, recording: Recording): DeployRun {
  return {
    ...{ job, world, recording },
    notes: [],
    seconds: new Map(),
    lock: undefined,
    ledger: undefined,
    rehearsal: undefined,
    changes: [],
    kinds: [],
    entry: undefined,
    targets: [],
    appliedAt: new Date(0),
    target: undefined,
    baselines: new Map(),
    report: undefined,
    canary: undefined,
    canaryReport: undefined,
    users: undefined,
    budget: undefined,
    cost: undefined,
    reason: '',
  }
}

/** Adds what a reader must know, and says it now. */
export function note({ notes, world }: DeployRun, sentence: string): void {
  notes.push(sentence)
  world.say(sentence)
}

/** What ends a state in the middle: its time is over, or the run was interrupted. */
export class StateEnded extends Error {
  readonly event: DeployEvent

  constructor(event: DeployEvent) {
    super(event.is)
    this.event = event
  }
}

/** Renews the lock, and ends the state when its time is over or the run was interrupted. */
export function paceOf({ lock, world }: DeployRun, untilSeconds: number): () => Promise<void> {
  return async () => {
    if (world.signal.aborted) throw new StateEnded({ is: 'interrupted', sentence: 'It was interrupted.' })
    if (world.effects.now() > untilSeconds)
      throw new StateEnded({ is: 'late', sentence: 'The API server answers so slowly that the time for it was over.' })
    await lock?.beat()
  }
}
