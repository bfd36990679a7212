import { parseArgs } from 'node:util'
import { type Duration, parseDuration } from '../../lib/duration.ts'
import { choosePorts, DEFAULT_PORTS, type Ports } from './ports.ts'
import { DEFAULT_FOLDER } from './state-file.ts'

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

export const START_HELP = `Runs the whole of Leadline on this machine: edge, ingress, web app ×2, prober, Prometheus, Alertmanager, pager.

  npm start                                  run until q or Ctrl-C
  npm start -- --fresh                       forget measurements and pages of earlier runs first
  npm start -- --ready-timeout 120s          exit 1 with the reason when not all parts are ready in time
  npm start -- --port edge-https=18443       move a port; may be given more than once
  npm start -- --folder DIR                  keep everything the stack writes there (default ${DEFAULT_FOLDER})

Ports: ${Object.entries(DEFAULT_PORTS)
  .map(([name, port]) => `${name}=${port}`)
  .join(' ')}

Environment: TRAEFIK_BIN names a Traefik v3 to use as ingress; GRAFANA_HOME the folder of an unpacked Grafana.
Exit codes: 0 stopped by you · 1 could not start, or not ready in time · 2 wrong usage
`

/** Reads the command line of \`npm start\`. */
export function readStartArguments(argv: readonly string[]): ArgumentReading {
  const mistakes: string[] = []
  const values = parse(argv, mistakes)
  if (values?.help === true) return { kind: 'help' }
  const { ports, mistakes: portMistakes } = choosePorts(values?.port ?? [])
  const timeoutText = values?.['ready-timeout']
  const readyTimeout = timeoutText === undefined ? undefined : parseDuration(timeoutText)
  if (timeoutText !== undefined && (readyTimeout === undefined || readyTimeout === 0)) {
    mistakes.push(`Cannot use "${timeoutText}" as --ready-timeout: it must be a duration such as 120s or 2m`)
  }
  if (mistakes.length + portMistakes.length > 0) return { kind: 'mistakes', mistakes: [...mistakes, ...portMistakes] }
  return {
    kind: 'start',
    start: { isFresh: values?.fresh === true, readyTimeout, ports, folder: values?.folder ?? DEFAULT_FOLDER },
  }
}

function parse(argv: readonly string[], mistakes: string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        fresh: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        port: { type: 'string', multiple: true },
        'ready-timeout': { type: 'string' },
        folder: { type: 'string' },
      },
    }).values
  } catch (error) {
    mistakes.push(error instanceof Error ? error.message : String(error))
    return undefined
  }
}
