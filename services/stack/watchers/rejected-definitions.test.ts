import { expect, test } from 'vitest'
import { readRejected, rejectedNotice } from './rejected-definitions.ts'

const NOW = new Date('2026-02-05T12:10:00.000Z')
const rejected = (problems: unknown) => ({
  probes: ['home'],
  rejected: { since: '2026-02-05T12:03:10.000Z', problems },
})
const text = (body: unknown) => rejectedNotice(readRejected(body), NOW).map(notice => notice.text)

test('definitions that are accepted need no word', () => {
  expect(text({ probes: ['home'] })).toEqual([])
  expect(text('nonsense')).toEqual([])
})

test('a rejection says since when, that the ones before go on, and the first problem in one line', () => {
  const first = 'probes.yaml:3:1 error: unknown key "intervall"\n  3 | intervall: 5s\u001b[31m'
  expect(text(rejected([first, 'second', 'third']))).toEqual([
    'the prober has rejected its changed definitions since 12:03:10 UTC and goes on with those before: probes.yaml:3:1 error: unknown key "intervall" 3 | intervall: 5s\ufffd[31m (and 2 more)',
  ])
})

test('a rejection without a reason is one all the same', () => {
  expect(text(rejected(undefined))).toEqual([expect.stringContaining('they cannot be read')])
})
