import path from 'node:path'
import { readText } from '../../adapters/files/read-text.ts'
import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { openCluster } from '../../adapters/kubernetes/cluster.ts'
import { NO_KUBECONFIG } from '../../adapters/kubernetes/kubeconfig.ts'
import { clusterUid } from '../../adapters/kubernetes/objects.ts'
import { pause } from '../../adapters/pause.ts'
import { readProject } from '../../adapters/project.ts'
import { DEFAULT_RENDER_OPTIONS, namespacesOf } from '../../k8s/render/values.ts'
import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { type Duration, milliseconds, minutes } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { runDrill } from '../../services/stack/drill/drill.ts'
import { pageDeadline } from '../../services/stack/drill/promise.ts'
import type { Score } from '../../services/stack/drill/score.ts'
import { leftOver } from '../../services/stack/drill/series.ts'
import type { Slo } from '../../slo/core/model.ts'
import { missingRights, rightText } from '../doctor/place/rights.ts'
import { readSiteFile } from '../render/project.ts'
import { carryOut } from './carry-out.ts'
import { openDrillClient } from './cluster-client.ts'
import type { ClusterDrill } from './drills.ts'
import { readPlan } from './read-plan.ts'
import { rightsOf } from './rights.ts'

/** What the pods of drills run. */
const SCRIPT = 'adapters/kubernetes/in-drill-pod.ts'
const POLL = milliseconds(5000)
/** Until nothing is left of the drill before. */
const CLEAR_WITHIN = minutes(15)

/** A drill that was run, or why it was not. */
type Outcome = { readonly score: Score } | { readonly skipped: string }

/** The cluster that is meant: that of the site file, by a context of the kubeconfig; the current one where that is empty. */
export interface DrilledCluster {
  readonly siteFile: string
  readonly context: string
}

/** What all drills of one call share. */
interface Ground {
  readonly cluster: Cluster
  readonly slos: readonly Slo[]
  readonly namespaces: ReturnType<typeof namespacesOf>
  readonly script: string
  readonly io: CommandIo
}

/** Runs drills in the cluster that the site file names, one after the other, and says which were skipped for lack of a right. */
export async function drillInCluster(
  drills: Readonly<Record<string, ClusterDrill>>,
  where: DrilledCluster,
  io: CommandIo,
): Promise<typeof EXIT.good | typeof EXIT.bad | typeof EXIT.blind | typeof EXIT.interrupted> {
  const cluster = await namedCluster(where, io)
  io.stdout(`context ${cluster.context}, server ${cluster.server}\n`)
  const { slos } = (await readProject({ repository: io.repository })).value
  const namespaces = namespacesOf(DEFAULT_RENDER_OPTIONS)
  const ground: Ground = { cluster, slos, namespaces, script: readText(path.join(io.repository, SCRIPT)), io }
  const outcomes: Outcome[] = []
  for (const [name, drill] of Object.entries(drills)) {
    const outcome = await runOne(name, drill, ground, outcomes.length > 0)
    if ('skipped' in outcome) io.stdout(`${name}: skipped: ${outcome.skipped}\n`)
    outcomes.push(outcome)
    if (io.signal.aborted) return EXIT.interrupted
  }
  const scores = outcomes.flatMap(outcome => ('score' in outcome ? [outcome.score] : []))
  const kept = scores.filter(({ isGood }) => isGood).length
  if (outcomes.length > 1) {
    io.stdout(`${kept} of ${scores.length} promises were kept, ${outcomes.length - scores.length} skipped\n`)
  }
  if (scores.length === 0) return EXIT.blind
  return kept === scores.length ? EXIT.good : EXIT.bad
}

async function runOne(name: string, drill: ClusterDrill, ground: Ground, isAfterAnother: boolean): Promise<Outcome> {
  const { cluster, slos, namespaces, script, io } = ground
  const missing = await missingRights(cluster, rightsOf(drill.fault, namespaces))
  if (missing.length > 0) return { skipped: `no right to ${missing.map(rightText).join('; ')}` }
  const { namespace } = namespaces
  const due = Math.max(2 * (pageDeadline(drill, slos) ?? 0), drill.ticket?.within ?? 0)
  const longest = milliseconds(due + minutes(3))
  const plan = await readPlan(cluster, { name, drill, namespace, script, longest }).catch(whyNot)
  if ('skipped' in plan) return plan
  const wait = (duration: Duration) => pause(duration, io.signal)
  // Healing goes through after Ctrl-C too: only the waits of who watches end with it.
  const never = new AbortController().signal
  const untimed = { now: io.monotonic, pause: (duration: Duration) => pause(duration, never) }
  const fault = carryOut(cluster, plan, untimed)
  const client = await openDrillClient({ cluster, namespaces, slos, name, fault, now: io.now })
  const say = (line: string): void => io.stdout(`${line}\n`)
  const now = () => io.now().getTime()
  try {
    io.stdout(`${name}:\n`)
    const deps = { client, slos, say, now, pause: wait, signal: io.signal, isSpentForGood: true } as const
    const left = isAfterAnother ? await untilClear(deps) : undefined
    if (left !== undefined) return { skipped: `${left}, after ${CLEAR_WITHIN / minutes(1)} minutes` }
    return { score: await runDrill(name, drill, deps) }
  } finally {
    client.close()
  }
}

type Waiting = Pick<Parameters<typeof runDrill>[2], 'client' | 'now' | 'pause' | 'signal'>

/** What is left of a drill before, at the end of the patience with it. */
async function untilClear({ client, now, pause: wait, signal }: Waiting): Promise<string | undefined> {
  const deadline = now() + CLEAR_WITHIN
  for (;;) {
    const left = leftOver(await client.status(), undefined, now())
    if (left === undefined || signal.aborted) return undefined
    if (now() > deadline) return left
    await wait(POLL)
  }
}

/** A cluster in which there is nothing to break is no failure of this command. */
function whyNot(error: unknown): { readonly skipped: string } {
  if (error instanceof ExternalError) return { skipped: error.message }
  throw error
}

/** The cluster that the site file names, and no other. */
async function namedCluster({ siteFile, context }: DrilledCluster, io: CommandIo): Promise<Cluster> {
  const cluster = await openCluster(io.env, undefined, context || undefined)
  if (cluster === undefined) throw new UsageError(NO_KUBECONFIG)
  const site = (await readSiteFile(path.resolve(io.repository, siteFile))).parsed.value
  if (site === undefined) throw new ExternalError(`${siteFile} has mistakes, which \`npm run render\` shows`)
  const { uid } = site.cluster
  if (uid === undefined) throw new ExternalError(`${siteFile} does not name its cluster: apply the platform first`)
  const found = await clusterUid(cluster)
  if (found === uid) return cluster
  throw new ExternalError(
    `This is another cluster: ${siteFile} names ${uid}, and its namespace kube-system has ${found}. Nothing was broken.`,
  )
}
