import { parseArgs } from 'node:util'
import { didYouMean } from '../../../lib/did-you-mean.ts'
import { type Duration, parseDuration } from '../../../lib/duration.ts'
import { DEFAULT_FOLDER } from './command-hint.ts'
import { choosePorts, DEFAULT_PORTS, type Ports } from './ports.ts'

/** What a person asked of `npm start`. */
export interface StartArguments {
  readonly isFresh: boolean
  /** Undefined: wait for ever. */
  readonly readyTimeout: Duration | undefined
  readonly ports: Ports
  readonly folder: string
}

/** The arguments, or every mistake in them, one sentence each. */
export type ArgumentReading =
  | { readonly kind: 'start'; readonly start: StartArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly string[] }

const PORT_ENTRIES = Object.entries(DEFAULT_PORTS)
/** Five to a line. */
const PORT_ROWS = PORT_ENTRIES.flatMap((_, index) => (index % 5 === 0 ? [PORT_ENTRIES.slice(index, index + 5)] : []))

export const START_HELP = `Runs the whole of Leadline on this machine: edge, ingress, web app ×2, prober, Prometheus, Alertmanager, pager.

  npm start                                  run until q or Ctrl-C
  npm start -- --fresh                       forget measurements and pages of earlier runs first
  npm start -- --ready-timeout 120s          exit 1 with the reason when not all parts are ready in time
  npm start -- --port edge-https=18443       move a port; may be given more than once
  npm start -- --folder DIR                  keep everything the stack writes there (default ${DEFAULT_FOLDER})

Ports:
${PORT_ROWS.map(
  row =>
    `  ${row
      .map(([name, port]) => `${name}=${port}`.padEnd(22))
      .join('')
      .trimEnd()}`,
).join('\n')}

Environment: TRAEFIK_BIN names a Traefik v3 to use as ingress; GRAFANA_HOME the folder of an unpacked Grafana.
Exit codes: 0 stopped by you · 1 could not start, or not ready in time · 2 wrong usage
`

const OPTIONS = {
  fresh: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  port: { type: 'string', multiple: true },
  'ready-timeout': { type: 'string' },
  folder: { type: 'string' },
} as const

/** Reads the command line of `npm start`. */
export function readStartArguments(argv: readonly string[]): ArgumentReading {
  const { given, mistakes } = readOptions(argv)
  if (mistakes.length === 0 && given.has('help')) return { kind: 'help' }
  const last = (name: keyof typeof OPTIONS): string | undefined => given.get(name)?.at(-1)
  const { ports, mistakes: portMistakes } = choosePorts(given.get('port') ?? [])
  const timeoutText = last('ready-timeout')
  const readyTimeout = timeoutText === undefined ? undefined : parseDuration(timeoutText)
  if (timeoutText !== undefined && (readyTimeout === undefined || readyTimeout === 0)) {
    mistakes.push(`Cannot use "${timeoutText}" as --ready-timeout: it must be a duration such as 120s or 2m`)
  }
  mistakes.push(...portMistakes)
  if (mistakes.length > 0) return { kind: 'mistakes', mistakes }
  return {
    kind: 'start',
    start: { isFresh: given.has('fresh'), readyTimeout, ports, folder: last('folder') ?? DEFAULT_FOLDER },
  }
}

interface GivenOptions {
  /** What was given by the option's name; of a flag, nothing but that it was given. */
  readonly given: ReadonlyMap<string, readonly string[]>
  readonly mistakes: string[]
}

/** The options as they were typed; parseArgs alone would stop at the first mistake. */
function readOptions(argv: readonly string[]): GivenOptions {
  const given = new Map<string, readonly string[]>()
  const mistakes: string[] = []
  const { tokens } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'positional') mistakes.push(`Cannot use "${token.value}": every option starts with --`)
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name as keyof typeof OPTIONS] : undefined
    const problem = problemOf(option?.type, name, value)
    if (problem === undefined) given.set(name, [...(given.get(name) ?? []), ...(value === undefined ? [] : [value])])
    else mistakes.push(`${rawName} ${problem}`)
  }
  return { given, mistakes }
}

function problemOf(type: 'boolean' | 'string' | undefined, name: string, value: string | undefined) {
  const meant = didYouMean(name, Object.keys(OPTIONS))
  if (type === undefined) return `is not an option${meant === undefined ? '' : `: did you mean --${meant}?`}`
  if (type === 'boolean') return value === undefined ? undefined : 'takes no value'
  return value === undefined || value === '' || value.startsWith('-') ? 'needs a value' : undefined
}
