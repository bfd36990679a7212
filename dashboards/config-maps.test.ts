import { expect, test } from 'vitest'
import { allBoards } from './boards.ts'
import { dashboardConfigMaps } from './config-maps.ts'
import { exampleContext } from './context.testkit.ts'
import { generatedFiles } from './generated-files.ts'

const files = generatedFiles(allBoards(exampleContext), () => '0123abcd')
const maps = dashboardConfigMaps(files, 'monitoring')

test('there is one ConfigMap for each board, found by the sidecar’s label', () => {
  expect(maps).toHaveLength(files.size - 1)
  for (const { metadata } of maps) {
    expect(metadata).toMatchObject({ namespace: 'monitoring', labels: { grafana_dashboard: '1' } })
  }
})

test('its key is the uid and nothing else, so that Grafana knows the board again after a change', () => {
  for (const { metadata, data } of maps) {
    expect(Object.keys(data)).toEqual([`${metadata.name}.json`])
    expect(JSON.parse(data[`${metadata.name}.json`] ?? '')).toMatchObject({ uid: metadata.name })
  }
})

test('each is far smaller than Kubernetes allows', () => {
  for (const map of maps) expect(JSON.stringify(map).length).toBeLessThan(200 * 1024)
})
