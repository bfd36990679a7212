import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../../adapters/processes/ports.ts'
import { testIo } from '../../lib/command/command.testkit.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { milliseconds } from '../../lib/duration.ts'
import type { StartArguments } from './plan/arguments.ts'
import { removeFolder, scratchFolder, shellPart } from './plan/part.testkit.ts'
import type { Part } from './plan/part.ts'
import { DEFAULT_PORTS } from './plan/ports.ts'
import { runStack } from './run.ts'
import { barePlan } from './stack.testkit.ts'
import { createPidFiles } from './supervise/pid-files.ts'
import { pidFolder } from './supervise/state-file.ts'

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

/** Runs a stack of one part on a terminal that keeps what is said and counts what is drawn. */
async function runWith(part: Part, changes: Partial<StartArguments> = {}, control?: number) {
  const ports = { ...DEFAULT_PORTS, prometheus: await freePort(), control: control ?? (await freePort()) }
  const said: string[] = []
  const screen = { drawn: 0 }
  const ending = new AbortController()
  const exitCode = runStack({
    plan: barePlan({ folder, ports }),
    parts: [part],
    slos: [],
    start: { isFresh: false, readyTimeout: undefined, ports, folder, ...changes },
    terminal: {
      isLive: true,
      paint: (_, text) => text,
      say: lines => said.push(...lines),
      live: () => screen.drawn++,
      end: () => undefined,
    },
    pidFiles: createPidFiles(pidFolder(folder)),
    io: { ...testIo(() => undefined, { signal: ending.signal }), screen: { write: () => true } },
  })
  return { exitCode, said, screen, ending }
}

test('that all parts are ready is said once, however often the table is drawn, and the stack runs until it is ended', async () => {
  const { exitCode, said, screen, ending } = await runWith(shellPart(folder, 'edge', 'exec sleep 60'))
  const readyLines = () => said.filter(line => line.startsWith('all parts ready'))
  await expect.poll(readyLines).toHaveLength(1)
  const before = screen.drawn
  await expect.poll(() => screen.drawn).toBeGreaterThan(before + 1)
  expect(said).not.toContain('stopping')
  ending.abort()
  expect(await exitCode).toBe(EXIT.good)
  expect(readyLines()).toHaveLength(1)
  expect(said.at(-1)).toMatch(/^everything stopped/)
})

test('parts that are not ready in the time they were given are named, and the stack ends by itself', async () => {
  const part = shellPart(folder, 'edge', 'exec sleep 60', { unready: async () => 'answers 503' })
  const { exitCode, said } = await runWith(part, { readyTimeout: milliseconds(1) })
  expect(await exitCode).toBe(EXIT.bad)
  expect(said).toContainEqual(expect.stringMatching(/^ {2}edge: /))
  expect(said.at(-1)).toMatch(/^everything stopped/)
})

test('a stack that cannot open its own port stops what it began, and nothing of it goes on', async () => {
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const before = timers()
  const part = shellPart(folder, 'edge', 'exec sleep 60')
  const { exitCode, said } = await runWith(part, {}, (other.address() as AddressInfo).port)
  await expect(exitCode).rejects.toThrow(/EADDRINUSE/)
  other.close()
  expect(said.at(-1)).toMatch(/^everything stopped/)
  // A timer of the test runner's own may have ended meanwhile.
  expect(timers()).toBeLessThanOrEqual(before)
})
