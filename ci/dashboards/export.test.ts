import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { runQuietly, testIo } from '../../lib/command/command.testkit.ts'
import { main } from '../dashboards.ts'
import { readWantedBoards } from './project.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-export-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function exported(...argv: readonly string[]) {
  const { code, out, err } = await runQuietly(main, ['export', ...argv])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return parseAllDocuments(out).map(document => document.toJS())
}

test('the operator gets an object for each dashboard, with the JSON that is pushed elsewhere', async () => {
  const objects = await exported('--as', 'grafana-dashboards', '--namespace', 'ops', '--instances', 'team=web')
  const wanted = await readWantedBoards(testIo(() => undefined))
  expect(objects.map(({ spec }) => JSON.parse(spec.json))).toEqual(wanted)
  for (const { apiVersion, kind, metadata, spec } of objects) {
    expect(`${apiVersion} ${kind} in ${metadata.namespace}`).toBe(
      'grafana.integreatly.org/v1beta1 GrafanaDashboard in ops',
    )
    expect(spec).toMatchObject({ folder: 'Leadline', instanceSelector: { matchLabels: { team: 'web' } } })
  }
})

test.each(['v2', 'v2beta1'])('in the form %s every panel is an element that stands somewhere once', async form => {
  const objects = await exported('--as', form)
  const wanted = await readWantedBoards(testIo(() => undefined))
  expect(objects.map(({ apiVersion }) => apiVersion)).toEqual(wanted.map(() => `dashboard.grafana.app/${form}`))
  for (const [index, { spec }] of objects.entries()) {
    const panels = (wanted[index]?.panels ?? []) as { id: number; type: string }[]
    const names = panels.filter(({ type }) => type !== 'row').map(({ id }) => `panel-${id}`)
    const placed = spec.layout.spec.rows.flatMap((row: { spec: { layout: { spec: { items: unknown[] } } } }) =>
      row.spec.layout.spec.items.map(item => (item as { spec: { element: { name: string } } }).spec.element.name),
    )
    expect(Object.keys(spec.elements)).toEqual(names)
    expect(placed).toEqual(names)
  }
})

test('some dashboards go into a folder that is named, as files', async () => {
  const argv = ['export', '--as', 'v2', '--board', 'home', '--board', 'leadline-app', '--folder', 'On call']
  const { out } = await runQuietly(main, [...argv, '--out', folder])
  expect(out).toBe(`2 dashboards in ${folder}, 2 files changed\n`)
  expect(await readdir(folder)).toEqual(['leadline-app.yaml', 'leadline-home.yaml'])
  const [first] = await exported('--as', 'v2', '--board', 'home', '--folder', 'On call')
  expect(first.metadata).toEqual({ name: 'leadline-home', annotations: { 'grafana.app/folder': 'leadline-on-call' } })
})
