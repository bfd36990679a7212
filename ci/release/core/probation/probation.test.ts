import { expect, test } from 'vitest'
import { ledgerOf } from '../deploy/ledger.ts'
import type { LedgerEntry } from '../deploy/ledger-entry.ts'
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import { onProbation, whyTakenBack } from './probation.ts'

const ENDED = new Date('2026-11-29T10:00:00Z')
const later = (minutes: number): Date => new Date(ENDED.getTime() + minutes * 60_000)

function entry(number: number, state: LedgerEntry['state'] = 'good'): { readonly entry: LedgerEntry } {
  const text = { who: 'me', reason: '', sentence: '', trouble: '' }
  return {
    entry: {
      ...{ number, release: `v${number}`, hash: 'a', state, by: undefined, startedAt: later(-3), endedAt: ENDED },
      ...{ ...text, returnedTo: undefined, parts: 1, packedHash: 'a' },
    },
  }
}

test.each([
  [0, 'v1'],
  [29, 'v1'],
  [30, undefined],
  [600, undefined],
])('%d minutes after it was judged good %s is on probation', (minutes, release) =>
  expect(onProbation(ledgerOf([entry(1)]), later(minutes))?.release).toBe(release),
)

test.each(['applying', 'unproven', 'rejected'] as const)('one that is %s is none to watch', state =>
  expect(onProbation(ledgerOf([entry(1), entry(2, state)]), later(1))).toBeUndefined(),
)

function found(code: string, changes: Partial<Diagnosis> = {}): Diagnosis {
  return {
    code,
    faultOf: 'release',
    isFinal: true,
    what: 'It broke',
    fix: 'Mend it.',
    evidence: [],
    pods: 1,
    ...changes,
  }
}

test.each([
  ['killed for its memory', [found('out-of-memory')], [], 'It broke. Mend it.'],
  ['crashing again and again', [found('crash')], [], 'It broke. Mend it.'],
  ['crashed once', [found('crash', { isFinal: false })], [], undefined],
  ['not ready, as with a slow database', [found('not-ready')], [], undefined],
  ['killed as pods of others are', [found('out-of-memory')], [found('out-of-memory')], undefined],
  ['killed on a node that is lost', [found('killed'), found('node-lost', { faultOf: 'node' })], [], undefined],
  ['well', [], [], undefined],
])('a release whose pods are %s', (_, app, others, why) => expect(whyTakenBack(app, others)).toBe(why))
