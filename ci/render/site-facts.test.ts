import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { main } from './render.ts'

const EXAMPLE = readFileSync('k8s/site.example.yaml', 'utf8')
const UID = '  uid: 0b0b0b0b-1111-4222-8333-444444444444\n'
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-facts-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function facts(site: string) {
  const [file, output] = [path.join(folder, 'site.yaml'), path.join(folder, 'output')]
  writeFileSync(file, site)
  const said = await runQuietly(main, ['site', '--site', file], { env: { GITHUB_OUTPUT: output } })
  return { ...said, left: said.code === 0 ? readFileSync(output, 'utf8') : undefined }
}

/** The example, as it is once its platform was applied. */
const installed = (text = EXAMPLE): string => text.replace(/^cluster:\n/m, `cluster:\n${UID}`)

test('an installation says where it is, for which processors, and which image is pushed', async () => {
  const { code, out, left } = await facts(installed())
  expect(code).toBe(0)
  expect(out.split('\n')).toEqual([
    'deploys=yes',
    'reach=public',
    'host=www.example.org',
    'url=https://www.example.org/',
    'platforms=linux/amd64,linux/arm64',
    'image=ghcr.io/example/leadline',
    '',
  ])
  expect(left).toBe(out)
})

test.each([
  ['the file that comes with the repository', readFileSync('k8s/site.yaml', 'utf8'), 'the site file is not filled in'],
  ['a file whose platform was never applied', EXAMPLE, 'the site file names no cluster'],
])('with %s nothing is deployed, and that is no failure', async (_, site, why) => {
  expect(await facts(site)).toMatchObject({ code: 0, out: `deploys=no\nwhy=${why}\n`, err: '' })
})

test('a mistake is a failure, also beside placeholders that are left', async () => {
  const broken = readFileSync('k8s/site.yaml', 'utf8').replace('reach: public', 'reach: moon')
  const { code, out, err } = await facts(broken)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain('moon')
})

test('a placeholder in the file of an installation is a failure: somebody has taken a value away', async () => {
  const { code, err } = await facts(installed().replace('name: www.example.org', 'name: <host name>'))
  expect(code).toBe(1)
  expect(err).toContain('[placeholder]')
})
