import path from 'node:path'
import { writeAtomically } from '../../adapters/files/write-files.ts'
import { pause } from '../../adapters/pause.ts'
import { readProject } from '../../adapters/project.ts'
import { SITE_FILE } from '../../k8s/site/site-file.ts'
import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import type { Duration } from '../../lib/duration.ts'
import { createStackClient } from '../../services/stack/control/stack-client.ts'
import { runDrill } from '../../services/stack/drill/drill.ts'
import type { DrillDeps } from '../../services/stack/drill/drill-deps.ts'
import { DRILLS, isDrillName } from '../../services/stack/drill/drills.ts'
import { renderScores } from '../../services/stack/drill/score-document.ts'
import { runSeries } from '../../services/stack/drill/series.ts'
import type { StackState } from '../../services/stack/supervise/state-file.ts'
import { clusterDrillsSection } from '../drill/document.ts'
import { CLUSTER_DRILLS, type ClusterDrill, isClusterDrillName } from '../drill/drills.ts'
import type { DrilledCluster } from '../drill/run.ts'
import { CLUSTER_OPTION } from '../stack/in-cluster.ts'
import { FOLDER_OPTION, withRunningStack } from '../stack/with-stack.ts'

const NAMES = Object.keys(DRILLS)
const CLUSTER_NAMES = Object.keys(CLUSTER_DRILLS)
/** The name for all of them. */
const ALL = 'all'
/** What `all` writes. */
const TABLE_FILE = 'docs/drills.md'

/** `npm run drill`. */
const DRILL = defineCommand({
  name: 'npm run drill',
  summary: 'break one thing on purpose, in the running stack or in a cluster',
  help: {
    about: 'Reports what is noticed and when, heals it, and reports when the page ends.',
    uses: [
      ...Object.entries(DRILLS).map(([name, { says }]) => [`npm run drill -- ${name}`, says] as const),
      [`npm run drill -- ${ALL}`, `one after the other, in under two hours; writes ${TABLE_FILE}`],
      ...Object.entries(CLUSTER_DRILLS).map(
        ([name, { says }]) => [`npm run drill -- ${name} --cluster`, says] as const,
      ),
      [`npm run drill -- ${ALL} --cluster`, 'those of a cluster, one after the other'],
    ],
    environment: [['KUBECONFIG', 'with --cluster, the cluster; ~/.kube/config when absent']],
    notes:
      'Ctrl-C heals at once; should this command be killed, the stack heals itself within 15 seconds, and a cluster within a minute. Five minutes after a drill, its time is taken out of the error budget of the stack; in a cluster what a drill spends stays spent. A drill of a cluster for which a right is missing says which, and is skipped.',
  },
  options: {
    folder: { ...FOLDER_OPTION, excludes: 'cluster' },
    cluster: {
      ...CLUSTER_OPTION,
      help: 'in the cluster that the site file names, not in the stack; its context, where that is not the current one',
    },
    site: { type: 'string', value: 'FILE', default: SITE_FILE, needs: 'cluster', help: 'names the cluster' },
  },
  operands: {
    value: 'NAME',
    least: 1,
    most: 1,
    choices: [...NAMES, ...CLUSTER_NAMES, ALL],
    need: `name one drill: ${[...NAMES, ALL].join(', ')}; with --cluster ${[...CLUSTER_NAMES, ALL].join(', ')}`,
  },
  exits: {
    good: 'the right hop was named, and what should page came and went in time, and nothing else',
    bad: 'it was not so, or the stack does not answer',
    blind: 'no stack runs, or every drill was skipped',
    interrupted: 'interrupted, and healed',
  },
  // A reader of the output that has gone must not leave a broken stack behind.
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'],
  run: ({ values, operands }, io) => {
    const name = operands[0] ?? ''
    if (values.cluster !== undefined) return inCluster(name, { siteFile: values.site, context: values.cluster }, io)
    if (isClusterDrillName(name))
      throw new UsageError(`${name} is a drill of a cluster: \`npm run drill -- ${name} --cluster\``)
    return withRunningStack(values.folder, io, state => drill(name, state, io))
  },
})

export const main = DRILL.run

async function inCluster(name: string, where: DrilledCluster, io: CommandIo) {
  if (name !== ALL && !isClusterDrillName(name)) {
    throw new UsageError(`${name} is a drill of the local stack; a cluster has ${[...CLUSTER_NAMES, ALL].join(', ')}`)
  }
  const drills: Readonly<Record<string, ClusterDrill>> =
    name === ALL ? CLUSTER_DRILLS : { [name]: CLUSTER_DRILLS[name] }
  const { drillInCluster } = await import('../drill/run.ts')
  return drillInCluster(drills, where, io)
}

async function drill(name: string, state: StackState, io: CommandIo) {
  const { slos } = (await readProject({ repository: io.repository })).value
  // Healing must go through after Ctrl-C too, so the client has no signal.
  const client = createStackClient(state)
  const say = (line: string): void => io.stdout(`${line}\n`)
  const wait = (duration: Duration) => pause(duration, io.signal)
  const deps = { client, slos, say, now: () => io.now().getTime(), pause: wait, signal: io.signal }
  const isGood = name === ALL ? await all(state, deps, io) : await one(name, deps)
  if (isGood) return EXIT.good
  return io.signal.aborted ? EXIT.interrupted : EXIT.bad
}

async function one(name: string, deps: DrillDeps): Promise<boolean> {
  if (!isDrillName(name)) throw new RangeError(`There is no drill "${name}"`)
  return (await runDrill(name, DRILLS[name], deps)).isGood
}

/** Every drill; a run that was cut short leaves the table of the one before. */
async function all(state: StackState, deps: DrillDeps, io: CommandIo): Promise<boolean> {
  const scores = await runSeries(DRILLS, deps)
  if (io.signal.aborted) return false
  const file = path.join(io.repository, TABLE_FILE)
  const table = renderScores(scores, DRILLS, { at: io.now(), release: state.release })
  await writeAtomically(file, `${table}\n${clusterDrillsSection(deps.slos)}`)
  const kept = scores.filter(({ isGood }) => isGood).length
  deps.say(`${kept} of ${scores.length} promises were kept; the table is in ${TABLE_FILE}`)
  return kept === scores.length
}
