import { describe, expect, test } from 'vitest'
import { seconds } from '../../../../lib/duration.ts'
import { seededRandom } from '../../../../lib/seeded-random.ts'
import { sentenceOf } from '../gate-report/sentence.ts'
import { runGate } from '../gate-run/run-gate.ts'
import { simulatedWorld } from '../gate-run/simulated.testkit.ts'
import type { Answer } from './answer.ts'
import { type AnswersBeside, canarySettings, judgedBeside } from './canary.testkit.ts'
import { exampleSettings, judged, REFUSED, SERVER_ERROR } from './gate.testkit.ts'

/** What probes of a gate that is cut off come to. */
const CUT_OFF: Readonly<Record<string, Partial<Answer>>> = {
  'finds no way': {
    release: undefined,
    failure: { reason: 'unreachable', status: undefined, answeredBy: undefined },
    excluded: 'unreached',
  },
  'is refused everywhere': { release: undefined, failure: REFUSED },
  'has a control target that is silent too': { release: undefined, failure: REFUSED, excluded: 'control' },
}

/** A canary and an old release that answer as is said, but for a time in which the gate reaches neither. */
const cutOff =
  (answer: Partial<Answer>, from: number, lasts: number, others: AnswersBeside = () => ({})): AnswersBeside =>
  (who, at) =>
    at.now >= from && at.now < from + lasts ? answer : others(who, at)

describe.each(Object.entries(CUT_OFF))('a gate that %s', (_, answer) => {
  test.each([
    [10, 0],
    [10, 5],
    [10, 15],
    [10, 28],
    [19, 1],
    [29, 0],
    [29, 8],
  ])('for %d s after %d s lets a healthy canary pass, later', (lasts, from) => {
    const { decision, nowSeconds } = judgedBeside(cutOff(answer, from, lasts))
    expect(decision).toEqual({ verdict: 'proceed' })
    expect(nowSeconds).toBeGreaterThan(30 + lasts)
  })

  test.each([0, 7.3, 20])('for a minute after %d s says that it cannot judge', from => {
    const { decision, nowSeconds, state } = judgedBeside(cutOff(answer, from, 60))
    expect(decision).toEqual({ verdict: 'hold', because: 'cut-off' })
    expect(nowSeconds).toBeLessThan(from + 33)
    expect(sentenceOf(state, decision)).toMatch(
      /^Hold: what judges was cut off: for 31 s in all no answer came of any release, through the edge and ingress \((unreachable|refused|the control target of the gate, which always answers, did not)\); it waits 30 s for that, and what it cannot judge does not pass\.$/,
    )
  })

  test('three times for twelve seconds has waited long enough', () => {
    const often: AnswersBeside = (_, { now }) => (now % 14 < 12 ? answer : {})
    expect(judgedBeside(often).decision).toEqual({ verdict: 'hold', because: 'cut-off' })
  })

  test.each([
    ['that fails', { failure: SERVER_ERROR }],
    ['that its ingress finds gone', { release: undefined, failure: { ...SERVER_ERROR, answeredBy: 'ingress' } }],
    ['that refuses connections', { release: undefined, failure: REFUSED }],
  ] as const)('for ten seconds still stops a canary %s', (_, bad) => {
    const isBad: AnswersBeside = who => (who === 'new' ? bad : {})
    expect(judgedBeside(cutOff(answer, 2, 10, isBad)).decision).toEqual({ verdict: 'roll-back' })
  })

  test('for as long as the share is looked at does not take the few answers after it for a canary that answers too little', () => {
    const random = seededRandom(11)
    for (let run = 0; run < 40; run += 1) {
      const few = judgedBeside(cutOff(answer, 18 + random(), 25), { random })
      expect(few.decision).toEqual({ verdict: 'proceed' })
    }
  })
})

test('a gate of which the probes hang until their timeout waits as well', async () => {
  const world = simulatedWorld((_, now, index) => {
    const hangs = now >= 1008 && now < 1018
    if (hangs) return { took: seconds(4), release: undefined, failure: TIMEOUT }
    return { release: index % 3 === 0 ? 'new' : 'old' }
  })
  const report = await runGate(canarySettings(), world.effects, new AbortController().signal)
  expect(report).toMatchObject({ verdict: 'proceed', cutOffSeconds: 10 })
  expect(report.notes).toContain(
    'What judges was cut off: for 10 s in all no answer came of any release, through the edge, ingress. It waited, and that time says nothing of the release.',
  )
})

const TIMEOUT = { reason: 'timeout', status: undefined, answeredBy: undefined } as const

test('one path that is closed to the gate is no cut-off: too many of its answers say nothing', () => {
  const closed: AnswersBeside = (_, { path, now }) =>
    path === 'edge' && now > 5 && now < 25 ? { ...CUT_OFF['finds no way'] } : {}
  expect(judgedBeside(closed).decision).toEqual({ verdict: 'hold', because: 'excluded' })
})

test('where all pods are under test, connections that are refused are theirs, and a closed way is waited for', () => {
  const during = (answer: Partial<Answer>) =>
    judged((_, now) => (now >= 5 && now < 15 ? answer : {}), exampleSettings()).decision
  expect(during({ release: undefined, failure: REFUSED })).toEqual({ verdict: 'roll-back' })
  expect(during({ ...CUT_OFF['finds no way'] })).toEqual({ verdict: 'proceed' })
})
