import { inSeconds } from '../../../../lib/duration.ts'
import type { Answer } from './answer.ts'
import { NO_BASELINE, ratesAfter } from './baseline.ts'
import { errorsPerTest } from './hypotheses.ts'
import { belongingOf, isUnsigned, type Population, withSeen } from './population.ts'
import { newTest, type SequentialTest, withAnswer } from './sequential-test.ts'
import type { GateSettings, Objective } from './settings.ts'
import { NOTHING_COUNTED, type Tally, withTallied, withUnsignedAside } from './tally.ts'

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
  /** When it began, in seconds on its own clock. */
  readonly fromSeconds: number
  readonly population: Population
  readonly tests: readonly GateTest[]
  readonly unjudged: readonly Unjudged[]
  /** By path. */
  readonly tallies: ReadonlyMap<string, Tally>
  /** When the first answer that is judged was sent, in seconds. */
  readonly firstSeconds: number | undefined
}

/** A gate that has seen nothing and begins now, in seconds on its clock. */
export function newGate(settings: GateSettings, fromSeconds: number): GateState {
  return {
    settings,
    fromSeconds,
    population: { release: settings.release, seen: [] },
    ...questionsOf(settings),
    tallies: new Map(),
    firstSeconds: undefined,
  }
}

/** The tests of a gate that has seen nothing, for what the baselines leave to judge. */
function questionsOf({ objectives, baselines, errors: wanted }: GateSettings): Pick<GateState, 'tests' | 'unjudged'> {
  const judged = objectives.map(objective => {
    const baseline = objective.question === 'available' ? baselines.get(objective.path) : undefined
    return { objective, ...ratesAfter(baseline ?? NO_BASELINE, objective.objective) }
  })
  const errors = errorsPerTest(judged.filter(({ rates }) => rates !== undefined).length, wanted)
  return {
    tests: judged.flatMap(({ objective, rates, because }) =>
      rates === undefined ? [] : [{ objective, test: newTest({ ...rates, ...errors }), because }],
    ),
    unjudged: judged.flatMap(({ objective, rates, because }) => (rates === undefined ? [{ objective, because }] : [])),
  }
}

/** The state after one more answer. */
export function gateAfter(before: GateState, answer: Answer): GateState {
  const population = withSeen(before.population, answer)
  const isFirstSigned = isUnsigned(before.population) && !isUnsigned(population)
  const state = isFirstSigned ? withoutUnsigned(before) : before
  const belonging = belongingOf(population, answer)
  const counted = withTallied(tallyOf(state, answer.path), answer, belonging)
  const next = { ...state, population, tallies: new Map([...state.tallies, [answer.path, counted]]) }
  if (belonging !== 'judged') return next
  return {
    ...next,
    tests: state.tests.map(each => withTested(each, answer)),
    firstSeconds: state.firstSeconds ?? answer.sentSeconds,
  }
}

function withTested(each: GateTest, answer: Answer): GateTest {
  const isFailed = each.objective.path === answer.path ? failsIt(each.objective, answer) : undefined
  return isFailed === undefined ? each : { ...each, test: withAnswer(each.test, isFailed, answer.sentSeconds) }
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

/** What was counted on a path. */
export function tallyOf({ tallies }: GateState, path: string): Tally {
  return tallies.get(path) ?? NOTHING_COUNTED
}

/** How long answers have been judged at a moment on the gate's clock. */
export function judgedSeconds({ fromSeconds }: GateState, nowSeconds: number): number {
  return nowSeconds - fromSeconds
}

/** When it gives up, in seconds on its clock. */
export function deadlineSeconds({ settings, fromSeconds }: GateState): number {
  return fromSeconds + inSeconds(settings.within)
}
