import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeptFile } from '../../../adapters/files/kept-file.ts'
import { removeFolder, scratchFolder } from '../plan/part.testkit.ts'
import { parseMeasured } from './loss.ts'
import { createLossWatch } from './loss-watch.ts'

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

const at = (clock: string) => new Date(`2026-02-05T${clock}.000Z`)
const file = () => path.join(folder, 'measured.json')

/** A watch on a Prometheus that is scripted by hand. */
async function watch(stored: { found: Date | null | undefined } = { found: undefined }) {
  const now = () => at('12:30:00')
  const kept = await openKeptFile({ path: file(), what: 'what is missing', parse: parseMeasured, now })
  const seen = { pid: 1, sample: '', prober: '', silent: false }
  const losses = createLossWatch({
    kept,
    facts: () => ({
      newestSample: seen.sample === '' ? undefined : at(seen.sample),
      newestProberSample: seen.prober === '' ? undefined : at(seen.prober),
      prometheusSilentSince: seen.silent ? now() : undefined,
    }),
    prometheusPid: () => seen.pid,
    newestBefore: async () => stored.found,
    now,
  })
  return {
    async see(sample: string, changes: Partial<typeof seen> = {}) {
      Object.assign(seen, { sample, prober: sample }, changes)
      await losses.look()
    },
    texts: () => losses.notices().map(({ kind, text }) => `${kind}: ${text}`),
    flush: () => kept.keep(kept.current() ?? { losses: [] }),
  }
}

test('samples that come as they should are no loss', async () => {
  const { see, texts } = await watch()
  await see('12:00:00')
  await see('12:00:05')
  await see('12:00:35')
  expect(texts()).toEqual([])
})

test('a time in which nothing was stored is said, with its beginning and its end', async () => {
  const { see, texts } = await watch()
  await see('12:00:00')
  await see('12:00:00', { silent: true })
  await see('12:01:16', { silent: false })
  expect(texts()).toEqual([
    'data-lost: Prometheus stored no samples from 12:00:00 UTC to 12:01:16 UTC: what happened then may be missing from the figures',
  ])
})

test('a time without a prober is said, and only once where nothing at all was stored', async () => {
  const { see, texts } = await watch()
  await see('12:00:00')
  await see('12:00:40', { prober: '12:00:00' })
  await see('12:00:45', { prober: '12:00:00' })
  await see('12:00:50', { prober: '12:00:46' })
  expect(texts()).toEqual([expect.stringContaining('Prometheus stored no samples from')])
  await see('12:01:20', { prober: '12:00:46' })
  await see('12:01:45', { prober: '12:01:42' })
  expect(texts().at(-1)).toBe(
    'data-lost: no probe was measured from 12:00:46 UTC to 12:01:42 UTC: that time is in no figure',
  )
})

test('what a repair of the data threw away at a start is said, from the sample that is left', async () => {
  const before = await watch()
  await before.see('12:00:00')
  await before.see('12:06:00')
  await before.flush()
  const { see, texts } = await watch({ found: at('12:00:10') })
  await see('12:20:00')
  await see('12:20:05')
  expect(texts().filter(text => text.includes('repaired'))).toEqual([
    'data-lost: Prometheus lost the samples from 12:00:10 UTC to 12:06:00 UTC when it repaired its data: what happened then is in no figure',
  ])
  expect(texts()).not.toContainEqual(expect.stringContaining('12:20:00'))
})

test('samples that are all still there at a start are no loss, however long no stack ran', async () => {
  const before = await watch()
  await before.see('12:00:00')
  await before.flush()
  const { see, texts } = await watch({ found: at('12:00:00') })
  await see('12:20:00')
  await see('12:20:05')
  expect(texts()).toEqual([])
})

test('data that is gone as a whole is said too', async () => {
  const before = await watch()
  await before.see('12:00:00')
  await before.flush()
  const { see, texts } = await watch({ found: null })
  await see('12:20:00')
  expect(texts()).toEqual([expect.stringContaining('lost the samples until 12:00:00 UTC when it repaired')])
})

test('a Prometheus that is started again within a run is asked what it still has, and all is missing until its first sample', async () => {
  const stored: { found: Date | null | undefined } = { found: undefined }
  const { see, texts } = await watch(stored)
  await see('12:00:00')
  await see('12:06:00')
  expect(texts().splice(0)).toHaveLength(1)
  await see('12:06:00', { pid: 2 })
  await see('12:06:09')
  stored.found = at('12:00:20')
  await see('12:06:14')
  expect(texts().at(-1)).toBe(
    'data-lost: Prometheus lost the samples from 12:00:20 UTC to 12:06:14 UTC when it repaired its data: what happened then is in no figure',
  )
  await see('12:06:19')
  expect(texts()).toHaveLength(2)
})

test('what was lost is said after a restart of the stack, for a day, and many losses in one line', async () => {
  const losses = Array.from({ length: 5 }, (_, hour) => ({
    kind: 'unstored',
    from: `2026-02-05T0${hour}:00:00.000Z`,
    until: `2026-02-05T0${hour}:01:00.000Z`,
  }))
  const old = { kind: 'unstored', from: '2026-02-04T11:00:00.000Z', until: '2026-02-04T12:00:00.000Z' }
  writeFileSync(file(), JSON.stringify({ losses: [old, ...losses] }))
  const { texts } = await watch()
  expect(texts()).toEqual([
    'data-lost: measurements of 2 other times since 00:00:00 UTC are missing too',
    ...['02', '03', '04'].map(hour => expect.stringContaining(`from ${hour}:00:00 UTC to ${hour}:01:00 UTC`)),
  ])
})

test.each([
  ['a list', []],
  ['a moment that is none', { newestSample: 'noon', losses: [] }],
  ['a loss of an unknown kind', { losses: [{ kind: 'stolen', until: '2026-02-05T12:00:00.000Z' }] }],
  ['a loss without an end', { losses: [{ kind: 'repaired' }] }],
])('%s is no record of losses', (_, document) => expect(parseMeasured(document)).toBeUndefined())

test('the newest sample is written down', async () => {
  const { see, flush } = await watch()
  await see('12:00:00')
  await flush()
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ losses: [], newestSample: '2026-02-05T12:00:00.000Z' })
})
