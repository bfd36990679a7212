import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openKeptFile } from '../../../adapters/files/kept-file.ts'
import { removeFolder, scratchFolder } from '../plan/part.testkit.ts'
import { createRefunds, parseOwedRefunds } from './refunds.ts'

let folder = ''
const file = () => path.join(folder, 'refunds.json')
beforeEach(() => {
  folder = scratchFolder()
  vi.useFakeTimers({ now: new Date('2026-02-05T12:00:00.000Z'), toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  removeFolder(folder)
})

/** A stack's start: what it owes, what it gives back, and what it says. */
async function start(refuse: () => boolean = () => false) {
  const now = () => new Date()
  const kept = await openKeptFile({ path: file(), what: 'what is owed', parse: parseOwedRefunds, now })
  const given: string[] = []
  const said: string[] = []
  const refund = async (from: Date, to: Date) => {
    if (refuse()) throw new Error('Prometheus does not answer')
    given.push(`${from.toISOString()} to ${to.toISOString()}`)
  }
  const refunds = createRefunds({ kept, now, refund, report: text => said.push(text) })
  /** Resolves when what is owed lies on the disk. */
  const flush = () => kept.keep(kept.current() ?? [])
  return { refunds, given, said, flush }
}

test('the time of a drill is given back once no rate looks back at it any more', async () => {
  const { refunds, given } = await start()
  refunds.begin(new Date())
  await vi.advanceTimersByTimeAsync(50_000)
  refunds.end(new Date())
  await vi.advanceTimersByTimeAsync(364_000)
  expect({ given, at: refunds.refundedFor() }).toEqual({ given: [], at: undefined })
  await vi.advanceTimersByTimeAsync(1000)
  // What fails after its last failure is counted is no part of it, as another drill.
  expect(given).toEqual(['2026-02-05T12:00:00.000Z to 2026-02-05T12:01:50.000Z'])
  expect(refunds.refundedFor()).toBe('2026-02-05T12:00:00.000Z')
})

test('what a stack owed when it ended is given back by the next, once', async () => {
  const first = await start()
  first.refunds.begin(new Date())
  await vi.advanceTimersByTimeAsync(50_000)
  first.refunds.end(new Date())
  await first.flush()
  vi.clearAllTimers()
  vi.setSystemTime('2026-02-05T12:02:50.000Z')
  const second = await start()
  expect(second.said.join()).toContain('it is given back now')
  await vi.advanceTimersByTimeAsync(244_000)
  expect(second.given).toEqual([])
  await vi.advanceTimersByTimeAsync(2000)
  expect(second.given).toEqual(['2026-02-05T12:00:00.000Z to 2026-02-05T12:01:50.000Z'])
  await second.flush()
  expect((await start()).said).toEqual([])
})

test('a drill that was on when the stack was killed is given back up to the next start', async () => {
  writeFileSync(file(), '[{"from":"2026-02-05T10:00:00.000Z"}]')
  const { given } = await start()
  await vi.advanceTimersByTimeAsync(366_000)
  expect(given).toEqual(['2026-02-05T10:00:00.000Z to 2026-02-05T12:01:00.000Z'])
})

test('a Prometheus that does not answer is asked again, and that is said once', async () => {
  writeFileSync(file(), '[{"from":"2026-02-05T10:00:00.000Z","until":"2026-02-05T10:01:00.000Z"}]')
  let isSilent = true
  const { given, said } = await start(() => isSilent)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(said.filter(text => text.includes('does not answer'))).toHaveLength(1)
  isSilent = false
  await vi.advanceTimersByTimeAsync(15_000)
  expect(given).toHaveLength(1)
})
