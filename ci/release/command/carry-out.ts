import { randomBytes } from 'node:crypto'
import { inScratchFolder } from '../../../adapters/files/folders.ts'
import type { GrafanaDeps } from '../../../adapters/grafana/request.ts'
import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { DEFAULT_RENDER_OPTIONS, namespacesOf } from '../../../k8s/render/values.ts'
import { type CommandIo, UsageError } from '../../../lib/command/command.ts'
import { DefinitionError } from '../../../lib/command/definition-error.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { PROBES_FILE } from '../../../services/prober/contract/probes-file.ts'
import { costSentence } from '../core/deploy/budget-cost.ts'
import { changeText } from '../core/deploy/changes.ts'
import type { EvidenceFacts } from '../core/deploy/evidence.ts'
import type { Wish } from '../core/deploy/plan.ts'
import type { EndName } from '../core/deploy/states.ts'
import type { GateQuestions } from '../core/gate-run/questions.ts'
import { newRecording, recordOf } from '../deploy/recording.ts'
import { type DeployOutcome, runDeploy } from '../deploy/run-deploy.ts'
import type { DeployJob } from '../deploy/world.ts'
import { openGateProber } from '../gate/gate-prober.ts'
import { readQuestions } from '../gate/read-questions.ts'
import { readBudget, readCost } from './budget-facts.ts'
import { deployEnvironment } from './environment.ts'
import { readBoardsInForce, readRulesInForce } from './in-force-facts.ts'
import { leaveDeployEvidence, releaseDashboard } from './leave-evidence.ts'
import { type Installation, probeEnvironment } from './project-release.ts'
import { raiseAlarm } from './raise-alarm.ts'
import { reachCluster } from './reach-cluster.ts'
import { readReadiness } from './readiness.ts'
import { readUsers } from './user-facts.ts'

/** What a command of this family wants done. */
export interface Errand {
  readonly wish: Wanted
  /** Renders what is deployed, or, for a way back, what says which cluster it is. */
  readonly project: () => Promise<Installation>
  readonly siteFile: string
  readonly pruneLimit: number | undefined
  /** Files for the evidence. */
  readonly json: string | undefined
  readonly html: string | undefined
  /** A file for the draft of a postmortem, where there is something to learn. */
  readonly postmortem: string | undefined
}

/** What is wanted; which release that is, is known once it is rendered. */
type Wanted = Omit<Extract<Wish, { readonly goal: 'release' }>, 'hash'> | Extract<Wish, { readonly goal: 'rollback' }>

/** The edge and the ingress are reached from where the deployer runs; the app's own Service is not. */
const PATHS = ['edge', 'ingress'] as const

/**
 * Runs a deploy or a rollback against the cluster of the kubeconfig, and leaves its evidence. What can be wrong without rendering is
 * said before that: it takes seconds.
 */
export async function carryOut(errand: Errand, io: CommandIo): Promise<EndName> {
  const { grafana } = deployEnvironment(io)
  const startedAt = io.now()
  const reached = await reachCluster(io)
  if ('refused' in reached) {
    const end = 'refused-by-preflight'
    io.stdout(`${reached.refused}\n`)
    const nothing = { ...NOTHING, end, sentence: reached.refused, who: whoOf(io) } as const
    await leaveDeployEvidence({ ...nothing, startedAt, endedAt: io.now() }, errand, io)
    return end
  }
  const { cluster } = reached
  const project = await errand.project()
  return inScratchFolder('deploy', folder =>
    carryOutIn(folder, { ...errand, cluster, grafana, project, startedAt }, io),
  )
}

interface Opened extends Omit<Errand, 'project'> {
  readonly cluster: Cluster
  readonly grafana: GrafanaDeps | undefined
  readonly project: Installation
  readonly startedAt: Date
}

async function carryOutIn(folder: string, errand: Opened, io: CommandIo): Promise<EndName> {
  const { wish, cluster, grafana, project, startedAt, siteFile, pruneLimit } = errand
  const say = (line: string): void => io.stdout(`${line}\n`)
  say(`context ${cluster.context}, server ${cluster.server}`)
  const { namespace, monitoringNamespace } = namespacesOf(DEFAULT_RENDER_OPTIONS)
  const env = {
    ...(await probeEnvironment(cluster, { namespace, addresses: project.addresses, folder })),
    ...io.env,
  }
  const questions = await questionsFor(wish, { ...io, env })
  const prober = await openGateProber(questions.routes, undefined, error => say(`A probe met ${describeError(error)}`))
  const job: DeployJob = {
    ...{ wish: wishOf(wish, project), release: project.release, who: whoOf(io), pruneLimit },
    ...{
      namespace,
      namespaces: [namespace, monitoringNamespace],
      uid: project.site.cluster.uid,
      platformHash: project.sets.platformHash,
    },
    ...{ objectives: questions.objectives, gateNotes: questions.notes, isSigned: !project.site.app.isUnsigned },
    hasProbation: project.site.app.hasProbation,
  }
  try {
    const outcome = await runDeploy(job, {
      ...{ cluster, effects: prober.effects, signal: io.signal, say },
      readiness: () => readReadiness(project, siteFile, io),
      budget: () => readBudget(io.env.PROMETHEUS_URL, io.signal),
      cost: seconds => readCost(io.env.PROMETHEUS_URL, seconds, io.signal),
      users: () => readUsers(io.env.PROMETHEUS_URL, namespace, io.signal),
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
    const byHand = handCommands(outcome, project.release?.name)
    const facts: EvidenceFacts = { ...factsOf(outcome), startedAt, endedAt, byHand, dashboard }
    if (facts.cost !== undefined) say(facts.cost)
    if (outcome.end === 'rollback-failed') for (const line of byHand) say(`By hand: ${line}`)
    await leaveDeployEvidence(facts, errand, io)
    return outcome.end
  } finally {
    prober.close()
  }
}

/** What a person does by hand: the same as the deploy, or, where the way back failed, what is left to do. */
function handCommands({ end, run }: DeployOutcome, release: string | undefined): readonly string[] {
  if (end === 'rollback-failed') {
    const [last] = run.targets
    const to = run.target?.entry.release ?? last?.release
    return ['npm run diagnose', `npm run rollback${to === undefined ? '' : ` -- --to ${to}`}`]
  }
  return release === undefined ? [] : ['npm run render -- release --apply', `npm run gate -- --release ${release}`]
}

/** What is wanted, with the hash of what was rendered for it. */
function wishOf(wanted: Wanted, { release }: Installation): Wish {
  if (wanted.goal === 'rollback') return wanted
  if (release === undefined) throw new TypeError('a release is rendered before it is deployed')
  return { ...wanted, hash: release.hash }
}

function whoOf({ env }: CommandIo): string {
  return `${env.GITHUB_ACTOR ?? env.USER ?? 'someone'} in run ${env.GITHUB_RUN_ID ?? randomBytes(4).toString('hex')}`
}

/** The evidence of a run that has seen nothing. */
const NOTHING = {
  ...{ release: undefined, returnedTo: undefined, seconds: new Map(), kinds: [], changes: [], notes: [] },
  ...{
    budget: undefined,
    cost: undefined,
    costs: [],
    report: undefined,
    canaryReport: undefined,
    users: undefined,
    record: recordOf(newRecording()),
    dashboard: undefined,
    byHand: [],
  },
}

/** What the gate asks. Definitions with mistakes stop a release; a way back goes without, and is then not proven. */
async function questionsFor({ goal }: Wanted, io: CommandIo): Promise<GateQuestions> {
  try {
    return await readQuestions({ file: PROBES_FILE, paths: PATHS, stack: undefined }, io)
  } catch (error) {
    const isOfDefinitions = error instanceof DefinitionError || error instanceof UsageError
    if (goal === 'release' || !isOfDefinitions) throw error
    const note = `Nothing is asked of what comes back, for its probes or SLOs cannot be read: ${error.message}.`
    io.stdout(`${note}\n`)
    return { routes: [], objectives: [], notes: [note] }
  }
}

function factsOf({ end, sentence, run }: DeployOutcome) {
  const { job, seconds, kinds, changes, notes, budget, cost, report, canaryReport, users, recording, target, entry } =
    run
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
    ...{ report, canaryReport, users, record: recordOf(recording) },
  }
}
