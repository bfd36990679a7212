import path from 'node:path'
import { writeAtomically } from '../../adapters/files/write-files.ts'
import { pause } from '../../adapters/pause.ts'
import { readProject } from '../../adapters/project.ts'
import type { CommandIo } from '../../lib/command/command.ts'
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
import { FOLDER_OPTION, withRunningStack } from '../stack/with-stack.ts'

const NAMES = Object.keys(DRILLS)
/** The name for all of them. */
const ALL = 'all'
/** What `all` writes. */
const TABLE_FILE = 'docs/drills.md'

/** `npm run drill`. */
const DRILL = defineCommand({
  name: 'npm run drill',
  summary: 'break one thing in the running stack on purpose',
  help: {
    about: 'Reports what is noticed and when, heals it, and reports when the page ends.',
    uses: [
      ...Object.entries(DRILLS).map(([name, { says }]) => [`npm run drill -- ${name}`, says] as const),
      [`npm run drill -- ${ALL}`, `one after the other, in under two hours; writes ${TABLE_FILE}`],
    ],
    notes:
      'Ctrl-C heals at once; should this command be killed, the stack heals itself within 15 seconds. Five minutes after a drill, its time is taken out of the error budget.',
  },
  options: { folder: FOLDER_OPTION },
  operands: {
    value: 'NAME',
    least: 1,
    most: 1,
    choices: [...NAMES, ALL],
    need: `name one drill: ${[...NAMES, ALL].join(', ')}`,
  },
  exits: {
    good: 'the right hop was named, and what should page came and went in time, and nothing else',
    bad: 'it was not so, or the stack does not answer',
    blind: 'no stack runs',
    interrupted: 'interrupted, and healed',
  },
  // A reader of the output that has gone must not leave a broken stack behind.
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'],
  run: ({ values, operands }, io) => withRunningStack(values.folder, io, state => drill(operands[0] ?? '', state, io)),
})

export const main = DRILL.run

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
  await writeAtomically(file, renderScores(scores, DRILLS, { at: io.now(), release: state.release }))
  const kept = scores.filter(({ isGood }) => isGood).length
  deps.say(`${kept} of ${scores.length} promises were kept; the table is in ${TABLE_FILE}`)
  return kept === scores.length
}
