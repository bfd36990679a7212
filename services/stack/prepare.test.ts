import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PROBER_FILE, PROBER_WORKER_FILE } from '../prober/contract/main-file.ts'
import { WEB_FILE } from '../web/contract/main-file.ts'
import { removeFolder, scratchFolder } from './plan/part.testkit.ts'
import { DEFAULT_PORTS } from './plan/ports.ts'
import { findPrograms } from './plan/programs.ts'
import { forgetMeasurements, prepareParts } from './prepare.ts'

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

test('a fresh start forgets measurements and pages, and keeps certificates and logs', async () => {
  const names = ['prometheus/data/wal', 'alertmanager/data/nflog', 'pages.json', 'certificates/ca.pem', 'logs/edge.log']
  for (const name of names) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), '')
  }
  await forgetMeasurements(folder)
  expect(names.filter(name => existsSync(path.join(folder, name)))).toEqual(['certificates/ca.pem', 'logs/edge.log'])
})

test('a fresh start where nothing was measured is no error', async () => {
  await forgetMeasurements(path.join(folder, 'absent'))
  expect(existsSync(path.join(folder, 'absent'))).toBe(false)
})

const REPOSITORY = path.resolve(import.meta.dirname, '../..')

function write(name: string, text: string): string {
  const file = path.join(folder, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

/** Prepares a stack of a repository whose own programs are these lines, with an Nginx that calls itself so. */
async function prepare(own: string, nginxSays: string) {
  for (const file of [WEB_FILE, PROBER_FILE, PROBER_WORKER_FILE]) write(file, own)
  for (const name of ['services/edge/edge.conf.template', 'dashboards/generated']) {
    cpSync(path.join(REPOSITORY, name), path.join(folder, name), { recursive: true })
  }
  const nginx = write('nginx', `#!/bin/sh\necho '${nginxSays}' >&2\n`)
  chmodSync(nginx, 0o755)
  const { programs, mistakes } = findPrograms({ PATH: process.env.PATH })
  if (programs === undefined) throw new Error(mistakes.join('\n'))
  return prepareParts({
    ports: DEFAULT_PORTS,
    programs: { ...programs, nginx },
    repository: folder,
    folder: path.join(folder, 'stack'),
    environment: { PATH: process.env.PATH },
    slos: [],
    rules: new Map(),
    now: new Date(),
  })
}

test.each<[string, string]>([
  ['nginx version: nginx/1.27.3 (Ubuntu)', '1.27.3'],
  // Every Nginx takes what the oldest one takes.
  ['nginx version: of a house', '0.0.0'],
])('an Nginx that says "%s" is configured as version %s', async (says, version) => {
  const { plan } = await prepare('', says)
  expect(plan.nginxVersion).toBe(version)
})

test('our own programs are compiled before the first of them starts, or nothing starts', async () => {
  await expect(prepare('process.exit(3)', 'nginx/1.27.3')).rejects.toThrow(
    /^Our own programs cannot be compiled \(exit code 3\)/,
  )
})
