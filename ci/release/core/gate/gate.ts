import { NOTHING_COMPARED } from '../beside/compared.ts'
import type { Answer } from './answer.ts'
import { NO_BASELINE, ratesAfter } from './baseline.ts'
import { belongingBeside, besideOf, slownessBeside, testedBeside } from './canary.ts'
import { cutOffAfter, NEVER_CUT_OFF } from './cut-off.ts'
import { errorsPerTest, ratesOf, SLOWER_RATES } from './hypotheses.ts'
import { type Belonging, belongingOf, isUnsigned, withSeen } from './population.ts'
import { newTest, withAnswer } from './sequential-test.ts'
import { type GateSettings, type Objective, pathsOf } from './settings.ts'
import { type GateState, type GateTest, tallyOf } from './state.ts'
import { withTallied, withUnsignedAside } from './tally.ts'

/** A gate that has seen nothing and begins now, in seconds on its clock. */
export function newGate(settings: GateSettings, fromSeconds: number): GateState {
  return {
    settings,
    fromSeconds,
    population: { release: settings.release, seen: [] },
    ...questionsOf(settings),
    besides: new Map(),
    cutOff: NEVER_CUT_OFF,
    tallies: new Map(),
    firstSeconds: undefined,
  }
}

/** The tests of a gate that has seen nothing, for what the baselines leave to judge. */
function questionsOf(settings: GateSettings): Pick<GateState, 'tests' | 'warnings' | 'unjudged'> {
  const { objectives, canary, errors: wanted } = settings
  const judged = objectives.map(objective => ({ objective, ...ratesFor(settings, objective) }))
  const slower = canary === undefined ? [] : pathsOf(settings).map(slowerObjective)
  const count = judged.filter(({ rates }) => rates !== undefined).length + slower.length
  const errors = errorsPerTest(count, wanted)
  const comparing = slower.map(objective => ({
    objective,
    test: newTest({ ...SLOWER_RATES, ...errors }),
    compared: NOTHING_COMPARED,
    because: undefined,
  }))
  return {
    tests: [
      ...judged.flatMap(({ objective, rates, because }) =>
        rates === undefined
          ? []
          : [{ objective, test: newTest({ ...rates, ...errors }), compared: NOTHING_COMPARED, because }],
      ),
      ...comparing,
    ],
    warnings: comparing,
    unjudged: judged.flatMap(({ objective, rates, because }) => (rates === undefined ? [{ objective, because }] : [])),
  }
}

function slowerObjective(path: string): Objective {
  return { path, question: 'slower', objective: 1 - SLOWER_RATES.p0, latency: undefined }
}

/** The rates of one question. Where the old release is broken, a canary is judged by what it signs itself: so a fix gets through. */
function ratesFor({ baselines, canary }: GateSettings, { path, question, objective }: Objective) {
  const baseline = question === 'available' ? baselines.get(path) : undefined
  const found = ratesAfter(baseline ?? NO_BASELINE, objective)
  const own = ratesOf(objective)
  const isFixable = canary !== undefined && own !== undefined && found.because === 'broken-before'
  return isFixable ? ({ rates: own, because: 'old-broken' } as const) : found
}

/** The state after one more answer. */
export function gateAfter(before: GateState, answer: Answer): GateState {
  const population = withSeen(before.population, answer)
  const isFirstSigned = isUnsigned(before.population) && !isUnsigned(population)
  const state = isFirstSigned ? withoutUnsigned(before) : before
  const beside = besideOf(state, answer)
  const belonging = belongingBeside(state, answer, belongingOf(population, answer))
  const counted = withTallied(tallyOf(state, answer.path), answer, belonging)
  const next = {
    ...state,
    population,
    cutOff: cutOffAfter(state.cutOff, answer, state.settings.canary !== undefined),
    tallies: new Map([...state.tallies, [answer.path, counted]]),
    besides: beside === undefined ? state.besides : new Map([...state.besides, [answer.path, beside]]),
  }
  const isJudged = belonging === 'judged'
  if (!isJudged && state.settings.canary === undefined) return next
  const slowness = slownessBeside(beside, answer, belonging)
  const tested = (each: GateTest, isSlower: boolean | undefined) =>
    withTested(state.settings, each, { answer, belonging, isSlower })
  return {
    ...next,
    tests: state.tests.map(each => tested(each, slowness?.isMuchSlower)),
    warnings: state.warnings.map(each => tested(each, slowness?.isSlower)),
    firstSeconds: state.firstSeconds ?? (isJudged ? answer.sentSeconds : undefined),
  }
}

interface ToTest {
  readonly answer: Answer
  readonly belonging: Belonging
  readonly isSlower: boolean | undefined
}

function withTested({ canary }: GateSettings, each: GateTest, { answer, belonging, isSlower }: ToTest): GateTest {
  const { path, question } = each.objective
  if (path !== answer.path) return each
  const isBad = question === 'slower' ? isSlower : failsIt(each.objective, answer)
  if (isBad === undefined) return each
  if (canary !== undefined) return testedBeside(each, answer, { belonging, isBad })
  return { ...each, test: withAnswer(each.test, isBad, answer.sentSeconds) }
}

/** Whether an answer fails what is asked; undefined when it says nothing about it. */
function failsIt({ question, latency }: Objective, { failure, took }: Answer): boolean | undefined {
  if (question === 'available') return failure !== undefined
  // A failed answer is judged once, as unavailable: one fault must not be two rejections.
  return failure !== undefined || latency === undefined || took === undefined ? undefined : took > latency
}

/**
 * The state at the first signed answer: good answers that were judged without a signature may have been of another release,
 * so everything is judged again from here. Failures alone stay, for they count without a signature too.
 */
function withoutUnsigned(state: GateState): GateState {
  const tallies = [...state.tallies.values()]
  const areOnlyFailures = tallies.every(({ judged }) => judged.answers === judged.failed)
  if (state.settings.release === undefined || areOnlyFailures) return state
  return {
    ...state,
    ...questionsOf(state.settings),
    tallies: new Map([...state.tallies].map(([path, tally]) => [path, withUnsignedAside(tally)])),
    firstSeconds: undefined,
  }
}
