import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runQuietly } from '../lib/command/command.testkit.ts'
import { main } from './gate.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline gate-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

const gate = (...argv: readonly string[]) => runQuietly(main, ['--folder', folder, ...argv])

test.each([
  [['--path', 'egde'], 'Cannot use "egde" as --path: did you mean edge?'],
  [['--baseline', 'long'], 'Cannot use "long" as --baseline: it must be a duration of at least 20s, such as 30s'],
  [['--baseline', '0s'], 'Cannot use "0s" as --baseline'],
  [['--after', 'noon'], 'Cannot use "noon" as --after: it must be a moment such as 2026-02-05T12:00:00Z'],
  [['--baseline', '19s'], 'Cannot use "19s" as --baseline: it must be a duration of at least 20s, such as 30s'],
  [['--after', '2026-02-28T12:00:00'], 'as --after'],
  [['--after', '2026-02-30T12:00:00Z'], 'as --after'],
  [['--after', '2026-04-31T12:00:00+02:00'], 'as --after'],
  [['--after', '2026-02-28T25:00:00Z'], 'as --after'],
  [['--runs', '5'], '--runs needs --characteristic'],
  [['--characteristic', '--runs', '0'], 'it must be a whole number above 0'],
  [['edge'], 'Unexpected argument "edge"'],
])('%j is wrong usage', async (argv, says) => {
  const { code, err } = await gate(...argv)
  expect(err).toContain(says)
  expect(code).toBe(2)
})

test('where no stack runs and no address is given it asks for one, and rolls nothing back', async () => {
  const { code, err } = await gate()
  expect(code).toBe(2)
  expect(err).toContain(
    'No stack runs here, and no address is given for edge (127.0.0.1:17443), ingress (127.0.0.1:17100)',
  )
})

test('one address that is given does not hide another that is not', async () => {
  const env = { EDGE_URL: 'https://127.0.0.1:1/' }
  const { code, err } = await runQuietly(main, ['--folder', folder], { env })
  expect(code).toBe(2)
  expect(err).toContain('no address is given for ingress (127.0.0.1:17100): ')
})

test('a broken SLO file is reported with its place', async () => {
  await mkdir(path.join(folder, 'slo'))
  await mkdir(path.join(folder, 'services/prober'), { recursive: true })
  await copyFile('services/prober/probes.yaml', path.join(folder, 'services/prober/probes.yaml'))
  const slos = await readFile('slo/web.yaml', 'utf8')
  await writeFile(path.join(folder, 'slo/web.yaml'), slos.replace('objective: 99.9', 'objective: much'))
  const { code, err } = await runQuietly(main, ['--folder', folder], { repository: folder })
  expect(err).toMatch(/slo\/web\.yaml:\d+:\d+: error: /)
  expect(code).toBe(1)
})

test('the project’s own file of probes is that, however it is written', async () => {
  const { code, err } = await gate('--file', './services/prober/probes.yaml')
  expect(code).toBe(2)
  expect(err).toContain('No stack runs here')
})

describe('a file of probes', () => {
  const file = () => path.join(folder, 'mine.yaml')
  const withFile = async (text: string, ...argv: readonly string[]) => {
    await writeFile(file(), text)
    return gate('--file', file(), ...argv)
  }

  test('that is broken is reported with every place', async () => {
    const { code, err } = await withFile('probes:\n  - name: a\n    intervall: 5s\n')
    expect(code).toBe(1)
    expect(err).toMatch(/mine\.yaml:2:5: error: Missing key "interval"/)
    expect(err).toMatch(/mine\.yaml:3:5: error: Unknown key "intervall"/)
  })

  test('that is not there is named', async () => {
    const { code, err } = await gate('--file', file())
    expect(code).toBe(1)
    expect(err).toContain('mine.yaml')
  })

  test('that only has probes which may change something leaves nothing to ask', async () => {
    const probe = 'probes:\n  - name: a\n    interval: 5s\n    timeout: 1s\n    request: { method: POST }\n'
    const { code, err } = await withFile(`${probe}    paths: { edge: { url: http://127.0.0.1:1/ } }\n`)
    expect(code).toBe(2)
    expect(err).toContain('only reads a page, so there is nothing to ask')
  })

  test('without a path that is asked for says so', async () => {
    const probe =
      'probes:\n  - name: a\n    interval: 5s\n    timeout: 1s\n    paths: { edge: { url: http://127.0.0.1:1/ } }\n'
    const { code, err } = await withFile(probe, '--path', 'ingress')
    expect(code).toBe(2)
    expect(err).toContain('takes the path ingress')
  })

  test('is read as the guide writes it', async () => {
    const guide = await readFile('docs/gate.md', 'utf8')
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? []
    await writeFile(file(), yaml)
    // A path that it has not is reported only once the file has been read without a mistake.
    const { err } = await gate('--file', file(), '--path', 'app')
    expect(err).toContain('takes the path app')
  })
})

test('the operating characteristic is printed, and its figures written', async () => {
  const json = path.join(folder, 'characteristic.json')
  const { code, out } = await gate('--characteristic', '--runs', '2', '--json', json)
  expect(code).toBe(0)
  expect(out).toMatch(/^the release +proceed +hold +roll back +mean +p95 +failed requests at 40\/s\n/)
  expect(out).toMatch(/50 % fails on both paths +0 % +0 % +100 %/)
  expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ runs: 2, seed: 1945 })
})
