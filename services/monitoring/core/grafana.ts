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

/** Grafana's files by name, relative to its folder: the server's settings, the data source and the dashboard provider. */
export function renderGrafanaFiles(plan: GrafanaPlan): Readonly<Record<string, string>> {
  return {
    'grafana.ini': [
      '[server]',
      'http_addr = 127.0.0.1',
      `http_port = ${plan.port}`,
      '[paths]',
      `data = ${plan.folder}/data`,
      `logs = ${plan.folder}/logs`,
      `plugins = ${plan.folder}/plugins`,
      `provisioning = ${plan.folder}/provisioning`,
      '[auth.anonymous]',
      'enabled = true',
      'org_role = Viewer',
      '[analytics]',
      'reporting_enabled = false',
      'check_for_updates = false',
      'check_for_plugin_updates = false',
      '[log]',
      'mode = console',
      '',
    ].join('\n'),
    'provisioning/datasources/prometheus.yaml': renderYaml(
      datasourceFile(plan.prometheusUrl, SCRAPE_INTERVAL, plan.access),
    ),
    'provisioning/dashboards/leadline.yaml': renderYaml(providerFile(plan.boardsFolder)),
  }
}
