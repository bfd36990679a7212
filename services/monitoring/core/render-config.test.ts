import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { renderAlertmanagerConfig } from './alertmanager.ts'
import { ALERTMANAGER_PLAN, GRAFANA_PLAN, PROMETHEUS_PLAN } from './config.testkit.ts'
import { renderGrafanaFiles } from './grafana.ts'
import { renderPrometheusConfig } from './prometheus.ts'

const RENDERED: Readonly<Record<string, string>> = {
  'prometheus.yml': renderPrometheusConfig(PROMETHEUS_PLAN),
  'alertmanager.yml': renderAlertmanagerConfig(ALERTMANAGER_PLAN),
  ...renderGrafanaFiles(GRAFANA_PLAN),
}

test.each(Object.keys(RENDERED))('%s stays as it was reviewed', async name => {
  await expect(RENDERED[name]).toMatchFileSnapshot(`testdata/${name}`)
})

test('Grafana, too, listens only on the loopback interface', () => {
  expect(RENDERED['grafana.ini']).toMatch(/^http_addr = 127\.0\.0\.1$/m)
})

test('Prometheus scrapes each batch of probes, which come every five seconds', () => {
  expect(parse(RENDERED['prometheus.yml'] ?? '').global.scrape_interval).toBe('5s')
})
