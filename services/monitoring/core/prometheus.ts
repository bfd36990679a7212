import { renderYaml } from '../../../lib/yaml/writer.ts'

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
  /** Undefined where no port needs a password, as behind a cluster's network policies. */
  readonly access?: BasicAccess
}

/** Probes come every five seconds, and each must be scraped; rules are evaluated every fifteen seconds. */
export const SCRAPE_INTERVAL = '5s'
const EVALUATION_INTERVAL = '15s'

/** The stack's prometheus.yml. */
export function renderPrometheusConfig(plan: PrometheusPlan): string {
  return renderYaml({
    global: {
      scrape_interval: SCRAPE_INTERVAL,
      scrape_timeout: '4s',
      evaluation_interval: EVALUATION_INTERVAL,
    },
    rule_files: plan.ruleFiles,
    alerting: {
      alertmanagers: [{ ...basicAuth(plan.access), static_configs: [{ targets: [plan.alertmanager] }] }],
    },
    scrape_configs: plan.jobs.map(({ job, targets, isOpen }) => ({
      job_name: job,
      ...(isOpen === true ? {} : basicAuth(plan.access)),
      static_configs: [{ targets }],
    })),
  })
}

/** The `basic_auth` of a client of Prometheus or Alertmanager; nothing where no password is needed. */
export function basicAuth(access: BasicAccess | undefined): object {
  return access === undefined ? {} : { basic_auth: { username: access.user, password_file: access.passwordFile } }
}
