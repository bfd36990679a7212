import { expect, test } from 'vitest'
import { readDefinitions } from './slo-definition.ts'

const file = (text: string) => ({ path: 'slo/web.yaml', text })

test('definitions are read in the order they were written', () => {
  const text = `version: prometheus/v1
service: web
slos:
  - name: edge
    description: A visitor gets the page.
    objective: 99.9
  - name: app
    objective: 99
`
  expect(readDefinitions([file(text)])).toEqual([
    { id: 'web-edge', service: 'web', name: 'edge', description: 'A visitor gets the page.', objective: 0.999 },
    { id: 'web-app', service: 'web', name: 'app', description: '', objective: 0.99 },
  ])
})

test.each<[string, string]>([
  ['is empty', ''],
  ['is no YAML', 'a: [}'],
  ['holds no SLOs', 'service: web'],
  ['holds an SLO without an objective', 'service: web\nslos: [{ name: a }]'],
])('a file that %s gives no definition, and nothing throws', (_, text) => {
  expect(readDefinitions([file(text)])).toEqual([])
})
