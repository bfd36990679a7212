import { PROBES_FILE } from '../contract/probes-file.ts'

/** What the prober is told by its environment. */
export interface Settings {
  readonly probesFile: string
  readonly host: string
  /** The internal port: metrics, verdict, failures. */
  readonly port: number
  /** Where the prober stands, as a label. */
  readonly vantage: string
  /** Where a maintenance that was started by hand outlives the prober; undefined where nothing can be written. */
  readonly stateFolder: string | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

/** What `--help` prints. */
export const SETTINGS_HELP = `Probes what a definitions file names, until it is told to end. Its environment says how:

  PROBES_FILE   definitions, ${PROBES_FILE} when absent; read anew when they change, and on SIGHUP
  HOST, PORT    where /metrics, /readyz, /failures, /verdict and /maintenance are, 127.0.0.1 and 17300 when absent
  VANTAGE       where this prober stands, as a label; local when absent
  STATE_FOLDER  keeps a maintenance that was started by hand over a restart; nothing is kept when absent
  TZ            the time zone of cron expressions

One probe, now: npm run probe -- NAME
Exit code: 0 told to end, 1 cannot start, 2 wrong usage.
`

const DEFAULT_PORT = '17300'

/** Settings, or every mistake in them, one sentence each. */
export function readSettings(env: Environment): { readonly settings: Settings; readonly mistakes: readonly string[] } {
  const mistakes: string[] = []
  const port = env.PORT || DEFAULT_PORT
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    mistakes.push(`Cannot use PORT "${port}": it must be a port from 1 to 65535, or 0 for a free one`)
  }
  const vantage = env.VANTAGE || 'local'
  if (!/^[\w.-]{1,63}$/.test(vantage)) {
    mistakes.push(`Cannot use VANTAGE "${vantage}": it must be up to 63 letters, digits and . _ -`)
  }
  const probesFile = env.PROBES_FILE || PROBES_FILE
  const stateFolder = env.STATE_FOLDER || undefined
  return { settings: { probesFile, host: env.HOST || '127.0.0.1', port: Number(port), vantage, stateFolder }, mistakes }
}
