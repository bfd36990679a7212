import { expect, test } from 'vitest'
import { type Baseline, NO_BASELINE, ratesAfter, withBaselineAnswer } from './baseline.ts'
import { exampleAnswer, exampleSettings, judged, REFUSED, SERVER_ERROR } from './gate.testkit.ts'
import { errorsPerTest, ratesOf } from './hypotheses.ts'

const baseline = (answers: number, unsigned: number): Baseline => ({ answers, failed: unsigned, unsigned })

test('a baseline counts answers, failures, and which of them no release signed', () => {
  const answers = [
    exampleAnswer(),
    exampleAnswer({ failure: SERVER_ERROR }),
    exampleAnswer({ failure: REFUSED, release: undefined }),
    exampleAnswer({ excluded: 'prober' }),
  ]
  expect(answers.reduce(withBaselineAnswer, NO_BASELINE)).toEqual({ answers: 3, failed: 2, unsigned: 1 })
})

test('for every objective from 99 to 99.99 the rates are 0.2 % and 3 %', () => {
  for (const objective of [0.99, 0.995, 0.999, 0.9995, 0.9999, 1]) {
    expect(ratesOf(objective)).toEqual({ p0: 0.002, p1: 0.03 })
  }
})

test.each([
  [0.95, 0.05, 0.25],
  [0.989, 0.011, 0.055],
  [0.9, 0.1, 0.5],
  [0.5, 0.5, 0.99],
])('an objective of %d allows %d, and five times that is bad: %d', (objective, p0, p1) => {
  const rates = ratesOf(objective)
  expect(rates?.p0).toBeCloseTo(p0, 10)
  expect(rates?.p1).toBeCloseTo(p1, 10)
})

test('an objective that is met by a release which nearly always fails is not judged', () => {
  expect(ratesAfter(NO_BASELINE, 0.005)).toEqual({ rates: undefined, because: 'objective' })
})

test('the error of the whole gate is divided among its tests', () => {
  expect(errorsPerTest(4)).toEqual({ alpha: 0.00025, beta: 0.01 })
})

test('unsigned failures before the deploy raise p0 to the upper bound of their rate, and p1 with it', () => {
  const { rates, because } = ratesAfter(baseline(150, 3), 0.999)
  expect(because).toBe('baseline')
  expect(rates?.p0).toBeCloseTo(0.0509, 4)
  expect(rates?.p1).toBeCloseTo(0.2544, 3)
  expect(ratesAfter(baseline(100_000, 300), 0.999).rates?.p1).toBe(0.03)
})

test('a baseline without unsigned failures, or with under 100 answers, changes nothing', () => {
  for (const each of [baseline(150, 0), { answers: 150, failed: 9, unsigned: 0 }, baseline(99, 20)]) {
    expect(ratesAfter(each, 0.999)).toEqual({ rates: ratesOf(0.999), because: undefined })
  }
})

test('a baseline never lowers what an objective allows', () => {
  expect(ratesAfter(baseline(10_000, 1), 0.9)).toEqual({ rates: ratesOf(0.9), because: undefined })
})

test('over 5 % of unsigned failures before the deploy, availability is not judged; speed still is', () => {
  expect(ratesAfter(baseline(100, 5), 0.999).rates).toBeDefined()
  expect(ratesAfter(baseline(100, 6), 0.999)).toEqual({ rates: undefined, because: 'broken-before' })
  const settings = exampleSettings({ baselines: new Map([['edge', baseline(100, 50)]]) })
  const { state } = judged(() => ({}), settings)
  expect(state.unjudged.map(({ objective }) => [objective.path, objective.question])).toEqual([['edge', 'available']])
  expect(state.tests.map(({ objective }) => [objective.path, objective.question])).toEqual([
    ['ingress', 'available'],
    ['edge', 'fast'],
  ])
  // Of two tests that are left each may use a half of the error.
  expect(state.tests[0]?.test.hypotheses.alpha).toBe(0.0005)
})

test('a gate with nothing but broken paths holds', () => {
  const settings = exampleSettings({
    objectives: [{ path: 'edge', question: 'available', objective: 0.999, latency: undefined }],
    baselines: new Map([['edge', baseline(100, 50)]]),
  })
  expect(judged(() => ({}), settings).decision).toEqual({ verdict: 'hold', because: 'nothing-to-judge' })
})
