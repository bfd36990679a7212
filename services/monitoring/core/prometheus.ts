import { renderYaml } from '../../../lib/yaml/writer.ts'
import { LINK_LABELS } from '../../../slo/page/links.ts'

/** One thing Prometheus scrapes. */
export interface ScrapeJob {
  readonly job: string
  readonly targets: readonly string[]
  /** Whether it answers without a password where the others need one. */
  readonly isOpen?: boolean
}

/** Who asks, where ports need a password; it is read from a file that Prometheus and Alertmanager can read. */
export interface BasicAccess {
  readonly user: string
  readonly passwordFile: string
}

export interface PrometheusPlan {
  readonly ruleFiles: readonly string[]
  readonly alertmanager: string
  readonly jobs: readonly ScrapeJob[]
  readonly links?: LinkPlaces
  /** Undefined where no port needs a password, as behind a cluster's network policies. */
  readonly access?: BasicAccess
}

/** Where links in alerts lead, as far as a person can reach these places. */
export type LinkPlaces = Readonly<Partial<Record<keyof typeof LINK_LABELS, string>>>

/** How often is scraped, and how long an answer may take. */
export interface ScrapePace {
  readonly scrape_interval: string
  readonly scrape_timeout: string
}

/** Probes come every five seconds, and each must be scraped; rules are evaluated every fifteen seconds. */
export const SCRAPE_INTERVAL = '5s'
export const EVALUATION_INTERVAL = '15s'

/** The pace of what probes and serves. */
export const PROBE_PACE: ScrapePace = { scrape_interval: SCRAPE_INTERVAL, scrape_timeout: '4s' }

/** Longer than the longest period of an SLO, or its budget could not be counted. */
export const RETENTION = '100d'

/** The stack's prometheus.yml. */
export function renderPrometheusConfig({ jobs, access, ...plan }: PrometheusPlan): string {
  const scrapes = jobs.map(({ job, targets, isOpen }) => ({
    job_name: job,
    ...(isOpen === true ? {} : basicAuth(access)),
    static_configs: [{ targets }],
  }))
  return renderYaml(prometheusConfig({ ...plan, pace: PROBE_PACE, scrapes, ...(access && { access }) }))
}

/** What every Prometheus of ours is configured from. */
interface PrometheusParts extends Omit<PrometheusPlan, 'jobs'> {
  /** The pace of every scrape that names none of its own. */
  readonly pace: ScrapePace
  readonly scrapes: readonly object[]
}

/** The configuration of Prometheus: on one machine and in a cluster only the scrapes differ. */
export function prometheusConfig(parts: PrometheusParts): object {
  const { pace, ruleFiles, alertmanager, access, scrapes, links = {} } = parts
  const alertmanagers = [{ ...basicAuth(access), static_configs: [{ targets: [alertmanager] }] }]
  return {
    global: { ...pace, evaluation_interval: EVALUATION_INTERVAL, ...externalLabels(links) },
    rule_files: ruleFiles,
    alerting: {
      ...(Object.keys(links).length === 0 ? {} : { alert_relabel_configs: [WITHOUT_LINKS] }),
      alertmanagers,
    },
    scrape_configs: scrapes,
  }
}

/** Templates of alerts read them; as labels of an alert they would be different alerts for each place. */
function externalLabels(links: LinkPlaces): object {
  const labels = Object.entries(links).map(([name, address]) => [LINK_LABELS[name as keyof LinkPlaces], address])
  return labels.length === 0 ? {} : { external_labels: Object.fromEntries(labels) }
}

const WITHOUT_LINKS = { action: 'labeldrop', regex: Object.values(LINK_LABELS).join('|') }

/** The `basic_auth` of a client of Prometheus or Alertmanager; nothing where no password is needed. */
export function basicAuth(access: BasicAccess | undefined): object {
  return access === undefined ? {} : { basic_auth: { username: access.user, password_file: access.passwordFile } }
}
