import { describe, expect, test } from 'vitest'
import { parseBoard } from './board-file.ts'

const board = { title: 'Any', schemaVersion: 39, panels: [{ type: 'stat', title: 'One', targets: [{ expr: 'up' }] }] }

function parse(value: unknown) {
  return parseBoard({ path: 'any.json', text: typeof value === 'string' ? value : JSON.stringify(value, null, 2) })
}

describe('a dashboard is read in whatever wrapping it comes', () => {
  test.each([
    ['alone', board],
    ['exported for sharing', { __inputs: [{ name: 'DS_PROM', pluginId: 'prometheus' }], ...board }],
    ['as the API answers', { meta: { slug: 'any' }, dashboard: board }],
    ['as the API is asked', { dashboard: board, folderUid: 'f', overwrite: true }],
    [
      'as a Kubernetes object',
      { apiVersion: 'dashboard.grafana.app/v1beta1', kind: 'Dashboard', metadata: {}, spec: board },
    ],
    ['older than Grafana 5', { title: 'Any', rows: [{ title: 'Row', panels: board.panels }] }],
    ['folded up', { title: 'Any', panels: [{ type: 'row', collapsed: true, panels: board.panels }] }],
  ])('%s', (_, value) => {
    const { value: read, diagnostics } = parse(value)
    expect(diagnostics).toEqual([])
    expect(read?.title).toBe('Any')
    expect(read?.panels.map(({ title, targets }) => [title, targets.length])).toEqual([['One', 1]])
  })

  test('an empty one has no panels', () => {
    expect(parse({ title: 'Young', schemaVersion: 42 }).value?.panels).toEqual([])
  })
})

describe('for a file that is no such dashboard, the diagnostic says what it is', () => {
  test.each([
    ['', 'empty-file', 1, 'The file is empty'],
    [' \n', 'empty-file', 1, 'The file is empty'],
    ['{\n  "title": "Any",\n}', 'not-json', 3, 'This is not JSON: a name in double quotes is expected, not “}”'],
    ['title: Any\n', 'not-json', 1, 'This is not JSON'],
    [{ elements: {}, layout: {} }, 'dashboard-v2', 2, 'This dashboard is in schema v2'],
    [
      { apiVersion: 'dashboard.grafana.app/v2beta1', kind: 'Dashboard', spec: { elements: {}, layout: {} } },
      'dashboard-v2',
      5,
      'This dashboard is in schema v2',
    ],
    [
      { apiVersion: 'v1', kind: 'ConfigMap', data: {} },
      'not-a-dashboard',
      3,
      'This is a Kubernetes object of kind ConfigMap, and no dashboard',
    ],
    [[board], 'not-a-dashboard', 1, 'This is a list, and a dashboard is an object'],
    [
      { 'leadline-home': { title: 'Home', digest: '0123abcd', panels: { One: { id: 1, queries: [] } } } },
      'not-a-dashboard',
      1,
      'This is the lock of generated dashboards, and no dashboard',
    ],
    [board.panels[0], 'not-a-dashboard', 1, 'This is one panel, and no dashboard'],
    [{ name: 'leadline', version: '1.0.0' }, 'not-a-dashboard', 1, 'This is no dashboard'],
    ['null', 'not-a-dashboard', 1, 'This is no dashboard'],
  ] as const)('%j', (value, code, line, message) => {
    const { value: read, diagnostics } = parse(value)
    expect(read).toBeUndefined()
    expect(diagnostics).toMatchObject([{ code, line, message: expect.stringContaining(message) }])
  })
})
