import { describe, expect, test } from 'vitest'
import { milliseconds, seconds } from '../../../../lib/duration.ts'
import { seededRandom } from '../../../../lib/seeded-random.ts'
import { type AnswersBeside, canarySettings, judgedBeside } from './canary.testkit.ts'
import { SERVER_ERROR } from './gate.testkit.ts'
import { canaryWithin, GATE_LIMITS } from './limits.ts'
import { probesPerSecondOf } from './rate.ts'
import { tallyOf } from './state.ts'

const REFUSED_BY_INGRESS = { reason: 'status', status: 502, answeredBy: 'ingress' } as const
/** What a proxy answers for a pod that refuses: nothing signs it. */
const UNSIGNED_FAILURE = { release: undefined, failure: REFUSED_BY_INGRESS } as const

const always =
  (who: 'new' | 'old', answer: object): AnswersBeside =>
  asked =>
    asked === who ? answer : {}

describe('a canary is judged by its own answers', () => {
  test('a good one proceeds within forty seconds', () => {
    const { decision, nowSeconds, state } = judgedBeside(() => ({}))
    expect(decision).toEqual({ verdict: 'proceed' })
    expect(nowSeconds).toBeLessThan(40)
    expect(tallyOf(state, 'edge').judged.answers).toBeGreaterThan(140)
  })

  test.each([
    ['that fails', always('new', { failure: SERVER_ERROR }), 5],
    ['that nothing signs for', always('new', UNSIGNED_FAILURE), 5],
    ['slower than the objective', always('new', { took: milliseconds(400) }), 20],
    ['three times as slow as the old release', always('new', { took: milliseconds(80) }), 30],
  ] as const)('one %s is stopped', (_, answers, within) => {
    const { decision, nowSeconds } = judgedBeside(answers)
    expect(decision).toEqual({ verdict: 'roll-back' })
    expect(nowSeconds).toBeLessThan(within)
  })

  test('failures of the old release are not its own', () => {
    const { decision, state } = judgedBeside(always('old', { failure: SERVER_ERROR }))
    expect(tallyOf(state, 'edge').judged.failed).toBe(0)
    expect(decision).toEqual({ verdict: 'proceed' })
  })
})

describe('both releases', () => {
  test('that fail as often are not told apart: it holds, and is not taken back', () => {
    const random = seededRandom(3)
    const { decision } = judgedBeside(() => (random() < 0.5 ? { failure: SERVER_ERROR } : {}))
    expect(decision).toEqual({ verdict: 'hold', because: 'both-fail' })
  })

  test.each([
    [
      'fail wholly for five seconds, twice',
      ({ now }: { readonly now: number }) => (now % 12 < 5 && now > 6 ? { failure: SERVER_ERROR } : {}),
    ],
    [
      'are refused by what is before them for three seconds',
      ({ now }: { readonly now: number }) => (now > 10 && now < 13 ? UNSIGNED_FAILURE : {}),
    ],
    [
      'are slow for two seconds',
      ({ now }: { readonly now: number }) => (now > 15 && now < 17 ? { took: milliseconds(250) } : {}),
    ],
  ] as const)('that %s together are no reason to take one back', (_, answers) => {
    const { decision } = judgedBeside((__, at) => answers(at))
    expect(decision.verdict).not.toBe('roll-back')
  })

  test('a fix is let through where the old one answers nothing, which was so before', () => {
    const broken = new Map(['edge', 'ingress'].map(path => [path, { answers: 120, failed: 60, unsigned: 60 }]))
    const { decision, state } = judgedBeside(always('old', UNSIGNED_FAILURE), {
      settings: canarySettings({ baselines: broken }),
    })
    expect(decision).toEqual({ verdict: 'proceed' })
    expect(state.tests.map(({ because }) => because)).toContain('old-broken')
  })
})

describe('a canary that answers too little', () => {
  test('is taken back after twenty seconds', () => {
    const { decision, nowSeconds } = judgedBeside(() => ({}), { share: 0 })
    expect(decision).toEqual({ verdict: 'roll-back', because: 'too-little' })
    expect(nowSeconds).toBeCloseTo(20, 0)
  })

  test('does not pass while it answers a tenth', () => {
    expect(judgedBeside(() => ({}), { share: 0.1 }).decision).toMatchObject({ because: 'too-little' })
  })

  test('of which nothing is signed is unknown, and not bad', () => {
    const { decision } = judgedBeside(() => ({ release: undefined }))
    expect(decision).toEqual({ verdict: 'hold', because: 'unknown-release' })
  })
})

describe('slower than before', () => {
  test('differences under ten milliseconds never count', () => {
    const times: AnswersBeside = who => ({ took: milliseconds(who === 'new' ? 10.9 : 1) })
    expect(judgedBeside(times).decision).toEqual({ verdict: 'proceed' })
  })

  test('up to twice the old median is a warning, and above it a reason to stop', () => {
    const times = (factor: number): AnswersBeside => {
      return who => ({ took: milliseconds(who === 'new' ? 40 * factor : 40) })
    }
    const warned = judgedBeside(times(1.9))
    expect(warned.decision).toEqual({ verdict: 'proceed' })
    expect(warned.state.warnings.map(({ test: { decision } }) => decision)).toEqual(['reject', 'reject'])
    expect(judgedBeside(times(2.1)).decision).toEqual({ verdict: 'roll-back' })
  })

  test('where the old release gives too few answers it is silent, and stops nothing', () => {
    const { decision, state } = judgedBeside(who =>
      who === 'old' ? { failure: SERVER_ERROR } : { took: milliseconds(290) },
    )
    expect(decision).toEqual({ verdict: 'proceed' })
    const slower = state.tests.filter(({ objective }) => objective.question === 'slower')
    expect(slower.map(({ test: { answers } }) => answers)).toEqual([0, 0])
  })
})

test('the errors are divided among all tests of a canary', () => {
  const { state } = judgedBeside(() => ({}))
  expect(state.tests).toHaveLength(5)
  for (const { test: one } of state.tests) expect(one.hypotheses.alpha).toBeCloseTo(0.001 / 5)
})

test.each([
  [1, 10],
  [2, 15],
  [3, 20],
  [9, 20],
])('beside %d old pods it is probed %d times a second and path', (oldPods, rate) => {
  expect(probesPerSecondOf({ canary: { oldPods } }, { recentShare: 1 })).toBe(rate)
})

test('with more than three old pods the gate takes longer, by as much as it gets fewer answers', () => {
  expect(canaryWithin({ oldPods: 3 })).toBe(GATE_LIMITS.within)
  expect(canaryWithin({ oldPods: 7 })).toBe(seconds(360))
})
