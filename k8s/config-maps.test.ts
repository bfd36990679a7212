import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { allBoards } from '../dashboards/boards/boards.ts'
import { exampleContext } from '../dashboards/context.testkit.ts'
import { boardTexts, generatedFiles } from '../dashboards/generated-files.ts'
import { providerFile } from '../services/monitoring/core/grafana-provisioning.ts'
import {
  BOARDS_MOUNT,
  type ConfigMap,
  configMapFiles,
  DEFAULT_OPTIONS,
  dashboardConfigMaps,
  oversized,
} from './config-maps.ts'

const files = generatedFiles(allBoards(exampleContext), () => '0123abcd')
const maps = dashboardConfigMaps(files, { ...DEFAULT_OPTIONS, namespace: 'watch' })
const boards = maps.filter(({ metadata }) => metadata.labels.grafana_dashboard === '1')

test('there is one ConfigMap for each board, found by the sidecar’s label, and put into our folder', () => {
  expect(boards.map(({ metadata }) => `${metadata.name}.json`)).toEqual(boardTexts(files).map(([name]) => name))
  for (const { metadata } of boards) {
    expect(metadata).toMatchObject({ namespace: 'watch', annotations: { grafana_folder: 'Leadline' } })
  }
})

test('its key is the uid and nothing else, so that Grafana knows the board again after a change', () => {
  for (const { metadata, data } of boards) {
    expect(Object.keys(data)).toEqual([`${metadata.name}.json`])
    expect(JSON.parse(data[`${metadata.name}.json`] ?? '')).toEqual(
      JSON.parse(files.get(`${metadata.name}.json`) ?? ''),
    )
  }
})

test('a Grafana without a sidecar is told where boards and Prometheus are, by files that no sidecar takes', () => {
  const [provisioning] = maps.filter(map => !boards.includes(map))
  expect(provisioning?.metadata.labels).not.toHaveProperty('grafana_datasource')
  expect(parse(provisioning?.data['provider.yaml'] ?? '')).toMatchObject({
    providers: [
      { folderUid: 'leadline', options: { path: BOARDS_MOUNT }, disableDeletion: false, allowUiUpdates: false },
    ],
  })
  expect(parse(provisioning?.data['datasource.yaml'] ?? '')).toMatchObject({
    datasources: [{ uid: 'prometheus', url: 'http://prometheus.monitoring.svc:9090' }],
  })
})

test('names, keys, labels and values are of the form that Kubernetes takes', () => {
  for (const { metadata, data } of maps) {
    expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/)
    for (const key of Object.keys(data)) expect(key).toMatch(/^[-._a-zA-Z0-9]{1,253}$/)
    for (const label of Object.values(metadata.labels))
      expect(label).toMatch(/^[a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/)
  }
})

test('a file is one document, and says again what it was made from', () => {
  const written = configMapFiles(maps)
  expect(written.size).toBe(maps.length)
  for (const map of maps) {
    const documents = parseAllDocuments(written.get(`${map.metadata.name}.yaml`) ?? '')
    expect(documents.map(document => document.toJS())).toEqual([map])
  }
})

test('a board is written line by line, so that `kubectl diff` shows what changed', () => {
  for (const [name, text] of configMapFiles(boards)) {
    expect(text).toContain(`  ${name.replace('.yaml', '.json')}: |\n    {\n      "`)
  }
})

test('our boards are far smaller than Kubernetes allows', () => {
  expect(oversized(maps)).toEqual([])
  for (const map of maps) expect(JSON.stringify(map).length).toBeLessThan(200 * 1024)
})

test.each([
  [1024 * 1024 + 1, 'big has 1048577 bytes, and a ConfigMap takes 1048576'],
  [1024 * 1024, 'too many for `kubectl apply` without `--server-side`'],
  [256 * 1024, 'too many for `kubectl apply` without `--server-side`'],
])('one of %d bytes is found out before Kubernetes refuses it', (bytes, sentence) => {
  const metadata = { name: 'big', namespace: 'watch', labels: {} }
  const big: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'big.json': 'x'.repeat(bytes) } }
  expect(oversized([big])).toEqual([expect.stringContaining(sentence)])
})

const DOCUMENT = readFileSync(new URL('../docs/dashboards.md', import.meta.url), 'utf8')

test('the document’s provider is the one that is rendered', () => {
  const [, yaml = ''] = /```yaml\n\s*(# Provider[\s\S]*?)```/.exec(DOCUMENT) ?? []
  expect(parse(yaml.replaceAll('\n   ', '\n'))).toEqual(providerFile(BOARDS_MOUNT))
})

test('the document’s volume mounts every board, and the files where Grafana looks for them', () => {
  const [, yaml = ''] = /```yaml\n(# Grafana without a sidecar[\s\S]*?)```/.exec(DOCUMENT) ?? []
  const pod = parse(yaml)
  const [boardVolume, providerVolume, datasourceVolume] = pod.volumes
  expect(boardVolume.projected.sources.map((source: { configMap: { name: string } }) => source.configMap.name)).toEqual(
    boards.map(({ metadata }) => metadata.name),
  )
  for (const { configMap } of [providerVolume, datasourceVolume]) {
    const [provisioning] = maps.filter(({ metadata }) => metadata.name === configMap.name)
    for (const { key } of configMap.items) expect(Object.keys(provisioning?.data ?? {})).toContain(key)
  }
  expect(pod.containers[0].volumeMounts).toEqual([
    { name: boardVolume.name, mountPath: BOARDS_MOUNT },
    { name: providerVolume.name, mountPath: '/etc/grafana/provisioning/dashboards' },
    { name: datasourceVolume.name, mountPath: '/etc/grafana/provisioning/datasources' },
  ])
})
