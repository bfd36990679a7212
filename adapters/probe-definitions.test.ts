import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readProbeDefinitions } from './probe-definitions.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'leadline-definitions-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a file that cannot be read is a diagnostic', () => {
  const file = path.join(folder, 'none.yaml')
  expect(readProbeDefinitions(file, {}).diagnostics).toEqual([
    expect.objectContaining({ code: 'unreadable-file', file, message: expect.stringContaining('ENOENT') }),
  ])
})

test('a bug in reading one is not a file that cannot be read', async () => {
  const file = path.join(folder, 'probes.yaml')
  await writeFile(file, `probes:\n  - { name: home, paths: { app: { url: '\${env:APP_URL}' } } }\n`)
  const env = {
    get APP_URL(): string {
      throw new TypeError('planted')
    },
  }
  expect(() => readProbeDefinitions(file, env)).toThrow('planted')
})
