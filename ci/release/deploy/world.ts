import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import type { CostAnswer } from '../core/deploy/budget-cost.ts'
import type { BudgetFacts } from '../core/deploy/budget-policy.ts'
import type { Look, RulesAnswer } from '../core/deploy/in-force.ts'
import type { Wish } from '../core/deploy/plan.ts'
import type { Objective } from '../core/gate/settings.ts'
import type { GateEffects } from '../core/gate-run/probing.ts'
import type { UsersAnswer } from '../core/users/counted.ts'

/** All that a deploy asks of the world. */
export interface DeployWorld {
  readonly cluster: Cluster
  /** The clock, and the probes of the gate. */
  readonly effects: GateEffects
  /** Aborts when a person or the system ends the run. */
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  /** Whether images are in their registries, and the cluster is as a deploy needs it; does not reject. */
  readonly readiness: () => Promise<Readiness>
  /** What Prometheus says of the error budgets; does not reject. */
  readonly budget: () => Promise<BudgetFacts>
  /** What the last so many seconds cost of the error budgets; does not reject. */
  readonly cost: (seconds: number) => Promise<CostAnswer>
  /** How many requests of users the pods of the app have answered so far; does not reject. */
  readonly users: () => Promise<UsersAnswer>
  /** Which rules Prometheus has in force, and whether Grafana has these dashboards; neither rejects. */
  readonly rules: () => Promise<RulesAnswer>
  readonly boards: (wanted: readonly Readonly<Record<string, unknown>>[]) => Promise<Look>
  /** Lets a person know that the rollback failed; gives what was reached and what was not, a line each. */
  readonly alarm: (sentence: string) => Promise<readonly string[]>
}

/** What stands against a release before anything is changed, and what could not be looked at. */
export interface Readiness {
  readonly refusals: readonly string[]
  readonly notes: readonly string[]
}

/** A rendered release. */
export interface Release {
  /** As answers name it (`x-release`). */
  readonly name: string
  readonly objects: readonly KubernetesObject[]
  /** The SHA-256 of the rendered set, in hex. */
  readonly hash: string
}

/** What a run is about. */
export interface DeployJob {
  readonly wish: Wish
  /** What is deployed; undefined for a way back. */
  readonly release: Release | undefined
  /** Where Lease and ledger are, and where the release is. */
  readonly namespace: string
  readonly namespaces: readonly string[]
  /** The cluster that the site names, and the platform that the release needs. */
  readonly uid: string | undefined
  readonly platformHash: string
  /** What the gate asks. */
  readonly objectives: readonly Objective[]
  readonly gateNotes: readonly string[]
  /** Whether the app signs its answers: without that, those of a canary cannot be told from the others. */
  readonly isSigned: boolean
  /** Whether a release that is judged good is unproven for a while. */
  readonly hasProbation: boolean
  readonly who: string
  readonly pruneLimit: number | undefined
}
