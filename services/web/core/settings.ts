import { type Duration, parseDuration } from '../../../lib/duration.ts'
import { parseNames } from '../../../lib/host-names.ts'

/** The app's settings, from its environment. */
export interface Settings {
  readonly host: string
  readonly port: number
  /** Metrics and faults; never reachable from outside. */
  readonly internalPort: number
  readonly release: string
  readonly instance: string
  readonly prometheusUrl: string
  readonly pagesUrl: string | undefined
  readonly siteUrl: string
  /** The file with the password of the internal port; undefined where the network protects it. */
  readonly passwordFile: string | undefined
  /** The names and addresses that its ports may be called by; undefined where what stands before them sees to that. */
  readonly names: readonly string[] | undefined
  /** The stand-ins for real parts here, a sentence each. */
  readonly standIns: readonly string[]
  readonly areFaultsAllowed: boolean
  /** How long to go on serving after the shutdown was announced, until no proxy sends requests any more. */
  readonly drainDelay: Duration
  /** The file that lists the defined SLOs. */
  readonly sloList: string
  /** Where the generated boards lie, for the app to draw them itself; undefined where Grafana does. */
  readonly dashboardsFolder: string | undefined
  /** How often Prometheus scrapes. */
  readonly scrapeInterval: Duration
}

export type Environment = Readonly<Record<string, string | undefined>>

/** The variables of the environment that are read, for `--help`. */
export const SETTINGS_HELP = [
  ['HOST', 'the interface to listen on, 127.0.0.1 when absent'],
  ['PORT, INTERNAL_PORT', 'of the site, and of metrics and faults; 0 for a free one'],
  ['RELEASE, INSTANCE', 'which version this is, and which of its instances'],
  ['SITE_URL', 'the address of the site, for its own links'],
  [
    'SITE_NAMES',
    'names and addresses that it may be called by, by commas; others are refused with 421; any when absent',
  ],
  ['PROMETHEUS_URL', 'where SLOs and the fault domain are queried'],
  ['PAGES_URL', 'where the pages that fire are read; not shown when absent'],
  ['PASSWORD_FILE', 'the file with the password of the internal port, for the user leadline; none when absent'],
  ['SLO_LIST', 'the file that lists the defined SLOs'],
  ['DASHBOARDS', 'the folder of generated dashboards to draw, where there is no Grafana'],
  ['SCRAPE_INTERVAL', 'of that Prometheus, 15s when absent'],
  ['STAND_INS', 'what stands in for the real thing here, separated by semicolons'],
  ['FAULTS_ALLOWED', 'yes: the internal port can make the app fail, for drills; no when absent'],
  ['DRAIN_DELAY', 'how long to go on serving after the end was announced, 8s when absent'],
] as const

/** Settings, or every mistake in them, one sentence each. */
export type SettingsReading =
  | { readonly settings: Settings; readonly mistakes: readonly [] }
  | { readonly settings: undefined; readonly mistakes: readonly string[] }

/** Longer than a cluster takes to remove a terminating pod from its proxies. */
const DEFAULT_DRAIN_DELAY = '8s'

/** Values that go into headers and pages, so only what is harmless in both. */
const NAME = /^[A-Za-z0-9][\w.@:/+-]{0,127}$/
const NAME_NEED = 'up to 128 letters, digits and . _ @ : / + -, a letter or digit first'

const NAMES_NEED = 'names or addresses without a port, by commas, such as localhost,127.0.0.1'

/** Reads the environment. */
export function readSettings(env: Environment): SettingsReading {
  const mistakes: string[] = []
  const read = <T>(name: string, parse: (text: string) => T | undefined, need: string, otherwise?: string): T => {
    // An empty variable is what a template with nothing to fill in leaves behind.
    const text = env[name] || otherwise
    const value = text === undefined ? undefined : parse(text)
    if (value === undefined) {
      mistakes.push(
        text === undefined
          ? `${name} is not set: it must be ${need}`
          : `Cannot use ${name} "${text}": it must be ${need}`,
      )
    }
    // A missing value always comes with a mistake, and settings with a mistake are not given out.
    return value as T
  }
  const port = (name: string) => read(name, parsePort, 'a port from 1 to 65535, or 0 for a free one')
  const url = (name: string, otherwise?: string) =>
    read(name, parseUrl, 'an address such as http://127.0.0.1:9090', otherwise)
  const settings: Settings = {
    host: env.HOST || '127.0.0.1',
    port: port('PORT'),
    internalPort: port('INTERNAL_PORT'),
    release: read('RELEASE', parseName, NAME_NEED),
    instance: read('INSTANCE', parseName, NAME_NEED),
    prometheusUrl: url('PROMETHEUS_URL'),
    pagesUrl: env.PAGES_URL ? url('PAGES_URL') : undefined,
    siteUrl: url('SITE_URL'),
    passwordFile: env.PASSWORD_FILE || undefined,
    names: env.SITE_NAMES ? read('SITE_NAMES', parseNames, NAMES_NEED) : undefined,
    standIns: (env.STAND_INS ?? '').split(';').flatMap(text => text.trim() || []),
    areFaultsAllowed: read('FAULTS_ALLOWED', parseYesNo, '"yes" or "no"', 'no'),
    drainDelay: read('DRAIN_DELAY', parseDuration, 'a duration such as 8s or 500ms', DEFAULT_DRAIN_DELAY),
    sloList: read('SLO_LIST', text => text, 'the file that lists the defined SLOs'),
    dashboardsFolder: env.DASHBOARDS || undefined,
    scrapeInterval: read('SCRAPE_INTERVAL', parseDuration, 'a duration such as 15s', '15s'),
  }
  if (settings.port === settings.internalPort && settings.port > 0) {
    mistakes.push(`PORT and INTERNAL_PORT are both ${settings.port}: metrics must not stand on the public port`)
  }
  return mistakes.length === 0 ? { settings, mistakes: [] } : { settings: undefined, mistakes }
}

function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}

function parseUrl(text: string): string | undefined {
  return /^https?:\/\//.test(text) && URL.canParse(text) ? text : undefined
}

function parseName(text: string): string | undefined {
  return NAME.test(text) ? text : undefined
}

function parseYesNo(text: string): boolean | undefined {
  return text === 'yes' ? true : text === 'no' ? false : undefined
}
