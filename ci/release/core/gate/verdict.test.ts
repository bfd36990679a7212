import { describe, expect, test } from 'vitest'
import { milliseconds } from '../../../../lib/duration.ts'
import { EXCLUSION_NAMES } from './answer.ts'
import { exampleAnswer, exampleSettings, judged, REFUSED, SERVER_ERROR } from './gate.testkit.ts'
import { gateAfter, newGate } from './gate.ts'
import { STRICT_ERRORS } from './hypotheses.ts'
import { tallyOf } from './state.ts'
import { decisionAt } from './verdict.ts'

const hold = (because: string) => ({ verdict: 'hold', because })

describe('no data', () => {
  test('a gate that got no answer at all holds when its time is up, and not before', () => {
    const state = newGate(exampleSettings(), 100)
    expect(decisionAt(state, 279)).toBeUndefined()
    expect(decisionAt(state, 280)).toEqual(hold('no-answers'))
  })

  test('a gate that asks nothing holds at once', () => {
    expect(decisionAt(newGate(exampleSettings({ objectives: [] }), 0), 0)).toEqual(hold('nothing-to-judge'))
  })

  test('one path without an answer keeps a good one from passing', () => {
    let state = newGate(exampleSettings({ release: undefined }), 0)
    for (let index = 0; index < 900; index++) {
      state = gateAfter(state, exampleAnswer({ path: 'edge', sentSeconds: index / 5 }))
      expect(decisionAt(state, index / 5)).toBeUndefined()
    }
    expect(decisionAt(state, 180)).toEqual(hold('undecided'))
  })
})

test('good answers proceed, and are 32 to 33 seconds of them', () => {
  const { decision, nowSeconds } = judged(() => ({}))
  expect(decision).toEqual({ verdict: 'proceed' })
  expect(Math.floor(nowSeconds)).toBe(32)
})

test.each([
  [
    'every second answer fails',
    (_: string, __: number, index: number) => (index % 2 ? { failure: SERVER_ERROR } : {}),
    6,
  ],
  ['nothing answers', () => ({ failure: REFUSED, release: undefined }), 3],
  ['one path fails', (path: string) => (path === 'ingress' ? { failure: SERVER_ERROR } : {}), 3],
  ['the edge is slow', (path: string) => (path === 'edge' ? { took: milliseconds(301) } : {}), 3],
] as const)('when %s it rolls back', (_, answers, within) => {
  const { decision, nowSeconds } = judged(answers)
  expect(decision).toEqual({ verdict: 'roll-back' })
  expect(nowSeconds).toBeLessThanOrEqual(within)
})

test('an answer that takes exactly as long as the objective allows is fast enough', () => {
  expect(judged(() => ({ took: milliseconds(300) })).decision).toEqual({ verdict: 'proceed' })
})

test('a path that has no objective for its time may be slow', () => {
  const { decision } = judged(path => (path === 'ingress' ? { took: milliseconds(3000) } : {}))
  expect(decision).toEqual({ verdict: 'proceed' })
})

describe('excluded answers', () => {
  test.each(EXCLUSION_NAMES)('of which a quarter is excluded (%s), it holds after half a minute', excluded => {
    const { decision, nowSeconds } = judged((_, __, index) => (index % 4 === 0 ? { excluded } : {}))
    expect(decision).toEqual(hold('excluded'))
    expect(Math.floor(nowSeconds)).toBe(30)
  })

  test('a fifth is not too much', () => {
    const { decision } = judged((_, __, index) => (index % 5 === 4 ? { excluded: 'prober' } : {}))
    expect(decision).toEqual({ verdict: 'proceed' })
  })

  test('one path on which too many are excluded keeps the gate from passing, and does not save another that fails', () => {
    const half = (path: string, index: number) =>
      path === 'edge' && index % 2 ? ({ excluded: 'unreached' } as const) : {}
    expect(judged((path, _, index) => half(path, index)).decision).toEqual(hold('excluded'))
    const failing = judged((path, _, index) => (path === 'ingress' ? { failure: SERVER_ERROR } : half(path, index)))
    expect(failing.decision).toEqual({ verdict: 'roll-back' })
  })

  test('failures beside too many excluded answers decide nothing', () => {
    const { decision } = judged((_, __, index) =>
      index % 3 === 0 ? { excluded: 'prober' } : { failure: SERVER_ERROR },
    )
    expect(decision).toEqual(hold('excluded'))
  })

  test('a machine that is late in its first seconds decides as it would have, only later', () => {
    const { decision, nowSeconds } = judged((_, now) => (now < 3 ? { excluded: 'prober' } : {}))
    expect(decision).toEqual({ verdict: 'proceed' })
    expect(Math.floor(nowSeconds)).toBe(35)
  })
})

describe('answers without a time', () => {
  test('count for what came, so that failures are found as soon', () => {
    const { decision, nowSeconds } = judged(() => ({ took: undefined, failure: SERVER_ERROR }))
    expect(decision).toEqual({ verdict: 'roll-back' })
    expect(nowSeconds).toBeLessThanOrEqual(3)
  })

  test('say nothing about speed: over a fifth of them the gate holds, up to that it waits for more', () => {
    expect(judged((_, __, index) => (index % 4 === 0 ? { took: undefined } : {})).decision).toEqual(hold('excluded'))
    const few = judged((_, __, index) => (index % 5 === 4 ? { took: undefined } : {}))
    expect(few.decision).toEqual({ verdict: 'proceed' })
    expect(few.nowSeconds).toBeGreaterThan(39)
  })

  test('hold up no path that is not asked how fast it is', () => {
    const { decision } = judged((path, _, index) => (path === 'ingress' && index % 2 ? { took: undefined } : {}))
    expect(decision).toEqual({ verdict: 'proceed' })
  })
})

describe('attribution', () => {
  test('failures of another release are shown, and do not count', () => {
    const { decision, state } = judged((_, __, index) =>
      index % 3 === 0 ? { release: 'old', failure: SERVER_ERROR } : {},
    )
    expect(decision).toEqual({ verdict: 'proceed' })
    const { judged: own, others } = tallyOf(state, 'edge')
    expect(own.failed).toBe(0)
    expect(others.get('old')?.failed).toBe(others.get('old')?.answers)
  })

  test('two other releases are counted apart', () => {
    const { state } = judged((_, __, index) => ({ release: ['new', 'old', 'older'][index % 3] ?? 'new' }))
    expect([...tallyOf(state, 'edge').others.keys()]).toEqual(['old', 'older'])
  })

  test('a failure without a signature is one of the release under test, a good answer without one is not', () => {
    const signed = exampleAnswer()
    const unsigned = exampleAnswer({ release: undefined })
    const refused = exampleAnswer({ release: undefined, failure: REFUSED })
    const state = [signed, unsigned, refused].reduce(gateAfter, newGate(exampleSettings(), 0))
    expect(tallyOf(state, 'edge').judged).toMatchObject({ answers: 2, failed: 1 })
  })

  test('where nothing is signed, everything is one population', () => {
    const { decision, state } = judged(() => ({ release: undefined }))
    expect(decision).toEqual({ verdict: 'proceed' })
    expect(tallyOf(state, 'edge').judged.answers).toBeGreaterThan(160)
  })

  test('good answers before the first signature do not help the release under test, and failures before it count', () => {
    const good = judged((_, now) => ({ release: now < 25 ? undefined : 'new' }))
    expect(Math.floor(good.nowSeconds)).toBe(25 + 32)
    const failing = judged((_, now) => (now < 3 ? { release: undefined, failure: REFUSED } : { failure: SERVER_ERROR }))
    expect(failing.nowSeconds).toBeLessThanOrEqual(3)
  })

  test('a release that nothing signs within 20 seconds is unknown', () => {
    const { decision, nowSeconds, state } = judged(() => ({ release: 'old' }))
    expect(decision).toEqual(hold('unknown-release'))
    expect(nowSeconds).toBe(20)
    expect(state.population.seen).toEqual(['old'])
  })

  test('a failure that it would be blamed for does not make it known', () => {
    const { decision } = judged((_, __, index) =>
      index === 7 ? { release: undefined, failure: REFUSED } : { release: 'old' },
    )
    expect(decision).toEqual(hold('unknown-release'))
  })

  test('failures before the first signature stay counted', () => {
    const refused = exampleAnswer({ release: undefined, failure: REFUSED })
    const state = [refused, refused, exampleAnswer()].reduce(gateAfter, newGate(exampleSettings(), 0))
    expect(tallyOf(state, 'edge').judged).toMatchObject({ answers: 3, failed: 2 })
  })

  test('good answers before the first signature are set aside with what failed beside them, and none is lost', () => {
    const answers = [
      exampleAnswer({ release: undefined, failure: REFUSED }),
      exampleAnswer({ release: undefined }),
      exampleAnswer(),
    ]
    const { judged: own, others } = tallyOf(answers.reduce(gateAfter, newGate(exampleSettings(), 0)), 'edge')
    expect(own).toMatchObject({ answers: 1, failed: 0 })
    expect(others.get('(unsigned)')).toMatchObject({ answers: 2, failed: 1 })
  })

  test('a release that is seen on one path only is unknown on the other', () => {
    const { decision } = judged(path => ({ release: path === 'edge' ? 'new' : 'old' }))
    expect(decision).toEqual(hold('unknown-release'))
  })

  test('without a name, every release counts', () => {
    const settings = exampleSettings({ release: undefined })
    const { decision, state } = judged((_, __, index) => ({ release: index % 2 ? 'a' : 'b' }), settings)
    expect(decision).toEqual({ verdict: 'proceed' })
    expect(tallyOf(state, 'edge').others.size).toBe(0)
  })

  test('an app that signs each answer differently fills neither memory nor report', () => {
    const { state } = judged((_, __, index) => ({ release: index % 4 ? 'new' : `r${index}` }))
    expect(state.population.seen.length).toBeLessThanOrEqual(21)
    expect(tallyOf(state, 'edge').others.size).toBeLessThanOrEqual(21)
    const counted = [...tallyOf(state, 'edge').others.values()].reduce((sum, { answers }) => sum + answers, 0)
    expect(counted).toBeGreaterThan(40)
  })
})

test('a strict gate takes twice as long for a good release, and rejects a bad one as soon', () => {
  const strict = exampleSettings({ errors: STRICT_ERRORS })
  const good = () => ({})
  const half = (_: string, __: number, index: number) => (index % 2 === 0 ? {} : { failure: SERVER_ERROR })
  expect(judged(good, strict).nowSeconds / judged(good).nowSeconds).toBeCloseTo(2, 1)
  expect(judged(half, strict)).toMatchObject({
    decision: { verdict: 'roll-back' },
    nowSeconds: judged(half).nowSeconds,
  })
  expect(judged(good, strict).state.tests.map(({ test }) => test.hypotheses.beta)).toEqual([1e-4, 1e-4, 1e-4])
})
