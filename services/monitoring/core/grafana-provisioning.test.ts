import { expect, test } from 'vitest'
import { renderYaml } from '../../../lib/yaml/writer.ts'
import { datasourceFile, providerFile } from './grafana-provisioning.ts'

test('boards are deleted with their file, cannot be edited, and stand in a folder of their own', () => {
  const text = renderYaml(providerFile('/boards'))
  for (const line of ['disableDeletion: false', 'allowUiUpdates: false', 'folderUid: leadline', 'path: /boards']) {
    expect(text).toContain(line)
  }
})

test('the data source has the uid that verify queries through, and Prometheus’ own scrape interval', () => {
  const text = renderYaml(datasourceFile('http://prometheus:9090', '5s'))
  for (const line of ['uid: prometheus', 'timeInterval: 5s', 'url: http://prometheus:9090'])
    expect(text).toContain(line)
})
