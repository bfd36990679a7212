import { inScratchFolder } from '../../../adapters/files/folders.ts'
import { sha256 } from '../../../adapters/files/sha256.ts'
import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { namespacesOf } from '../../../k8s/render/values.ts'
import type { CommandIo } from '../../../lib/command/command.ts'
import { describeError } from '../../../lib/describe-error.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { PROBES_FILE } from '../../../services/prober/contract/probes-file.ts'
import { probeEnvironment, variablesOf } from '../../release/command/project-release.ts'
import type { Wish } from '../../release/core/deploy/plan.ts'
import { type DeployOutcome, runDeploy } from '../../release/deploy/run-deploy.ts'
import type { DeployJob, Release } from '../../release/deploy/world.ts'
import { type GateProber, openGateProber } from '../../release/gate/gate-prober.ts'
import { readQuestions } from '../../release/gate/read-questions.ts'
import { prefixOf } from '../run-objects.ts'

/** What a deployer of a run is given. */
export interface DeployerInput {
  readonly cluster: Cluster
  readonly id: string
  readonly uid: string
  readonly platformHash: string
  /** A release of the run: where its ingress is, is in it. */
  readonly objects: readonly KubernetesObject[]
  readonly io: CommandIo
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** Deploys in the namespaces of one run, with the gate's own prober on the ingress. */
export interface Deployer {
  /** `through` stands for the cluster, to cut a deployer off. */
  deploy(release: Release, through?: Cluster): Promise<DeployOutcome>
  rollback(): Promise<DeployOutcome>
}

/** A release by its name, with the hash of its objects. */
export function releaseOf(name: string, objects: readonly KubernetesObject[]): Release {
  return { name, objects, hash: sha256(JSON.stringify(objects)) }
}

/** Opens a deployer for as long as something is done with it. */
export function withDeployer<T>(input: DeployerInput, use: (deployer: Deployer) => Promise<T>): Promise<T> {
  const { cluster, id, objects, io, say } = input
  const { namespace } = namespacesOf({ prefix: prefixOf(id) })
  return inScratchFolder('e2e', async folder => {
    const env = await probeEnvironment(cluster, { namespace, addresses: variablesOf(objects, 'prober'), folder })
    const source = { file: PROBES_FILE, paths: ['ingress'], stack: undefined } as const
    const questions = await readQuestions(source, { ...io, env: { ...io.env, ...env } })
    const prober = await openGateProber(questions.routes, undefined, error =>
      say(`A probe met ${describeError(error)}`),
    )
    try {
      return await use(deployerOf(input, prober, { objectives: questions.objectives, gateNotes: questions.notes }))
    } finally {
      prober.close()
    }
  })
}

function deployerOf(
  { cluster, id, uid, platformHash, say, signal }: DeployerInput,
  { effects }: GateProber,
  asked: Pick<DeployJob, 'objectives' | 'gateNotes'>,
): Deployer {
  const { namespace, monitoringNamespace } = namespacesOf({ prefix: prefixOf(id) })
  let runs = 0
  const run = (wish: Wish, release: Release | undefined, through: Cluster = cluster): Promise<DeployOutcome> => {
    runs += 1
    const job: DeployJob = {
      ...{ wish, release, who: `deployer ${runs} of run ${id}`, pruneLimit: undefined },
      ...{
        namespace,
        namespaces: [namespace, monitoringNamespace],
        uid,
        platformHash,
        isSigned: true,
        hasProbation: true,
      },
      ...asked,
    }
    return runDeploy(job, {
      ...{ cluster: through, effects, signal, say },
      readiness: async () => ({ refusals: [], notes: [] }),
      // No Prometheus is asked; where the budget is not known the gate is strict, and each deploy half a minute longer.
      budget: async () => ({ left: 1, burn: 0, pages: [], unknown: undefined }),
      cost: async () => ({ unknown: 'a test asks no Prometheus' }),
      users: async () => ({ unknown: 'a test asks no Prometheus' }),
      rules: async () => ({ unknown: 'a test asks no Prometheus', isNamed: false }),
      boards: async () => ({ is: 'unknown', why: 'a test asks no Grafana', isNamed: false }),
      alarm: async sentence => [`A test reaches no person. It would say: ${sentence}`],
    })
  }
  return {
    deploy: (release, through) => run({ goal: 'release', hash: release.hash, reason: undefined }, release, through),
    rollback: () => run({ goal: 'rollback', to: undefined, ifCurrent: undefined }, undefined),
  }
}
