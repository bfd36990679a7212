import { randomBytes } from 'node:crypto'
import { inScratchFolder } from '../../../adapters/files/folders.ts'
import { openCluster } from '../../../adapters/kubernetes/cluster.ts'
import { DEFAULT_RENDER_OPTIONS, namespacesOf } from '../../../k8s/render/values.ts'
import { type CommandIo, UsageError } from '../../../lib/command/command.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { PROBES_FILE } from '../../../services/prober/contract/probes-file.ts'
import { grafanaOf } from '../../dashboards/options/grafana-options.ts'
import { costSentence } from '../core/deploy/budget-cost.ts'
import { changeText } from '../core/deploy/changes.ts'
import type { EvidenceFacts } from '../core/deploy/evidence.ts'
import type { Wish } from '../core/deploy/plan.ts'
import { type DeployOutcome, runDeploy } from '../deploy/run-deploy.ts'
import type { DeployJob } from '../deploy/world.ts'
import { openGateProber } from '../gate/gate-prober.ts'
import { readQuestions } from '../gate/read-questions.ts'
import { readBudget, readCost } from './budget-facts.ts'
import { readBoardsInForce, readRulesInForce } from './in-force-facts.ts'
import { leaveEvidence, releaseDashboard } from './leave-evidence.ts'
import { type ProjectRelease, probeEnvironment } from './project-release.ts'
import { raiseAlarm } from './raise-alarm.ts'
import { readReadiness } from './readiness.ts'

/** What a command of this family wants done. */
export interface Errand {
  readonly wish: Wish
  readonly project: ProjectRelease
  readonly siteFile: string
  readonly pruneLimit: number | undefined
  /** A file for the evidence. */
  readonly json: string | undefined
  /** A file for the draft of a postmortem, where there is something to learn. */
  readonly postmortem: string | undefined
  readonly byHand: readonly string[]
}

/** The edge and the ingress are reached from where the deployer runs; the app's own Service is not. */
const PATHS = ['edge', 'ingress'] as const

/** Runs a deploy or a rollback against the cluster of the kubeconfig, and leaves its evidence. */
export function carryOut(errand: Errand, io: CommandIo): Promise<DeployOutcome> {
  return inScratchFolder('deploy', folder => carryOutIn(folder, errand, io))
}

async function carryOutIn(folder: string, errand: Errand, io: CommandIo): Promise<DeployOutcome> {
  const { wish, project, siteFile, pruneLimit, json, postmortem, byHand } = errand
  const grafana = io.env.GRAFANA_URL ? grafanaOf(io.env.GRAFANA_URL, io, 'GRAFANA_URL') : undefined
  const cluster = await openCluster(io.env)
  if (cluster === undefined) throw new UsageError('There is no kubeconfig: set KUBECONFIG')
  const say = (line: string): void => io.stdout(`${line}\n`)
  say(`context ${cluster.context}, server ${cluster.server}`)
  const { namespace, monitoringNamespace } = namespacesOf(DEFAULT_RENDER_OPTIONS)
  const env = { ...(await probeEnvironment(cluster, { namespace, addresses: project.addresses, folder })), ...io.env }
  const questions = await readQuestions({ file: PROBES_FILE, paths: PATHS, stack: undefined }, { ...io, env })
  const prober = await openGateProber(questions.routes, undefined, error => say(`A probe met ${describeError(error)}`))
  const startedAt = io.now()
  const who = `${io.env.GITHUB_ACTOR ?? io.env.USER ?? 'someone'} in run ${io.env.GITHUB_RUN_ID ?? randomBytes(4).toString('hex')}`
  const job: DeployJob = {
    ...{ wish, release: wish.goal === 'release' ? project.release : undefined, who, pruneLimit },
    ...{
      namespace,
      namespaces: [namespace, monitoringNamespace],
      uid: project.site.cluster.uid,
      platformHash: project.sets.platformHash,
    },
    ...{ objectives: questions.objectives, gateNotes: questions.notes },
  }
  try {
    const outcome = await runDeploy(job, {
      ...{ cluster, effects: prober.effects, signal: io.signal, say },
      readiness: () => readReadiness(project, siteFile, io),
      budget: () => readBudget(io.env.PROMETHEUS_URL, io.signal),
      cost: seconds => readCost(io.env.PROMETHEUS_URL, seconds, io.signal),
      rules: () => readRulesInForce(io.env.PROMETHEUS_URL, io.signal),
      boards: wanted => readBoardsInForce(grafana, wanted),
      alarm: sentence =>
        raiseAlarm(sentence, { alertmanager: io.env.ALERTMANAGER_URL, heartbeat: io.env.HEARTBEAT_URL }),
    })
    say(outcome.sentence)
    const endedAt = io.now()
    const dashboard = releaseDashboard(
      io.env.GRAFANA_URL ?? `https://${project.site.names.grafana}`,
      startedAt,
      endedAt,
    )
    const facts: EvidenceFacts = { ...factsOf(outcome), startedAt, endedAt, byHand, dashboard }
    if (facts.cost !== undefined) say(facts.cost)
    await leaveEvidence(facts, { json, postmortem }, io)
    return outcome
  } finally {
    prober.close()
  }
}

function factsOf({ end, sentence, run }: DeployOutcome) {
  const { job, seconds, kinds, changes, notes, budget, cost, report, target, entry } = run
  const release = job.release?.name ?? entry?.release
  const returnedTo = target?.entry.release
  return {
    end,
    sentence,
    who: job.who,
    release,
    returnedTo,
    seconds,
    kinds,
    changes: changes.map(changeText),
    notes,
    budget,
    cost: cost === undefined ? undefined : costSentence(cost),
    costs: cost !== undefined && 'slos' in cost ? cost.slos : [],
    report,
  }
}
