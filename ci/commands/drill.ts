import { pause } from '../../adapters/pause.ts'
import { readProject } from '../../adapters/project.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import type { Duration } from '../../lib/duration.ts'
import { createStackClient } from '../../services/stack/control/stack-client.ts'
import { runDrill } from '../../services/stack/drill/drill.ts'
import { DRILLS, isDrillName } from '../../services/stack/drill/drills.ts'
import type { StackState } from '../../services/stack/supervise/state-file.ts'
import { FOLDER_OPTION, withRunningStack } from '../stack/with-stack.ts'

const NAMES = Object.keys(DRILLS)

/** `npm run drill`. */
const DRILL = defineCommand({
  name: 'npm run drill',
  summary: 'break one thing in the running stack on purpose',
  help: {
    about: 'Reports what is noticed and when, heals it, and reports when the page ends.',
    uses: Object.entries(DRILLS).map(([name, { says }]) => [`npm run drill -- ${name}`, says] as const),
    notes:
      'Ctrl-C heals at once; should this command be killed, the stack heals itself within 15 seconds. Five minutes after a drill, its time is taken out of the error budget.',
  },
  options: { folder: FOLDER_OPTION },
  operands: { value: 'NAME', least: 1, most: 1, choices: NAMES, need: `name one drill: ${NAMES.join(', ')}` },
  exits: {
    good: 'the right hop was named, and the page came and went in time',
    bad: 'it was not, or the stack does not answer',
    blind: 'no stack runs',
    interrupted: 'interrupted, and healed',
  },
  // A reader of the output that has gone must not leave a broken stack behind.
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'],
  run: ({ values, operands }, io) => withRunningStack(values.folder, io, state => drill(operands[0] ?? '', state, io)),
})

export const main = DRILL.run

async function drill(name: string, state: StackState, io: CommandIo) {
  if (!isDrillName(name)) throw new RangeError(`There is no drill "${name}"`)
  const { slos } = (await readProject({ repository: io.repository })).value
  // Healing must go through after Ctrl-C too, so the client has no signal.
  const client = createStackClient(state)
  const say = (line: string): void => io.stdout(`${line}\n`)
  const wait = (duration: Duration) => pause(duration, io.signal)
  const deps = { client, slos, say, now: () => io.now().getTime(), pause: wait, signal: io.signal }
  if (await runDrill(name, DRILLS[name], deps)) return EXIT.good
  return io.signal.aborted ? EXIT.interrupted : EXIT.bad
}
