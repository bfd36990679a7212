import { parseNames } from '../../../lib/host-names.ts'
import { PROBES_FILE } from '../contract/probes-file.ts'

/** The prober's settings, read from its environment. */
export interface Settings {
  readonly probesFile: string
  readonly host: string
  /** The internal port: metrics, localisation, failures. */
  readonly port: number
  /** Where the prober stands, as a label. */
  readonly vantage: string
  /** Keeps a maintenance that was started by hand over a restart; undefined where nothing can be written. */
  readonly stateFolder: string | undefined
  /** The file with the password of the internal port; undefined where the network protects it. */
  readonly passwordFile: string | undefined
  /** The names and addresses that the internal port may be called by; undefined where the network protects it. */
  readonly names: readonly string[] | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

/** The variables of the environment that are read, for `--help`. */
export const SETTINGS_HELP = [
  ['PROBES_FILE', `definitions file, ${PROBES_FILE} when absent; reloaded when it changes, and on SIGHUP`],
  [
    'HOST, PORT',
    'address of /metrics, /readyz, /failures, /fault-domain and /maintenance, 127.0.0.1 and 17300 when absent',
  ],
  ['VANTAGE', 'location of this prober, as a label; local when absent'],
  ['STATE_FOLDER', 'folder in which a maintenance started by hand survives a restart; not kept when absent'],
  ['PASSWORD_FILE', 'the file with the password of the internal port, for the user leadline; none when absent'],
  [
    'SITE_NAMES',
    'names and addresses that it may be called by, by commas; others are refused with 421; any when absent',
  ],
  ['RELEASE', 'the version in prober_build_info, dev when absent'],
  ['TZ', 'time zone of cron expressions'],
] as const

const DEFAULT_PORT = '17300'

/** The settings, and every mistake in them, one sentence each. */
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
  const names = env.SITE_NAMES ? parseNames(env.SITE_NAMES) : undefined
  if (env.SITE_NAMES && names === undefined) {
    mistakes.push(
      `Cannot use SITE_NAMES "${env.SITE_NAMES}": it must be names or addresses without a port, by commas, such as localhost,127.0.0.1`,
    )
  }
  const probesFile = env.PROBES_FILE || PROBES_FILE
  const stateFolder = env.STATE_FOLDER || undefined
  const passwordFile = env.PASSWORD_FILE || undefined
  const host = env.HOST || '127.0.0.1'
  return { settings: { probesFile, host, port: Number(port), vantage, stateFolder, passwordFile, names }, mistakes }
}
