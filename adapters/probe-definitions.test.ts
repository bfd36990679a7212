import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { readProbeDefinitions } from './probe-definitions.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'leadline-definitions-'))
const run = promisify(execFile)
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

test.each<[what: string, make: (file: string) => Promise<unknown>, problem: string]>([
  ['a pipe', file => run('mkfifo', [file]), 'it is a pipe, which may never end, and no file'],
  ['a device', file => symlink('/dev/zero', file), 'it is a device, which may never end, and no file'],
  ['what is piped into the prober', file => symlink('/dev/stdin', file), 'and no file'],
  ['a folder', file => mkdir(file), 'it is a folder (EISDIR)'],
  ['a link to itself', file => symlink(file, file), 'its links lead in a circle (ELOOP)'],
  ['nothing', async () => undefined, 'there is no such file or folder (ENOENT)'],
  ['a huge file', file => writeFile(file, Buffer.alloc(2 ** 20 + 1, 'a')), 'it is larger than 1 MiB'],
  [
    'bytes that are no UTF-8',
    file => writeFile(file, 'caf\u00e9', 'latin1'),
    'The byte 0xE9 ("é" in Latin-1) is no UTF-8',
  ],
  ['an empty file', file => writeFile(file, ' \n'), 'is empty'],
])('a reference to %s is answered at once, with the place and the reason', async (what, make, problem) => {
  const referred = path.join(folder, `referred to ${what.replaceAll(' ', '-')}`)
  await make(referred)
  const file = path.join(folder, 'refers.yaml')
  await writeFile(
    file,
    `probes:
  - name: home
    interval: 5s
    timeout: 4s
    paths: { app: { url: 'http://127.0.0.1/', ca: '${referred}' } }
    request: { body: '\${file:${referred}}' }
`,
  )
  const { diagnostics } = readProbeDefinitions(file, {})
  expect(diagnostics.map(({ code, line }) => `${line} ${code}`)).toEqual(['5 bad-ca', '6 unreadable-file'])
  expect(diagnostics[1]?.message).toContain(problem)
  expect(diagnostics[1]?.message.split(referred)).toHaveLength(2)
})

test('bytes of the definitions that are no UTF-8 are named with their place', async () => {
  const file = path.join(folder, 'latin1.yaml')
  await writeFile(file, 'probes:\n  # caf\u00e9\n  - {}\n', 'latin1')
  expect(readProbeDefinitions(file, {}).diagnostics[0]).toMatchObject({ code: 'not-utf8', line: 2, column: 8 })
})
