import { didYouMean } from '../../../lib/did-you-mean.ts'
import { BUDGETS, type Budget, COUNTED, PATHS, type Path } from '../contract/names.ts'
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
  /** What samples count under outside a maintenance: of several vantages one alone spends error budget. */
  readonly budget: Budget
  /** The paths that can be taken from here; undefined for all, with what hops say of themselves. */
  readonly paths: readonly Path[] | undefined
  /** Whether the internal port answers with metrics alone, for a network that others share. */
  readonly showsMetricsOnly: boolean
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
  ['BUDGET', 'excluded where another prober counts, counted when absent: whether samples spend error budget'],
  ['PATHS', 'the paths that can be taken from here, such as edge,ingress; all when absent'],
  ['SHOWS', 'metrics: the port answers nothing but /metrics, /healthz and /readyz; all when absent'],
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
  const budget = choice('BUDGET', env.BUDGET || COUNTED, BUDGETS, mistakes) ?? COUNTED
  const named = (env.PATHS ?? '').split(',').filter(text => text !== '')
  const paths = named.flatMap(text => choice('PATHS', text, PATHS, mistakes) ?? [])
  const shows = choice('SHOWS', env.SHOWS || 'all', ['all', 'metrics'], mistakes)
  const probesFile = env.PROBES_FILE || PROBES_FILE
  const stateFolder = env.STATE_FOLDER || undefined
  const passwordFile = env.PASSWORD_FILE || undefined
  const host = env.HOST || '127.0.0.1'
  const files = { probesFile, stateFolder, passwordFile }
  const counting = { budget, paths: named.length === 0 ? undefined : paths, showsMetricsOnly: shows === 'metrics' }
  return { settings: { ...files, host, port: Number(port), vantage, ...counting }, mistakes }
}

/** One of several words, or undefined and a mistake. */
function choice<Word extends string>(
  name: string,
  text: string,
  words: readonly Word[],
  mistakes: string[],
): Word | undefined {
  const found = words.find(word => word === text)
  if (found !== undefined) return found
  const meant = didYouMean(text, words)
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`
  mistakes.push(`Cannot use ${name} "${text}": it must be one of ${words.join(', ')}${hint}`)
  return undefined
}
