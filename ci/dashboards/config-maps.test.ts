import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { main } from '../dashboards.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-config-maps-'))
})
afterEach(() => rm(folder, { recursive: true }))

const run = (...argv: readonly string[]) => runQuietly(main, ['config-maps', ...argv])

test('all ConfigMaps come out as one stream, for the namespace and the Prometheus that are named', async () => {
  const { code, out } = await run('--namespace', 'grafana', '--prometheus', 'http://prom:9090', '--scrape', '30s')
  expect(code).toBe(0)
  const maps = parseAllDocuments(out).map(document => document.toJS())
  expect(maps).toHaveLength(10)
  expect(new Set(maps.map(({ kind, metadata }) => `${kind} in ${metadata.namespace}`))).toEqual(
    new Set(['ConfigMap in grafana']),
  )
  expect(parse(maps.at(-1).data['datasource.yaml'])).toMatchObject({
    datasources: [{ url: 'http://prom:9090', jsonData: { timeInterval: '30s' } }],
  })
})

test('a choice of dashboards goes into the folder that is named', async () => {
  const { code, out } = await run('--board', 'leadline-home', '--board', 'probes', '--folder', 'On call')
  expect(code).toBe(0)
  const maps = parseAllDocuments(out).map(document => document.toJS())
  expect(maps.map(({ metadata }) => metadata.name)).toEqual([
    'leadline-home',
    'leadline-probes',
    'leadline-provisioning',
  ])
  expect(maps[0].metadata.annotations).toEqual({ grafana_folder: 'On call' })
  expect(parse(maps.at(-1).data['provider.yaml'])).toMatchObject({ providers: [{ folder: 'On call' }] })
})

test('a folder holds them and nothing else; what is left over of ours goes', async () => {
  expect((await run('--out', folder)).out).toContain('10 ConfigMaps')
  await writeFile(
    path.join(folder, 'leadline-old.yaml'),
    '# Generated from dashboards/ by `an earlier version`. Do not edit.\n',
  )
  expect((await run('--out', folder)).out).toContain('1 file changed')
  expect(await readdir(folder)).toHaveLength(10)
})

test('a folder with other files is refused, and nothing in it is touched', async () => {
  await writeFile(path.join(folder, 'site.yaml'), 'mine: true\n')
  const { code, err } = await run('--out', folder)
  expect(code).toBe(2)
  expect(err).toContain(`there is ${path.join(folder, 'site.yaml')}`)
  expect(await readdir(folder)).toEqual(['site.yaml'])
})

test('everything that is wrong with how it was called is reported at once', async () => {
  const { code, err } = await run('--namespace', 'My Space', '--prometheus', 'prom:9090', '--scrape', 'often')
  expect(code).toBe(2)
  for (const words of ['"My Space" as --namespace', '"prom:9090" as --prometheus', '"often" as --scrape']) {
    expect(err).toContain(words)
  }
})
