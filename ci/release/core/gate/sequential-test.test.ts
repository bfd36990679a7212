import { expect, test } from 'vitest'
import { seededRandom } from '../../../../lib/seeded-random.ts'
import type { Hypotheses } from './hypotheses.ts'
import { BURST_SECONDS, goodAnswersToAccept, newTest, type SequentialTest, withAnswer } from './sequential-test.ts'

/** An answer of a sequence: when it was sent, in seconds, and whether it failed. */
type Sent = readonly [seconds: number, isFailed: boolean]

/** The first decision of the test, and after how many answers it came. */
function firstDecision(hypotheses: Hypotheses, sequence: readonly Sent[]) {
  let state: SequentialTest = newTest(hypotheses)
  for (const [index, [seconds, isFailed]] of sequence.entries()) {
    state = withAnswer(state, isFailed, seconds)
    if (state.decision !== undefined) return { decision: state.decision, after: index + 1 }
  }
  return { decision: undefined, after: sequence.length }
}

/**
 * Wald's own form of the test (1945, §5.3): after m observations with d failures it accepts when d is at most the acceptance
 * number and rejects when d is at least the rejection number, both straight lines in m.
 */
function numbersAt(m: number, { p0, p1, alpha, beta }: Hypotheses) {
  const scale = Math.log(p1 / p0) + Math.log((1 - p0) / (1 - p1))
  const slope = Math.log((1 - p0) / (1 - p1)) / scale
  return {
    acceptance: Math.log(beta / (1 - alpha)) / scale + m * slope,
    rejection: Math.log((1 - beta) / alpha) / scale + m * slope,
  }
}

/** The first decision by Wald's numbers, of the sequence in which the worst two seconds count as one failure. */
function byNumbers(hypotheses: Hypotheses, sequence: readonly Sent[], isBurstOne: boolean) {
  for (let m = 1; m <= sequence.length; m++) {
    const seen = sequence.slice(0, m)
    const failures = seen.filter(([, isFailed]) => isFailed).map(([seconds]) => seconds)
    const worst = Math.max(
      0,
      ...failures.map(from => failures.filter(each => each >= from && each <= from + BURST_SECONDS).length),
    )
    const forgiven = isBurstOne && worst >= 3 ? worst - 1 : 0
    const { acceptance, rejection } = numbersAt(m - forgiven, hypotheses)
    const d = failures.length - forgiven
    if (d >= rejection) return { decision: 'reject', after: m }
    if (d <= acceptance) return { decision: 'accept', after: m }
  }
  return { decision: undefined, after: sequence.length }
}

function randomHypotheses(random: () => number): Hypotheses {
  const p0 = 0.001 * 60 ** random()
  const p1 = Math.min(0.9, p0 * (3 + 12 * random()))
  return { p0, p1, alpha: 0.0002 * 100 ** random(), beta: 0.005 * 20 ** random() }
}

function randomSequence(random: () => number, length: number, rate: number, step: number): readonly Sent[] {
  return Array.from({ length }, (_, index) => [index * step, random() < rate] as const)
}

/** Over a second apart, no two seconds hold three answers. */
const APART = 1.01

test('on 1,000 random sequences without bursts it decides as Wald’s acceptance and rejection numbers do, at the same answer', () => {
  const random = seededRandom(1945)
  const counts = new Map<string, number>()
  for (let run = 0; run < 1000; run++) {
    const hypotheses = randomHypotheses(random)
    const rate = [0, hypotheses.p0, hypotheses.p1, 2 * hypotheses.p1, 0.5][run % 5] ?? 0
    const sequence = randomSequence(random, 200, rate, APART)
    const ours = firstDecision(hypotheses, sequence)
    expect(ours).toEqual(byNumbers(hypotheses, sequence, false))
    counts.set(String(ours.decision), (counts.get(String(ours.decision)) ?? 0) + 1)
  }
  // Every decision occurs often, so that agreement says something.
  for (const decision of ['accept', 'reject', 'undefined']) expect(counts.get(decision)).toBeGreaterThan(50)
})

test('with bursts it decides as Wald’s numbers do on the sequence in which the worst two seconds hold one failure', () => {
  const random = seededRandom(2)
  let different = 0
  for (let run = 0; run < 300; run++) {
    const hypotheses = randomHypotheses(random)
    const rate = [hypotheses.p0, hypotheses.p1, 0.2, 0.5, 1][run % 5] ?? 0
    const sequence = randomSequence(random, 150, rate, 0.2)
    const ours = firstDecision(hypotheses, sequence)
    expect(ours).toEqual(byNumbers(hypotheses, sequence, true))
    if (byNumbers(hypotheses, sequence, false).after !== ours.after) different += 1
  }
  expect(different).toBeGreaterThan(50)
})

test('for other rates and errors too, it is wrong no more often than Wald’s bounds say', () => {
  const random = seededRandom(3)
  const runs = 1500
  for (let round = 0; round < 12; round++) {
    const p0 = 0.002 * 20 ** random()
    const hypotheses = { p0, p1: p0 * (4 + 6 * random()), alpha: 0.01 * 8 ** random(), beta: 0.01 * 10 ** random() }
    const wrong = (rate: number, decision: string) => {
      let count = 0
      for (let run = 0; run < runs; run++) {
        let state = newTest(hypotheses)
        for (let i = 0; state.decision === undefined; i++) state = withAnswer(state, random() < rate, i * APART)
        if (state.decision === decision) count += 1
      }
      return count / runs
    }
    const { alpha, beta } = hypotheses
    const within = (bound: number) => bound + 4 * Math.sqrt((bound * (1 - bound)) / runs)
    // Wald 1945, (3.29) and (3.30): the errors that are reached are at most α/(1−β) and β/(1−α).
    expect(wrong(hypotheses.p0, 'reject')).toBeLessThan(within(alpha / (1 - beta)))
    expect(wrong(hypotheses.p1, 'accept')).toBeLessThan(within(beta / (1 - alpha)))
  }
})

const HYPOTHESES: Hypotheses = { p0: 0.002, p1: 0.03, alpha: 0.00025, beta: 0.01 }

/** What it comes to when all answers of these seconds fail, at five a second. */
function withFailing(seconds: number, bursts: readonly (readonly [from: number, to: number])[]) {
  let state = newTest(HYPOTHESES)
  for (let i = 0; i < seconds * 5 && state.decision === undefined; i++) {
    const now = i / 5
    state = withAnswer(
      state,
      bursts.some(([from, to]) => now >= from && now < to),
      now,
    )
  }
  return state.decision
}

test('two seconds in which everything fails reject nothing, wherever they lie', () => {
  for (let from = 0; from < 30; from += 0.7) expect(withFailing(120, [[from, from + 2]])).toBe('accept')
})

test('a second burst, and one that goes on, reject', () => {
  expect(withFailing(120, [[3, 5]])).toBe('accept')
  expect(
    withFailing(120, [
      [3, 5],
      [12, 14],
    ]),
  ).toBe('reject')
  expect(withFailing(120, [[3, 7]])).toBe('reject')
})

test('what fails after it has accepted still rejects, and a rejection is final', () => {
  let state = newTest(HYPOTHESES)
  const good = goodAnswersToAccept(HYPOTHESES)
  for (let i = 0; i < good - 1; i++) state = withAnswer(state, false, i / 5)
  expect(state.decision).toBeUndefined()
  state = withAnswer(state, false, good / 5)
  expect(state.decision).toBe('accept')
  for (let i = 0; i < 25; i++) state = withAnswer(state, true, (good + i) / 5)
  expect(state.decision).toBe('reject')
  for (let i = 25; i < 1000; i++) state = withAnswer(state, false, (good + i) / 5)
  expect(state.decision).toBe('reject')
})

test('answers that come late and out of order count in the two seconds in which they were sent', () => {
  const times = [10, 10.4, 11, 11.6, 10.2, 10.8]
  const state = times.reduce((before, time) => withAnswer(before, true, time), newTest(HYPOTHESES))
  expect(state.worst).toBe(6)
})
