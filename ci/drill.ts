import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readDefinitions } from '../adapters/project.ts'
import { didYouMean } from '../lib/did-you-mean.ts'
import type { Duration } from '../lib/duration.ts'
import { createStackClient } from '../services/stack/control/stack-client.ts'
import { runDrill } from '../services/stack/drill/drill.ts'
import { DRILLS, isDrillName } from '../services/stack/drill/drills.ts'
import type { StackCommandIo } from '../services/stack/io.ts'
import { DEFAULT_FOLDER } from '../services/stack/plan/command-hint.ts'
import type { Environment } from '../services/stack/plan/programs.ts'
import { withRunningStack } from './with-stack.ts'

const HELP = `Breaks one thing in the running stack on purpose, tells what is noticed and when, heals it, and tells when the page ends.

${Object.entries(DRILLS)
  .map(([name, { says }]) => `  npm run drill -- ${name.padEnd(18)} ${says}`)
  .join('\n')}
  npm run drill -- NAME --folder DIR  in a stack started with the same --folder (default ${DEFAULT_FOLDER})

Ctrl-C heals at once; should this command be killed, the stack heals itself within 15 seconds. Five minutes after a drill,
its time is taken out of the error budget.

Exit codes: 0 the right hop was named and the page came and went in time · 1 it was not · 2 wrong usage
            3 no stack runs · 130 interrupted, and healed
`

/** What a shell says of a program that Ctrl-C ended: 128 and the number of SIGINT. */
const INTERRUPTED = 130

/** Runs one drill; gives the exit code. */
export async function main(
  argv: readonly string[],
  io: StackCommandIo & { readonly env: Environment; readonly now: () => number },
): Promise<number> {
  const reading = readArguments(argv)
  if (typeof reading === 'string') {
    io.stderr(`${reading}\n\n${HELP}`)
    return 2
  }
  const { name, folder, help } = reading
  if (help) {
    io.stdout(HELP)
    return 0
  }
  if (!isDrillName(name)) {
    const meant = didYouMean(name, Object.keys(DRILLS))
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
    io.stderr(`${name === '' ? 'Name a drill.' : `There is no drill "${name}".${hint}`}\n\n${HELP}`)
    return 2
  }
  return withRunningStack(folder, io, async state => {
    const { slos } = await readDefinitions(io.repository, io.env)
    // Healing must go through after Ctrl-C too, so the client has no signal.
    const client = createStackClient(state)
    const say = (line: string): void => io.stdout(`${line}\n`)
    // The only way this sleep fails is the signal, and then the drill ends.
    const pause = (duration: Duration) => sleep(duration, undefined, { signal: io.signal }).catch(() => undefined)
    const deps = { client, slos, say, now: io.now, pause, signal: io.signal }
    if (await runDrill(name, DRILLS[name], deps)) return 0
    return io.signal.aborted ? INTERRUPTED : 1
  })
}

interface DrillArguments {
  readonly name: string
  readonly folder: string
  readonly help: boolean
}

function readArguments(argv: readonly string[]): DrillArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        folder: { type: 'string', default: DEFAULT_FOLDER },
      },
    })
    if (positionals.length > 1) return `One drill at a time: "${positionals.join('", "')}" are ${positionals.length}`
    return { name: positionals[0] ?? '', ...values }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

if (import.meta.main) {
  const ending = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => ending.abort())
  process.exitCode = await main(process.argv.slice(2), {
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
    repository: path.resolve(import.meta.dirname, '..'),
    env: process.env,
    now: () => Date.now(),
    signal: ending.signal,
  })
}
