import { expect, test } from 'vitest'
import { ledgerOf, nextNumber, overLength, standing } from './ledger.ts'
import { type EntryState, type LedgerEntry, parseEntry, renderEntry } from './ledger-entry.ts'

const HASH = 'a'.repeat(64)

function entry(number: number, state: EntryState = 'good', changes: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    ...{ number, release: `v${number}`, hash: HASH, state, by: undefined, startedAt: new Date('2026-11-29T10:00:00Z') },
    ...{
      endedAt: undefined,
      who: 'me',
      reason: '',
      sentence: '',
      trouble: '',
      returnedTo: undefined,
      probationUntil: undefined,
      podsSince: undefined,
      troubleBefore: '',
      parts: 1,
      packedHash: HASH,
    },
    ...changes,
  }
}

test('an entry reads back as it was written', () => {
  const whole = entry(12, 'returned', {
    by: 'gate',
    endedAt: new Date('2026-11-29T10:02:00Z'),
    sentence: 'It was bad.',
  })
  expect(parseEntry('release-000012', renderEntry(whole))).toEqual({ entry: whole })
  expect(parseEntry('release-000012', renderEntry(entry(12)))).toEqual({ entry: entry(12) })
})

test.each([
  ['', /it is no entry of a ledger/],
  ['{', /it is no entry of a ledger/],
  ['[]', /it is no entry of a ledger/],
  [renderEntry(entry(1)).replace('"good"', '"toString"'), /its fields are not as they were written/],
  [renderEntry(entry(1)).replace('"number":1', '"number":1.5'), /its fields are not as they were written/],
  [renderEntry(entry(1)).replace(HASH, 'x'), /its fields are not as they were written/],
  [renderEntry(entry(1)).replace('"format":1', '"format":0'), /its format 0 is too old/],
])('%j is damaged, and throws nothing', (text, why) => {
  expect(parseEntry('release-000001', text)).toEqual({ damaged: expect.stringMatching(why) })
})

test('a deployer reads the format before its own, no older one, and no newer one', () => {
  const upgrade = (older: unknown) => ({ ...Object(older), who: 'an older one' })
  const reader = { format: 2, upgrade }
  expect(parseEntry('r', renderEntry(entry(1)), reader)).toMatchObject({ entry: { who: 'an older one' } })
  expect(parseEntry('r', renderEntry(entry(1)), { format: 3, upgrade })).toHaveProperty('damaged')
  expect(parseEntry('r', renderEntry(entry(1)), { format: 0 })).toHaveProperty('newer')
})

test('what stands is the newest when it is good, and the last good one after a way back', () => {
  const ledger = (...entries: LedgerEntry[]) => ledgerOf(entries.map(each => ({ entry: each })))
  expect(standing(ledger(entry(1), entry(2)))?.number).toBe(2)
  expect(standing(ledger(entry(1), entry(2, 'returned')))?.number).toBe(1)
  for (const state of ['applying', 'unproven', 'rejected'] as const) {
    expect(standing(ledger(entry(1), entry(2, state)))).toBeUndefined()
  }
})

test('what came back in the place of another is what stands, also over several ways back', () => {
  const ledger = (...entries: LedgerEntry[]) => ledgerOf(entries.map(each => ({ entry: each })))
  const back = (number: number, returnedTo: number) => entry(number, 'returned', { returnedTo })
  expect(standing(ledger(entry(1), entry(2), back(3, 1)))?.number).toBe(1)
  expect(standing(ledger(back(1, 2), entry(2), back(3, 1)))?.number).toBe(2)
  // Of what no ledger should say there is an answer too.
  expect(standing(ledger(back(1, 3), entry(2), back(3, 1)))).toBeUndefined()
  expect(standing(ledger(entry(1), entry(2), back(3, 9)))?.number).toBe(2)
})

test('ten releases are kept, and beyond them the one to return to', () => {
  const entries = [entry(1), entry(2), ...Array.from({ length: 10 }, (_, index) => entry(index + 3, 'returned'))]
  expect(overLength(ledgerOf(entries.map(each => ({ entry: each })))).map(({ number }) => number)).toEqual([1])
})

test('the number of a damaged entry is not given again', () => {
  const ledger = ledgerOf([{ entry: entry(3) }, { damaged: 'said' }])
  expect(nextNumber(ledger, ['release-000003', 'release-000009'])).toBe(10)
  expect(nextNumber(ledgerOf([]), [])).toBe(1)
})
