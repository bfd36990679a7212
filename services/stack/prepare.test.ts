import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder, scratchFolder } from './plan/part.testkit.ts'
import { forgetMeasurements } from './prepare.ts'

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
