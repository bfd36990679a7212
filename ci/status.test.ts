import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runQuietly } from '../lib/command/command.testkit.ts'
import { removeFolder, scratchFolder } from '../services/stack/plan/part.testkit.ts'
import { type ScriptedStack, startScriptedStack } from '../services/stack/running-stack.testkit.ts'
import { page, part, report } from '../services/stack/stack.testkit.ts'
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
    stderr: 'No stack runs from .leadline: start one with `npm start`\n',
  })
})

test('a command that is given no folder takes the stack in whose folder a person stands', async () => {
  stack = await startScriptedStack(folder)
  const inside = path.join(folder, 'logs')
  const stands = (INIT_CWD: string) => runQuietly(main, [], { repository: '/nowhere', env: { INIT_CWD } })
  expect(await stands(inside)).toMatchObject({ code: 0, out: expect.stringContaining('no page fires') })
  expect(await stands(path.dirname(folder))).toMatchObject({ code: 3 })
})

test('a part that is held on purpose says why, and what burned does not burn any more', async () => {
  const until = '2026-02-05T12:03:10.000Z'
  const causes = [{ faultDomain: 'ingress', from: NOON, until } as const]
  stack = await startScriptedStack(folder, {
    parts: [part('ingress', { state: 'held', problem: 'stopped on purpose' })],
    pages: [page({ causes, saidAt: '2026-02-05T12:01:30.000Z' })],
    goodSince: { 'web-edge-availability': until },
  })
  const now = () => new Date('2026-02-05T12:05:00.000Z')
  const { out } = await runQuietly(main, HERE, { repository: folder, now })
  expect(out).toMatch(/ingress +held .* stopped on purpose\n/)
  expect(out).toContain('the error budget burned 412.0 times as fast as allowed (as of 12:01:30 UTC)')
  expect(out).toContain(
    'web-edge-availability recovers: all its probes are good since 12:03:10 UTC; the 5-minute window clears at 12:08:10 UTC',
  )
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

test('events that were counted only after a gap are said, for people and for programs', async () => {
  const slos = [report('web-edge-availability', { countedLate: 1090 }), report('web-edge-latency')]
  stack = await startScriptedStack(folder, { figures: { slos, faultDomain: 'none', blindFor: undefined } })
  const { stdout } = await run(...HERE)
  expect(stdout).toContain(
    '\n  web-edge-availability: in the last day 1,090 events were counted only after a gap in measuring\n',
  )
  expect(stdout.match(/after a gap/g)).toHaveLength(1)
  const { slos: printed } = JSON.parse((await run('--json', ...HERE)).stdout)
  expect(printed).toMatchObject([{ countedLate: 1090 }, { countedLate: null }])
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
      text: 'maintenance of every probe until 12:30:00 UTC (new disk): no budget is spent',
    },
  ] as const
  stack = await startScriptedStack(folder, { notices })
  const { exitCode, stdout } = await run(...HERE)
  expect(exitCode).toBe(0)
  for (const { text } of notices) expect(stdout).toContain(`  note: ${text}\n`)
  expect(stdout).toContain('no page fires')
})
