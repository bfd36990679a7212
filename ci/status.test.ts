import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runQuietly } from '../lib/command/command.testkit.ts'
import { removeFolder, scratchFolder } from '../services/stack/plan/part.testkit.ts'
import { type ScriptedStack, startScriptedStack } from '../services/stack/running-stack.testkit.ts'
import { page, report } from '../services/stack/stack.testkit.ts'
import { writeState } from '../services/stack/supervise/state-file.ts'
import { main } from './status.ts'

let folder = ''
let stack: ScriptedStack | undefined
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(async () => {
  await stack?.control.close()
  stack = undefined
  removeFolder(folder)
})

/** Runs the command as a person would, in a repository of its own. */
async function run(...argv: readonly string[]) {
  const { code, out, err } = await runQuietly(main, argv, { repository: folder })
  return { exitCode: code, stdout: out, stderr: err }
}

const HERE = ['--folder', '.']

test('where no stack runs, the exit code is 3, with the way to start one', async () => {
  expect(await run('--json')).toEqual({
    exitCode: 3,
    stdout: '',
    stderr: 'No stack runs here: start one with `npm start`\n',
  })
})

test.each([['--jsn'], ['now'], ['--folder']])('%s is wrong usage, and says where the help is', async argument => {
  const { exitCode, stdout, stderr } = await run(argument)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain(argument)
  expect(stderr).toContain('See `npm run status -- --help`.')
})

test('--json prints one document', async () => {
  stack = await startScriptedStack(folder)
  const { exitCode, stdout } = await run('--json', ...HERE)
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    isReady: true,
    parts: [
      { name: 'edge', kind: 'real' },
      { name: 'ingress', kind: 'stand-in' },
    ],
    faultDomain: 'none',
  })
})

test('the text for people is its golden file', async () => {
  const { sli: _sli, budgetRemaining: _budget, burnRate1h: _burn, ...promised } = report('web-edge-latency')
  const figures = { slos: [report('web-edge-availability'), promised], faultDomain: 'ingress', blindFor: undefined }
  stack = await startScriptedStack(folder, { figures, pages: [page()] })
  const { stdout } = await run(...HERE)
  await expect(stdout).toMatchFileSnapshot('testdata/status/burning.txt')
})

test('a stack of which nothing is known yet says so', async () => {
  const figures = { slos: [], faultDomain: undefined, blindFor: undefined }
  stack = await startScriptedStack(folder, { figures })
  const { stdout } = await run(...HERE)
  expect(stdout).toContain('blind: no SLO has been evaluated yet\n  fault domain blind\n  no page fires\n')
})

test('a stack that runs and does not answer is exit code 1', async () => {
  stack = await startScriptedStack(folder)
  await stack.control.close()
  expect(await run(...HERE)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^The stack does not answer: /),
  })
})

test('a bug in reading the answer is an unexpected error with its stack trace, and not a stack that does not answer', async () => {
  const server = createServer((_, response) => response.end('{"siteUrl":"https://localhost/"}'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  stack = await startScriptedStack(folder)
  await writeState(folder, { ...stack.state, controlUrl: `http://127.0.0.1:${port}` })
  const { exitCode, stderr } = await run(...HERE)
  server.close()
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringMatching(
      /^npm run status failed on an unexpected error[^\n]*\nTypeError: .*\n {4}at .*status\.ts/,
    ),
  })
})

const NOON = '2026-02-05T12:00:00.000Z'

test('a dead Alertmanager is said, instead of that no page fires, and is in the exit code', async () => {
  const text = 'Alertmanager does not answer since 12:00:00 UTC'
  stack = await startScriptedStack(folder, { notices: [{ kind: 'alertmanager-silent', since: NOON, text }] })
  const { exitCode, stdout } = await run(...HERE)
  expect(exitCode).toBe(3)
  expect(stdout).toContain(`  pages: unknown, ${text}\n`)
  expect(stdout).not.toContain('no page fires')
  expect(JSON.parse((await run('--json', ...HERE)).stdout)).toMatchObject({
    arePagesKnown: false,
    areFiguresKnown: true,
  })
})

test('figures of a Prometheus that stores nothing are of an earlier moment, and what the prober itself says is at hand', async () => {
  const notices = [
    { kind: 'storage-fails', since: NOON, text: 'Prometheus stores no samples since 12:00:00 UTC' },
  ] as const
  const proberWord = { at: NOON, faultDomain: 'ingress', evidence: [] }
  stack = await startScriptedStack(folder, { notices, proberWord })
  const { exitCode, stdout } = await run(...HERE)
  expect(exitCode).toBe(3)
  expect(stdout).toContain('SLI 1 h blind (was 99.998 %)')
  expect(stdout).toContain('fault domain blind; the prober itself says ingress')
  expect(stdout).toContain('pages: unknown, Prometheus stores no samples since 12:00:00 UTC')
})

test('a maintenance and a drill are noted, and are no failure of the stack', async () => {
  const notices = [
    { kind: 'drill', since: NOON, text: 'drill "edge-down" since 12:00:00 UTC: something is broken on purpose' },
    {
      kind: 'maintenance',
      since: NOON,
      text: 'maintenance of every probe until 12:30:00 UTC, no budget is spent: new disk',
    },
  ] as const
  stack = await startScriptedStack(folder, { notices })
  const { exitCode, stdout } = await run(...HERE)
  expect(exitCode).toBe(0)
  for (const { text } of notices) expect(stdout).toContain(`  note: ${text}\n`)
  expect(stdout).toContain('no page fires')
})
