import { count } from '../../../../lib/count.ts'
import { canaryAnswers, shareOf } from '../beside/canary-share.ts'
import { LEAST_OLD_ANSWERS } from '../beside/slow-bar.ts'
import { EXCLUSION_NAMES, EXCLUSIONS } from '../gate/answer.ts'
import { NO_BASELINE } from '../gate/baseline.ts'
import { silentPaths, slowerPaths } from '../gate/canary.ts'
import { ratesOf } from '../gate/hypotheses.ts'
import { GATE_LIMITS, PROBE_RATES } from '../gate/limits.ts'
import { isUnsigned } from '../gate/population.ts'
import { goodAnswersToAccept } from '../gate/sequential-test.ts'
import { pathsOf } from '../gate/settings.ts'
import { type GateState, type GateTest, tallyOf } from '../gate/state.ts'
import { percentile } from '../gate/tally.ts'
import { rateText } from '../gate/words.ts'
import { shownRelease, UNJUDGED_WORDS } from './shown.ts'

/** What a reader of the verdict must know besides, a sentence each. */
export function notesOf(state: GateState): readonly string[] {
  const found = [
    canaryNotes,
    cutOffNotes,
    populationNotes,
    neverGoodNotes,
    baselineNotes,
    ratesNotes,
    unjudgedNotes,
    othersNotes,
    excludedNotes,
  ]
  return [...state.settings.notes, ...found.flatMap(notes => notes(state))]
}

/** How a canary stands, how long that takes, and what is not compared or is a little slower. */
function canaryNotes(state: GateState): readonly string[] {
  const { canary } = state.settings
  if (canary === undefined) return []
  const perSecond = canaryAnswers(canary, PROBE_RATES)
  const slowest = Math.max(0, ...state.tests.map(({ test }) => goodAnswersToAccept(test.hypotheses)))
  const long =
    perSecond < PROBE_RATES.wanted
      ? `: at ${PROBE_RATES.most} probes a second and path that is ${Number(perSecond.toPrecision(2))} answers, and without a failure it is accepted after ${Math.ceil(slowest / perSecond)} s`
      : ''
  return [
    `One canary beside ${count(canary.oldPods, 'pod')} of the old release, ${rateText(shareOf(canary))} of the answers${long}.`,
    ...state.tests.flatMap(({ objective: { path }, because }) =>
      because === 'old-broken'
        ? [`Before the deploy the ${path} was broken, so only answers that the canary has signed count there.`]
        : [],
    ),
    ...silentPaths(state).map(
      path =>
        `Whether it is slower than before through the ${path} is not judged: fewer than ${LEAST_OLD_ANSWERS} good answers of the old release came within a minute.`,
    ),
    ...slowerPaths(state).map(path => slowerNote(state, path)),
  ]
}

/** For how long nothing was reached, which a reader sees in no count. */
function cutOffNotes({ settings, cutOff }: GateState): readonly string[] {
  if (cutOff.count < LEAST_CUT_OFF_SECONDS) return []
  return [
    `What judges was cut off: for ${cutOff.count} s in all no answer came of any release, through the ${pathsOf(settings).join(', ')}. It waited, and that time says nothing of the release.`,
  ]
}

/** A single second without an answer is chance where few are sent. */
const LEAST_CUT_OFF_SECONDS = 2

function slowerNote(state: GateState, path: string): string {
  const bar = state.besides.get(path)?.bar
  const p95 = percentile(tallyOf(state, path).judged, 0.95)
  const times =
    bar === undefined || p95 === undefined
      ? ''
      : `: 95 % of its answers came within ${Math.round(p95 * 1000)} ms, and 99 % of the old release's within ${Math.round(bar.p99Seconds * 1000)} ms`
  return `Warning: it is slower than the old release through the ${path}${times}.`
}

/** Whose answers count, where that is not simply those of the release under test. */
function populationNotes({ population, settings, tallies }: GateState): readonly string[] {
  const seen = population.seen.map(shownRelease)
  if (settings.release === undefined && seen.length > 1) {
    return [`No release was named, so every answer counts: those of ${seen.join(', ')}.`]
  }
  const isAnyGood = [...tallies.values()].some(({ judged }) => judged.answers > judged.failed)
  if (!isAnyGood || !isUnsigned(population)) return []
  return ['No answer names its release (x-release): old and new are one population, and every answer counts.']
}

/** Paths on which nothing was ever good: a wrong address or expectation looks the same as a dead release. */
function neverGoodNotes(state: GateState): readonly string[] {
  return pathsOf(state.settings).flatMap(path => {
    const { judged, others } = tallyOf(state, path)
    const all = [judged, ...others.values(), state.settings.baselines.get(path) ?? NO_BASELINE]
    const isKnown = all.every(({ answers }) => answers === 0) || all.some(({ answers, failed }) => answers > failed)
    if (isKnown) return []
    return [
      `Nothing was good through the ${path}, and without a baseline from before the deploy that may also be a wrong address or expectation.`,
    ]
  })
}

/** What failed before the deploy, and what that changes. */
function baselineNotes(state: GateState): readonly string[] {
  return [...state.settings.baselines].flatMap(([path, { answers, failed, unsigned }]) => {
    if (failed === 0) return []
    const before = `Before the deploy ${failed} of ${count(answers, 'answer')} through the ${path} failed, ${unsigned} of them without a release`
    const isShort = answers < GATE_LIMITS.baselineAnswers
    return [
      isShort
        ? `${before}; ${GATE_LIMITS.baselineAnswers} are needed for a baseline, so it changes nothing.`
        : `${before}.`,
    ]
  })
}

/** Tests whose rates are not the strictest, and how long those take. */
function ratesNotes({ tests }: GateState): readonly string[] {
  const strictest = ratesOf(1)
  return tests.flatMap(({ objective, test, because }: GateTest) => {
    const { p0, p1 } = test.hypotheses
    if (strictest === undefined || p0 <= strictest.p0 || objective.question === 'slower') return []
    const why =
      because === 'baseline' ? 'the failures before the deploy' : `the objective of ${rateText(objective.objective)}`
    const least = Math.ceil(goodAnswersToAccept(test.hypotheses) / GATE_LIMITS.answersPerSecond)
    return [
      `${objective.path}, ${objective.question}: by ${why} a good release may fail ${rateText(p0)}, and ${rateText(p1)} is too many; without a failure it is accepted after ${least} s.`,
    ]
  })
}

function unjudgedNotes({ unjudged }: GateState): readonly string[] {
  return unjudged.map(
    ({ objective: { path, question }, because }) => `${path}, ${question} is not judged: ${UNJUDGED_WORDS[because]}.`,
  )
}

/** Other releases that fail at the same time: a rollback would lead to one of them. */
function othersNotes(state: GateState): readonly string[] {
  return pathsOf(state.settings).flatMap(path =>
    [...tallyOf(state, path).others]
      .filter(([, { failed }]) => failed > 0)
      .map(
        ([release, { answers, failed }]) =>
          `Of ${shownRelease(release)}, which is not judged, ${failed} of ${count(answers, 'answer')} through the ${path} failed at the same time: a rollback may not help.`,
      ),
  )
}

function excludedNotes(state: GateState): readonly string[] {
  return pathsOf(state.settings).flatMap(path => {
    const { excluded, judged } = tallyOf(state, path)
    const untimed = `Without a time through the ${path}, ${count(judged.untimed, 'answer')}: ${EXCLUSIONS.prober}.`
    const notes = EXCLUSION_NAMES.filter(each => excluded[each] > 0).map(
      each => `Excluded through the ${path}, ${count(excluded[each], 'answer')}: ${EXCLUSIONS[each]}.`,
    )
    return judged.untimed === 0 ? notes : [...notes, untimed]
  })
}
