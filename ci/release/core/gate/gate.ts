import type { Duration } from '../../../../lib/duration.ts'
import type { Answer } from './answer.ts'
import { type Baseline, NO_BASELINE, ratesAfter, withBaselineAnswer } from './baseline.ts'
import { errorsPerTest } from './hypotheses.ts'
import { belongingOf, isUnsigned, newPopulation, type Population, withSeen } from './population.ts'
import { newTest, type SequentialTest, withAnswer } from './sequential-test.ts'
import type { GateSettings, Objective } from './settings.ts'
import { NOTHING_COUNTED, type Tally, withTallied } from './tally.ts'

/** One question about one path, and how far its test has come. */
export interface GateTest {
  readonly objective: Objective
  readonly test: SequentialTest
  /** Why its rates are not those of the objective. */
  readonly because: 'baseline' | undefined
}

/** A question that is not judged, and why. */
export interface Unjudged {
  readonly objective: Objective
  readonly because: 'broken-before' | 'objective'
}

/** All that the gate knows at one moment. */
export interface GateState {
  readonly settings: GateSettings
  readonly population: Population
  readonly baselines: ReadonlyMap<string, Baseline>
  /** Undefined while answers are still a baseline. */
  readonly tests: readonly GateTest[] | undefined
  readonly unjudged: readonly Unjudged[]
  readonly tallies: ReadonlyMap<string, Tally>
  /** When the first answer that is judged was sent, in seconds. */
  readonly firstSeconds: number | undefined
}

/** A gate that has seen nothing. */
export function newGate(settings: GateSettings): GateState {
  return {
    settings,
    population: newPopulation(settings.release),
    baselines: new Map(),
    tests: undefined,
    unjudged: [],
    tallies: new Map(),
    firstSeconds: undefined,
  }
}

/** The state after one more answer. */
export function gateAfter(state: GateState, answer: Answer): GateState {
  if (answer.sentSeconds < state.settings.judgesFromSeconds) {
    const before = state.baselines.get(answer.path) ?? NO_BASELINE
    return { ...state, baselines: new Map([...state.baselines, [answer.path, withBaselineAnswer(before, answer)]]) }
  }
  const begun = state.tests === undefined ? withTests(state) : state
  const population = withSeen(begun.population, answer)
  // What was counted without a signature may have been of another release: it is judged again from here.
  const isFirstSigned = isUnsigned(begun.population) && !isUnsigned(population) && population.release !== undefined
  return counted(isFirstSigned ? { ...withTests(begun), population } : { ...begun, population }, answer)
}

function counted(state: GateState, answer: Answer): GateState {
  const belonging = belongingOf(state.population, answer)
  const before = state.tallies.get(answer.path) ?? NOTHING_COUNTED
  const tallies = new Map([...state.tallies, [answer.path, withTallied(before, answer, belonging)]])
  if (belonging !== 'judged') return { ...state, tallies }
  const tests = (state.tests ?? []).map(each => {
    const isFailed = each.objective.path === answer.path ? failsIt(each.objective, answer) : undefined
    return isFailed === undefined ? each : { ...each, test: withAnswer(each.test, isFailed, answer.sentSeconds) }
  })
  return { ...state, tallies, tests, firstSeconds: state.firstSeconds ?? answer.sentSeconds }
}

/** Whether an answer fails what is asked; undefined when it says nothing about it. */
function failsIt({ question, latency }: Objective, { failure, took }: Answer): boolean | undefined {
  if (question === 'available') return failure !== undefined
  // A failed answer is judged once, as unavailable: one fault must not be two rejections.
  return failure !== undefined || latency === undefined ? undefined : took > latency
}

/** The state with tests that have seen no answer, for what the baseline leaves to judge. */
function withTests(state: GateState): GateState {
  const { objectives } = state.settings
  const judged = objectives.map(objective => ({
    objective,
    ...ratesAfter(
      objective.question === 'available' ? (state.baselines.get(objective.path) ?? NO_BASELINE) : NO_BASELINE,
      objective.objective,
    ),
  }))
  const errors = errorsPerTest(judged.filter(({ rates }) => rates !== undefined).length)
  return {
    ...state,
    tests: judged.flatMap(({ objective, rates, because }) =>
      rates === undefined
        ? []
        : [
            {
              objective,
              test: newTest({ ...rates, ...errors }),
              because: because === 'baseline' ? because : undefined,
            },
          ],
    ),
    unjudged: judged.flatMap(({ objective, because }) =>
      because === 'broken-before' || because === 'objective' ? [{ objective, because }] : [],
    ),
    tallies: new Map(),
    firstSeconds: undefined,
  }
}

/** How long answers have been judged at a moment on the gate's clock. */
export function judgedFor({ settings }: GateState, nowSeconds: number): number {
  return nowSeconds - settings.judgesFromSeconds
}

/** The latency within which an answer of a path is fast enough, where that is judged. */
export function latencyOf({ settings }: GateState, path: string): Duration | undefined {
  return settings.objectives.find(each => each.path === path && each.question === 'fast')?.latency
}
