import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { edgeFiles, isEdgeFile } from '../../k8s/edge/edge-machine.ts'
import { exampleSite } from '../../k8s/render/example.testkit.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { readEdgeSources } from './edge.ts'
import { main } from './render.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-edge-out-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const SCRIPTS = ['certificate.sh', 'functions.sh', 'install.sh', 'renewed.sh', 'settings.sh', 'undo.sh']
const UNITS = ['leadline-edge.service', 'leadline-edge.timer']

function render(site: string, out = folder) {
  const file = path.join(path.dirname(out), `${path.basename(out)}.yaml`)
  writeFileSync(file, site)
  return runQuietly(main, ['edge', '--site', file, '--out', out]).finally(() => rmSync(file))
}

const EXAMPLE = readFileSync('k8s/site.example.yaml', 'utf8')

test('the folder holds what one machine needs, and nothing of another kind of certificate', async () => {
  expect(await render(EXAMPLE)).toMatchObject({ code: 0, out: expect.stringContaining('sh install.sh') })
  expect(readdirSync(folder)).toEqual([...SCRIPTS, 'nginx.conf'].sort())
  expect(readFileSync(path.join(folder, 'settings.sh'), 'utf8')).toMatch(
    /^NAMES='www\.example\.org status\.example\.org /m,
  )
  expect(await render(EXAMPLE.replace('reach: public', 'reach: lan'))).toMatchObject({ code: 0 })
  expect(readdirSync(folder)).toEqual([...SCRIPTS, 'nginx.conf', ...UNITS].sort())
  expect(await render(EXAMPLE)).toMatchObject({ code: 0 })
  expect(readdirSync(folder)).toEqual([...SCRIPTS, 'nginx.conf'].sort())
})

test('an image that is not pinned yet keeps no one from rendering the edge', async () => {
  expect(await render(EXAMPLE.replace(/@sha256:\w+/, ':1.0'))).toMatchObject({ code: 0, err: '' })
})

test('every mistake of the site file is reported, and nothing is written', async () => {
  const { code, err } = await render(EXAMPLE.replace('198.51.100.0/24', 'x').replace('192.0.2.20', 'y'))
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/bad-network[\s\S]*bad-address[\s\S]*2 errors/) })
  expect(readdirSync(folder)).toEqual([])
})

test('a folder with other files is refused, that of a set of manifests too', async () => {
  writeFileSync(path.join(folder, 'nginx.conf'), 'my own\n')
  expect(await render(EXAMPLE)).toMatchObject({ code: 2, err: expect.stringContaining('nginx.conf') })
  expect(readFileSync(path.join(folder, 'nginx.conf'), 'utf8')).toBe('my own\n')
})

test('every file says by which command it was written', async () => {
  const files = edgeFiles(
    exampleSite(text => text.replace('reach: public', 'reach: lan')),
    await readEdgeSources(),
  )
  expect([...files].filter(([, text]) => !isEdgeFile(text)).map(([name]) => name)).toEqual([])
})

test('our app gets no method and no body that it does not know, and an own app what site.yaml says', async () => {
  const sources = await readEdgeSources()
  const conf = (change: (text: string) => string) => edgeFiles(exampleSite(change), sources).get('nginx.conf') ?? ''
  expect(conf(text => text)).toContain('"405 site" "GET, HEAD";')
  const own = conf(text =>
    text.replace('replicas: 2', 'replicas: 2\n  image: a/b:1\n  memory: 64Mi\n  methods: [GET, PUT]\n  max_body: 2Gi'),
  )
  expect(own).toContain('"405 site" "GET, PUT";')
  expect(own).toContain('client_max_body_size 2048m;')
  expect(conf(text => text.replace('replicas: 2', 'replicas: 2\n  image: a/b:1\n  memory: 64Mi'))).toContain(
    '"405 site" "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";',
  )
})
