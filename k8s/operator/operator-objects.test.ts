import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { loadFieldTables } from '../../adapters/kubernetes/field-tables.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { clusterScrapes } from '../../services/monitoring/core/cluster/scrapes.ts'
import { exampleSite } from '../render/example.testkit.ts'
import { kindOf, strictFindings } from '../validate/strict.ts'
import { operatorObjects } from './operator-objects.ts'

const PLACE = { namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } }
const FOLDER = 'slo/generated'
const GENERATED = readdirSync(FOLDER)
  .filter(name => name.endsWith('.rules.yaml'))
  .map(name => ({ path: path.join(FOLDER, name), text: readFileSync(path.join(FOLDER, name), 'utf8') }))
const SMALL = {
  path: 'slo/generated/shop.rules.yaml',
  text: `groups:
  - name: slo-shop
    rules:
      - record: a:b
        expr: sum(c)
  - name: slo-slow-shop
    interval: 2m30s
    rules:
      - alert: Shop
        expr: |-
          a:b > 1
          and on () vector(1)
        labels: { sloth_severity: page }
`,
}
const SITE = {
  ...exampleSite(),
  machines: [
    { name: 'edge', address: '192.168.1.10' },
    { name: 'six', address: 'fd00::1' },
  ],
}

test('rules and scrapes as the Prometheus operator reads them', async () => {
  const text = operatorObjects([SMALL], SITE, PLACE)
    .map(object => `---\n${renderYaml(object)}`)
    .join('')
  await expect(text).toMatchFileSnapshot('testdata/operator.yaml')
})

test('every object is strictly valid, and one of another field is not', async () => {
  const objects = operatorObjects(GENERATED, SITE, PLACE)
  const tables = await loadFieldTables(objects.map(kindOf))
  expect(objects.flatMap(object => strictFindings(object, tables))).toEqual([])
  const spoilt = objects.map(object => JSON.parse(JSON.stringify(object).replace('"expr"', '"expression"')))
  expect(spoilt.flatMap(object => strictFindings(object, tables)).map(({ code }) => code)).toContain('unknown-field')
})

test('of the generated rules those of SLOs and prober are there, each with its pace', () => {
  const rules = operatorObjects(GENERATED, SITE, PLACE).filter(({ kind }) => kind === 'PrometheusRule')
  expect(rules.map(({ metadata }) => metadata.name)).toEqual(['leadline-prober', 'leadline-web'])
  const groups = rules.flatMap(({ spec }) => (spec as { groups: { interval?: string }[] }).groups)
  expect(groups.filter(({ interval }) => interval === undefined)).toEqual([])
})

test('what is scraped of ours is what our own Prometheus scrapes, under the same jobs', () => {
  const monitored = operatorObjects([], SITE, PLACE)
    .filter(({ kind }) => kind === 'PodMonitor')
    .map(({ metadata }) => metadata.name.replace('leadline-', ''))
  const own = clusterScrapes({
    namespace: 'leadline',
    monitoringNamespace: 'm',
    machines: [],
    vantages: [],
  }) as readonly {
    readonly job_name: string
    readonly kubernetes_sd_configs?: readonly { readonly role: string }[]
  }[]
  const pods = own.filter(({ kubernetes_sd_configs: [found] = [] }) => found?.role === 'pod')
  expect(monitored).toEqual(pods.map(({ job_name }) => job_name))
})

test('without machines there is nothing to scrape of them', () => {
  expect(operatorObjects([], { machines: [] }, PLACE).map(({ kind }) => kind)).not.toContain('ScrapeConfig')
})
