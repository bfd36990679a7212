import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { runQuietly } from '../lib/command/command.testkit.ts'
import type { CommandIo } from '../lib/command/command.ts'
import { type Hops, startHops } from '../services/prober/hops.testkit.ts'
import { main } from './gate.ts'

/** A verdict may take most of a minute on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

const ESC = String.fromCharCode(27)

let folder: string
let hops: Hops
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline gate-'))
  hops = await startHops()
})
afterEach(() => hops.breakApp('none'))
afterAll(async () => {
  await hops.close()
  await rm(folder, { recursive: true })
})

const gate = (argv: readonly string[], changes: Partial<CommandIo> = {}) =>
  runQuietly(main, ['--folder', folder, ...argv], { env: hops.env, ...changes })

test('a release that fails is rolled back with exit code 20, a summary for the job and a file for programs', async () => {
  hops.breakApp('errors')
  const [json, summary, output] = ['gate.json', 'summary.md', 'output'].map(name => path.join(folder, name)) as [
    string,
    string,
    string,
  ]
  await writeFile(summary, 'what came before\n')
  const env = { ...hops.env, GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output }
  const { code, out, err } = await gate(['--release', 'v1', '--json', json], { env })
  expect(code).toBe(20)
  expect(out).toMatch(
    /^Roll back: (\d+) of \1 answers of v1 through the (edge|ingress) failed \(500 by the app\), 3 % would be too many/,
  )
  expect(err).toMatch(/^Probing edge \(127\.0\.0\.1:\d+\), ingress \(127\.0\.0\.1:\d+\); release v1\n/)
  expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ format: 1, verdict: 'roll-back', release: 'v1' })
  expect(await readFile(summary, 'utf8')).toMatch(/^what came before\n### Gate: roll back\n/)
  expect(await readFile(output, 'utf8')).toBe('verdict=roll-back\n')
})

test('a file that cannot be written is said, and neither the verdict nor what else is left is lost', async () => {
  hops.breakApp('errors')
  const output = path.join(folder, 'output-beside')
  const env = { ...hops.env, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: folder }
  const { code, err } = await gate(['--release', 'v1', '--json', folder], { env })
  expect(code).toBe(20)
  expect(err.split('\n').filter(line => line.startsWith('Cannot write'))).toHaveLength(2)
  expect(await readFile(output, 'utf8')).toBe('verdict=roll-back\n')
})

test('a release that is not out holds with exit code 40 after 20 seconds, and names the one that is', async () => {
  const { code, out } = await gate(['--release', 'v2', '--path', 'ingress'])
  expect(code).toBe(40)
  expect(out).toMatch(/^Hold: no answer of v2 came through the ingress within 20 s; answers came of v1\.\n/)
})

test('failures before the deploy are measured, and those alone roll nothing back', async () => {
  await hops.stop('app')
  const { code, out, err } = await gate(['--release', 'v1', '--path', 'ingress', '--baseline', '22s'])
  await hops.start('app')
  expect(err).toContain('Measuring what answers before the deploy, for 22 s')
  expect(out).toMatch(
    /^Hold: no question is left to judge: ingress, available \(before the deploy it was broken too\)\.\n/,
  )
  expect(code).toBe(40)
})

test('it waits for the moment at which the old release has ended, and says so', async () => {
  hops.breakApp('errors')
  const after = new Date(Date.now() + 2000).toISOString()
  const { code, out, err } = await gate(['--release', 'v1', '--after', after])
  expect(code).toBe(20)
  expect(err).toMatch(/\nWaiting [12] s, until .* UTC, when the last pod of the old release has ended\n/)
  expect(out).toMatch(/\nIt waited [12] s, until .* UTC/)
})

test.each([
  ['while it measures before the deploy', ['--baseline', '1h']],
  ['while it waits', ['--after', '2999-01-01T00:00:00Z']],
  ['while it judges', []],
])('interrupted %s it prints what it has, and holds with exit code 40', async (_, argv) => {
  const ending = new AbortController()
  const stderr = (text: string): void => {
    // Each way says what it does before it does it.
    if (/^(Probing|Measuring|Waiting)/.test(text)) setTimeout(() => ending.abort(), 1500)
  }
  const onSignal: CommandIo['onSignal'] = (signal, listener) => {
    if (signal === 'SIGINT') ending.signal.addEventListener('abort', listener)
    return () => undefined
  }
  const { code, out } = await gate(['--release', 'v1', ...argv], { onSignal, stderr })
  expect(out).toMatch(/^Hold: it was interrupted, and until then /)
  expect(code).toBe(40)
})

test('on a terminal the lines are rewritten, and gone before the report', async () => {
  hops.breakApp('errors')
  const { err } = await gate(['--release', 'v1'], { terminal: { columns: 60 } })
  const shown = err.split('\n').map(line => line.replaceAll(new RegExp(`${ESC}\\[\\w+`, 'g'), ''))
  expect(Math.max(...shown.slice(1).map(line => line.length))).toBeLessThan(60)
  expect(err.split(`${ESC}[2A`).length).toBeGreaterThan(3)
  expect(err.endsWith(`${ESC}[2A${ESC}[J`)).toBe(true)
})

test('its requests call themselves by a name of their own', async () => {
  const agents = new Set<unknown>()
  const server = createServer((request, response) => {
    agents.add(request.headers['user-agent'])
    response.writeHead(500).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const file = path.join(folder, 'mine.yaml')
  const paths = `{ edge: { url: 'http://127.0.0.1:${port}/' } }`
  await writeFile(file, `probes:\n  - { name: a, interval: 5s, timeout: 1s, paths: ${paths} }\n`)
  const { code } = await gate(['--file', file])
  await new Promise(resolve => server.close(resolve))
  expect(code).toBe(20)
  expect([...agents]).toEqual(['leadline-gate'])
})
