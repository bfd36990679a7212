import { expect, test } from 'vitest'
import { type ComparedAnswer, comparedAfter, NOTHING_COMPARED } from './compared.ts'
import { whoseFailures, whoseUnsigned } from './whose.ts'

type Short = readonly [sentSeconds: number, by: ComparedAnswer['by'], isBad: boolean]

function after(answers: readonly Short[]) {
  let compared = NOTHING_COMPARED
  for (const [sentSeconds, by, isBad] of answers) {
    compared = comparedAfter(compared, { sentSeconds, by, isBad }).compared
  }
  const { ours, unsigned, theirs, shared } = compared
  return { ours, unsigned, theirs, shared }
}

const GOOD = (sentSeconds: number): Short => [sentSeconds, 'old', false]

test.each<readonly [string, readonly Short[], Partial<ReturnType<typeof after>>]>([
  [
    'of the canary between good ones of the old release counts',
    [GOOD(1), [1.1, 'canary', true], GOOD(1.2)],
    { ours: 1 },
  ],
  [
    'without a signature counts against the canary',
    [GOOD(1), [1.1, undefined, true], GOOD(1.2)],
    { ours: 1, unsigned: 1 },
  ],
  ['of the old release counts by the same rule', [GOOD(1), [1.1, 'old', true], GOOD(1.2)], { theirs: 1 }],
  ['waits until the old release was asked again', [GOOD(1), [1.1, 'canary', true]], { ours: 0, shared: 0 }],
  [
    'is of both where the old release was not good just before',
    [[1.1, 'canary', true], GOOD(1.2), GOOD(9)],
    { shared: 1 },
  ],
  ['is of both where it is not good just after', [GOOD(1), [1.1, 'canary', true], GOOD(9)], { ours: 0, shared: 1 }],
  ['that comes late is put where it was sent', [GOOD(1), GOOD(1.2), GOOD(6), [1.1, 'canary', true]], { ours: 1 }],
])('a bad answer %s', (_, answers, counts) => expect(after(answers)).toMatchObject(counts))

test.each([
  [8, 0, 'canary'],
  [7, 0, undefined],
  [10, 1, 'canary'],
  [5, 10, 'both'],
  [500, 1000, 'both'],
  [0, 0, undefined],
] as const)(
  '%d failures of a canary with a third of the answers, and %d of the old release, are of: %s',
  (ours, theirs, whose) => expect(whoseFailures({ ours, theirs }, 1 / 3)).toBe(whose),
)

/** A list of so many answers a second, in turn by whom. */
function signatures(turn: readonly ComparedAnswer['by'][], seconds: number) {
  let list: Parameters<typeof whoseUnsigned>[0][number]
  for (let index = 0; index < 15 * seconds; index += 1) {
    list = { sentSeconds: index / 15, by: turn[index % turn.length], before: list }
  }
  return list
}

const at = (nowSeconds: number) => ({ nowSeconds, isCutOff: () => false })

test('where the old release gives its whole share, what is not signed is the canary’s', () => {
  expect(whoseUnsigned([signatures(['old', 'old', undefined], 3)], 1 / 3, at(3))).toBe('canary')
})

test('where both give less, it is of both', () => {
  expect(whoseUnsigned([signatures(['old', undefined, 'old', 'canary', undefined, undefined], 3)], 1 / 3, at(3))).toBe(
    'both',
  )
})

test('seconds in which nothing was reached tell the releases apart in nothing', () => {
  const answered = signatures(['old', 'old', undefined], 3)
  let list = answered
  for (let index = 45; index < 150; index += 1) list = { sentSeconds: index / 15, by: undefined, before: list }
  expect(whoseUnsigned([list], 1 / 3, at(10))).toBe('both')
  expect(whoseUnsigned([list], 1 / 3, { nowSeconds: 10, isCutOff: sent => sent >= 3 })).toBe('canary')
})

test('what is rare counts against the canary once it has gone on for long, and never when it was a moment', () => {
  const rare = signatures(
    [...Array.from({ length: 40 }, () => ['old', 'old', 'canary'] as const).flat(), undefined],
    30,
  )
  expect(whoseUnsigned([rare], 1 / 3, at(12))).toBeUndefined()
  expect(whoseUnsigned([rare], 1 / 3, at(30))).toBe('canary')
  expect(whoseUnsigned([rare], 1 / 3, at(60))).toBe('both')
})
