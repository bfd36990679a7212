import { renderYaml } from '../../../lib/yaml/writer.ts'
import { type DatasourceAccess, datasourceFile, providerFile } from './grafana-provisioning.ts'
import { SCRAPE_INTERVAL } from './prometheus.ts'

export interface GrafanaPlan {
  readonly port: number
  readonly prometheusUrl: string
  readonly access?: DatasourceAccess
  readonly folder: string
  /** Holds the dashboards and nothing else. */
  readonly boardsFolder: string
}

/** Sections of grafana.ini in their order, each with its settings. */
export type GrafanaSections = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>

/** What holds on one machine and in a cluster: nothing is asked of the makers, and the log goes where all logs go. */
const ALWAYS: GrafanaSections = {
  analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
  log: { mode: 'console' },
}

/** A grafana.ini. */
export function renderGrafanaIni(sections: GrafanaSections): string {
  const lines = Object.entries({ ...sections, ...ALWAYS }).flatMap(([section, settings]) => [
    `[${section}]`,
    ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`),
  ])
  return `${lines.join('\n')}\n`
}

/** Grafana's files by name, relative to its folder: the server's settings, the data source and the dashboard provider. */
export function renderGrafanaFiles(plan: GrafanaPlan): Readonly<Record<string, string>> {
  return {
    'grafana.ini': renderGrafanaIni({
      server: { http_addr: '127.0.0.1', http_port: plan.port },
      paths: {
        data: `${plan.folder}/data`,
        logs: `${plan.folder}/logs`,
        plugins: `${plan.folder}/plugins`,
        provisioning: `${plan.folder}/provisioning`,
      },
      'auth.anonymous': { enabled: true, org_role: 'Viewer' },
    }),
    'provisioning/datasources/prometheus.yaml': renderYaml(
      datasourceFile(plan.prometheusUrl, SCRAPE_INTERVAL, plan.access),
    ),
    'provisioning/dashboards/leadline.yaml': renderYaml(providerFile(plan.boardsFolder)),
  }
}
