import type { HelpText } from '../../../lib/command/command.ts'
import type { Options, Values } from '../../../lib/command/options.ts'
import { type Duration, parseDuration } from '../../../lib/duration.ts'
import { DEFAULT_FOLDER } from './command-hint.ts'
import { choosePorts, DEFAULT_PORTS, type Ports } from './ports.ts'

/** What a person asked of `npm start`. */
export interface StartArguments {
  readonly isFresh: boolean
  /** Undefined: wait without limit. */
  readonly readyTimeout: Duration | undefined
  readonly ports: Ports
  readonly folder: string
}

/** The options of `npm start`. */
export const START_OPTIONS = {
  fresh: { type: 'boolean', help: 'forget measurements and pages of earlier runs first' },
  'ready-timeout': {
    type: 'string',
    value: 'TIME',
    parse: (text: string): Duration | undefined => parseDuration(text) || undefined,
    need: 'a duration such as 120s or 2m',
    help: 'exit 1 with the reason when not all parts are ready in time',
  },
  port: { type: 'string', value: 'NAME=PORT', multiple: true, help: 'move a port' },
  folder: {
    type: 'string',
    value: 'DIR',
    default: DEFAULT_FOLDER,
    help: 'keep everything the stack writes there',
  },
} as const satisfies Options

type StartValues = Values<typeof START_OPTIONS>

const PORT_ENTRIES = Object.entries(DEFAULT_PORTS)
/** Five to a line. */
const PORT_ROWS = PORT_ENTRIES.flatMap((_, index) => (index % 5 === 0 ? [PORT_ENTRIES.slice(index, index + 5)] : []))
const PORT_LINES = PORT_ROWS.map(row => {
  const cells = row.map(([name, port]) => `${name}=${port}`.padEnd(22))
  return `  ${cells.join('').trimEnd()}`
})

/** What `npm start -- --help` says beside the options. */
export const START_HELP: HelpText = {
  about: 'Edge, ingress, web app ×2, prober, Prometheus, Alertmanager and pager.',
  uses: [
    ['npm start', 'run until q or Ctrl-C'],
    ['npm start -- --port edge-https=18443', 'on another port'],
  ],
  environment: [
    ['TRAEFIK_BIN', 'a Traefik v3 to use as ingress'],
    ['GRAFANA_HOME', 'the folder of an unpacked Grafana'],
  ],
  notes: `Ports:\n${PORT_LINES.join('\n')}`,
}

/** A sentence for each mistake in the ports. */
export function portMistakes({ port = [] }: Partial<StartValues>): readonly string[] {
  return choosePorts(port).mistakes
}

/** What was asked, of options without a mistake. */
export function startArguments(values: StartValues): StartArguments {
  const { fresh: isFresh, 'ready-timeout': readyTimeout, port, folder } = values
  return { isFresh, readyTimeout, ports: choosePorts(port).ports, folder }
}
