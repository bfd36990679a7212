import { renderYaml } from '../../../lib/yaml/writer.ts'

/** One thing Prometheus scrapes. */
export interface ScrapeJob {
  readonly job: string
  readonly targets: readonly string[]
}

export interface PrometheusPlan {
  readonly ruleFiles: readonly string[]
  readonly alertmanager: string
  readonly jobs: readonly ScrapeJob[]
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
      alertmanagers: [{ static_configs: [{ targets: [plan.alertmanager] }] }],
    },
    scrape_configs: plan.jobs.map(({ job, targets }) => ({ job_name: job, static_configs: [{ targets }] })),
  })
}
