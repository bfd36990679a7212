import path from 'node:path'
import { parseArgs } from 'node:util'
import { createStackClient } from '../services/stack/control/stack-client.ts'
import type { StatusDocument } from '../services/stack/control/status-document.ts'
import type { StackCommandIo } from '../services/stack/io.ts'
import { DEFAULT_FOLDER } from '../services/stack/plan/command-hint.ts'
import { percentText } from '../slo/report/percent.ts'
import { withRunningStack } from './with-stack.ts'

const HELP = `Tells how the running stack is.

  npm run status                   for people
  npm run status -- --json         one JSON document: parts, slos, faultDomain, pagesFiring
  npm run status -- --folder DIR   of a stack started with the same --folder (default ${DEFAULT_FOLDER})

Exit codes: 0 told · 1 the stack runs and does not answer · 2 wrong usage · 3 no stack runs
`

/** Tells about the running stack; gives the exit code. */
export async function main(argv: readonly string[], io: StackCommandIo): Promise<number> {
  const values = readArguments(argv)
  if (typeof values === 'string') {
    io.stderr(`${values}\n\n${HELP}`)
    return 2
  }
  if (values.help) {
    io.stdout(HELP)
    return 0
  }
  return withRunningStack(values.folder, io, async state => {
    const status = await createStackClient(state, io.signal).status()
    io.stdout(values.json ? `${JSON.stringify(status, undefined, 2)}\n` : statusText(status))
    return 0
  })
}

interface StatusArguments {
  readonly help: boolean
  readonly json: boolean
  readonly folder: string
}

function readArguments(argv: readonly string[]): StatusArguments | string {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'boolean', default: false },
        folder: { type: 'string', default: DEFAULT_FOLDER },
      },
    }).values
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The same for people; what is not known says so. */
function statusText(status: StatusDocument): string {
  const ratio = (value: number | null, digits: number) => (value === null ? 'blind' : percentText(value, digits))
  const parts = status.parts.map(
    ({ name, state, url, pid, note }) =>
      `  ${name.padEnd(14)} ${state.padEnd(12)} ${String(pid ?? '-').padStart(7)}  ${url}${note === undefined ? '' : `  (${note})`}`,
  )
  const slos = status.slos.map(slo =>
    [
      `  ${slo.id.padEnd(28)}`,
      `objective ${percentText(slo.objective)}`,
      `SLI 1 h ${ratio(slo.sli, 3)}`,
      `budget left ${ratio(slo.budgetRemaining, 1)}`,
      `burn 1 h ${slo.burnRate1h === null ? 'blind' : `${slo.burnRate1h.toFixed(1)}×`}`,
    ].join('  '),
  )
  const firing = status.pagesFiring.map(page => `  ${page.severity.toUpperCase()}  ${page.title}`)
  return `${[
    status.siteUrl,
    ...parts,
    ...(slos.length === 0 ? ['  blind: no SLO has been evaluated yet'] : slos),
    `  fault domain ${status.faultDomain ?? 'blind'}`,
    ...(firing.length === 0 ? ['  no page fires'] : firing),
  ].join('\n')}\n`
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), {
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
    repository: path.resolve(import.meta.dirname, '..'),
    signal: new AbortController().signal,
  })
}
