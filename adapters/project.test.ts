import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PROBES_FILE } from '../services/prober/contract/probes-file.ts'
import { sloId } from '../slo/core/model.ts'
import { readProject } from './project.ts'

const PROBES = `probes:
  - name: home
    interval: 5s
    timeout: 2s
    paths:
      edge: { url: "\${file:secret/url}" }
`
const SLOS = `version: prometheus/v1
service: web
slos: [{ name: edge, objective: 99.9, sli: { probe: { probe: home, path: edge } }, alerting: { name: WebEdge } }]
`

let repository = ''
beforeEach(async () => {
  repository = await mkdtemp(path.join(tmpdir(), 'leadline-project-'))
  await write(PROBES_FILE, PROBES)
  await write('slo/web.yaml', SLOS)
})
afterEach(() => rm(repository, { recursive: true }))

async function write(name: string, text: string): Promise<void> {
  const file = path.join(repository, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
}

test('a project is its SLOs with their files, and the probes that they can use', async () => {
  const { value, diagnostics } = await readProject({ repository })
  expect(diagnostics).toEqual([])
  expect(value.files.map(file => file.path)).toEqual(['slo/web.yaml'])
  expect(value.slos.map(sloId)).toEqual(['web-edge'])
  expect(value.catalogue.probes).toEqual([{ name: 'home', paths: ['edge'], intervalSeconds: 5 }])
})

test('with an environment, what probes refer to is looked for in the repository', async () => {
  const missing = await readProject({ repository, env: {} })
  expect(missing.diagnostics).toContainEqual(
    expect.objectContaining({
      file: PROBES_FILE,
      message: 'Cannot read the file secret/url: there is no such file or folder (ENOENT)',
    }),
  )
  await write('secret/url', 'https://localhost/')
  expect((await readProject({ repository, env: {} })).diagnostics).toEqual([])
  await write('secret/url', 'no address')
  expect((await readProject({ repository, env: {} })).diagnostics).toMatchObject([
    { file: PROBES_FILE, severity: 'error' },
  ])
})

test('without an environment, mistakes of probes are reported that depend on none', async () => {
  await write(PROBES_FILE, PROBES.replace('interval', 'intervall'))
  const { diagnostics } = await readProject({ repository })
  expect(diagnostics).toMatchObject([
    { file: PROBES_FILE, code: 'unknown-key' },
    { file: PROBES_FILE, code: 'missing-key' },
  ])
})

test('mistakes of SLOs and of probes are reported together, and what is good is kept', async () => {
  await write('slo/broken.yaml', 'version: prometheus/v1\nservice: web\nslos: [{ name: app }]\n')
  const { value, diagnostics } = await readProject({ repository, env: {} })
  expect(new Set(diagnostics.map(({ file }) => file))).toEqual(new Set(['slo/broken.yaml', PROBES_FILE]))
  expect(value.slos.map(sloId)).toEqual(['web-edge'])
})

test('definitions of probes in another file are what SLOs are judged by', async () => {
  await write('other.yaml', PROBES.replace('home', 'shop'))
  const { diagnostics } = await readProject({ repository, probesFile: 'other.yaml' })
  expect(diagnostics).toMatchObject([{ file: 'slo/web.yaml', severity: 'error' }])
})
