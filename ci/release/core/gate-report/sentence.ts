import { count } from '../../../../lib/count.ts'
import { humanDuration } from '../../../../lib/duration.ts'
import { grouped } from '../../../../lib/text/table.ts'
import { shareOf } from '../beside/canary-share.ts'
import { EXCLUSION_NAMES, EXCLUSIONS, type Exclusion } from '../gate/answer.ts'
import { sharedTests, starvedPaths } from '../gate/canary.ts'
import { CUT_OFF_SECONDS } from '../gate/cut-off.ts'
import { type ErrorRates, GATE_ERRORS } from '../gate/hypotheses.ts'
import { GATE_LIMITS } from '../gate/limits.ts'
import { isUnsigned } from '../gate/population.ts'
import { pathsOf } from '../gate/settings.ts'
import { type GateState, type GateTest, tallyOf, type Unjudged } from '../gate/state.ts'
import {
  type Decision,
  doubtfulObjectives,
  doubtfulShare,
  type HoldReason,
  unseenPaths,
  type Verdict,
} from '../gate/verdict.ts'
import { rateText, reasonsText } from '../gate/words.ts'
import { shownRelease, UNJUDGED_WORDS, whoseText } from './shown.ts'

/** The verdicts in words. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  proceed: 'Proceed',
  hold: 'Hold',
  'roll-back': 'Roll back',
}

/** The verdict in one sentence: on what it stands, and how sure it is. */
export function sentenceOf(state: GateState, decision: Decision): string {
  const what =
    decision.verdict === 'hold'
      ? HOLDS[decision.because](state)
      : 'because' in decision
        ? starvedText(state)
        : DECIDED[decision.verdict](state)
  return `${VERDICT_WORDS[decision.verdict]}: ${what}.`
}

const DECIDED: Readonly<Record<'proceed' | 'roll-back', (state: GateState) => string>> = {
  proceed: state => {
    const failing = state.tests.filter(({ objective }) => objective.question !== 'slower')
    const worst = Math.max(...failing.map(({ test }) => test.hypotheses.p1))
    const open = state.unjudged.map(each => `; not judged: ${unjudgedText(each)}`)
    return `${countsText(state)}; a release that fails ${rateText(worst)} of its answers passes in fewer than 1 of ${grouped(1 / errorsOf(state).beta)} cases${open.join('')}`
  },
  'roll-back': state => {
    const rejected = state.tests.filter(({ test }) => test.decision === 'reject')
    const what = rejected.map(each => rejectionText(state, each)).join('; ')
    return `${what}; wrong in fewer than 1 of ${grouped(1 / errorsOf(state).alpha)} healthy releases`
  },
}

function errorsOf({ settings }: GateState): ErrorRates {
  return settings.errors ?? GATE_ERRORS
}

/** `11 of 42 answers of 3f2c1d through the edge failed (500 by the app), 3 % would be too many`. */
function rejectionText(state: GateState, { objective, test }: GateTest): string {
  const { path, question, latency } = objective
  if (question === 'slower') {
    const bar = state.besides.get(path)?.bar
    const median =
      bar === undefined ? '' : ` (median ${milli(bar.medianSeconds)}, 99th percentile ${milli(bar.p99Seconds)})`
    return `${test.failures} of ${count(test.answers, 'good answer')}${whoseText(state)} through the ${path} were much slower than those of the old release at the same time${median}, ${rateText(test.hypotheses.p1)} would be too many`
  }
  const tooMany = `${rateText(test.hypotheses.p1)} would be too many`
  if (question === 'fast' && latency !== undefined) {
    return `${test.failures} of ${count(test.answers, 'good answer')}${whoseText(state)} through the ${path} took longer than ${humanDuration(latency)}, ${tooMany}`
  }
  const { reasons } = tallyOf(state, path).judged
  return `${test.failures} of ${count(test.answers, 'answer')}${whoseText(state)} through the ${path} failed (${reasonsText(reasons)}), ${tooMany}`
}

/** `through the edge 40 answers of new say nothing, for the old release answered no better at that moment`. */
function sharedText(state: GateState, { objective: { path, question }, compared: { shared } }: GateTest): string {
  const which = question === 'available' ? 'failed answer' : 'slow answer'
  return `through the ${path}, ${count(shared, which)}${whoseText(state)} came while the old release answered no better`
}

/** `of old, 40 of 80 answers failed at the same time`. */
function oldText(state: GateState, { objective: { path, question } }: GateTest): string {
  const olds = [...tallyOf(state, path).others].filter(([, { signed }]) => signed > 0)
  return olds
    .map(([release, { answers, failed }]) =>
      question === 'available'
        ? `of ${shownRelease(release)}, ${failed} of ${count(answers, 'answer')} failed at the same time`
        : `those of ${shownRelease(release)} were as slow at the same time`,
    )
    .join('; ')
}

function milli(value: number): string {
  return `${Math.round(value * 1000)} ms`
}

/** `the canary answers too little: 3 of 300 signed answers through the edge, its share is 33 %`. */
function starvedText(state: GateState): string {
  const share = state.settings.canary === undefined ? 0 : shareOf(state.settings.canary)
  const paths = starvedPaths(state).map(path => {
    const { ofCanary = 0, answers = 0 } = state.besides.get(path)?.share ?? {}
    return `${ofCanary} of ${answers} through the ${path}`
  })
  const { release = '' } = state.settings
  return `the canary answers too little: of the last signed answers ${shownRelease(release)} gave ${paths.join(', ')}, and its share is ${rateText(share)}`
}

/** `2 of 330 answers of 3f2c1d failed, through edge and ingress`. */
function countsText(state: GateState): string {
  const judged = [...state.tallies].filter(([, tally]) => tally.judged.answers > 0)
  const answers = judged.reduce((sum, [, tally]) => sum + tally.judged.answers, 0)
  if (answers === 0) return 'no answer came that could be judged'
  const failed = judged.reduce((sum, [, tally]) => sum + tally.judged.failed, 0)
  const unsigned = isUnsigned(state.population) ? ', which no release signs,' : ''
  const paths = listed(judged.map(([path]) => path))
  return `${failed === 0 ? 'none' : failed} of ${count(answers, 'answer')}${whoseText(state)}${unsigned} failed, through the ${paths}`
}

const HOLDS: Readonly<Record<HoldReason, (state: GateState) => string>> = {
  'no-answers': () => 'no answer came that could be judged, and nothing passes on no data',
  'nothing-to-judge': ({ unjudged }) => `no question is left to judge: ${unjudged.map(unjudgedText).join('; ')}`,
  'unknown-release': state => {
    const { release = '' } = state.settings
    const others = state.population.seen.filter(each => each !== release).map(shownRelease)
    const seen = others.length === 0 ? 'others were not signed' : `answers came of ${listed(others)}`
    return `no answer of ${shownRelease(release)} came through the ${listed(unseenPaths(state))} within ${GATE_LIMITS.unseenSeconds} s; ${seen}`
  },
  excluded: state => {
    const doubtful = doubtfulObjectives(state)
    const shares = doubtful.map(each => `${each.path}, ${each.question}: ${rateText(doubtfulShare(state, each))}`)
    const paths = [...new Set(doubtful.map(({ path }) => path))]
    const reasons = mergedReasons(paths.map(path => tallyOf(state, path).excludedReasons))
    const why = reasons.size === 0 ? '' : ` (${reasonsText(reasons)})`
    return `too many answers say nothing (${shares.join('; ')}; at most ${rateText(GATE_LIMITS.excludedShare)} may): ${mainCause(state, paths)}${why}`
  },
  'cut-off': state => {
    const paths = pathsOf(state.settings)
    const tallies = paths.map(path => tallyOf(state, path))
    const reasons = mergedReasons(tallies.flatMap(({ judged, excludedReasons }) => [judged.reasons, excludedReasons]))
    const why = reasons.size === 0 ? mainCause(state, paths) : reasonsText(reasons)
    return `what judges was cut off: for ${state.cutOff.count} s in all no answer came of any release, through the ${listed(paths)} (${why}); it waits ${CUT_OFF_SECONDS} s for that, and what it cannot judge does not pass`
  },
  'both-fail': state => {
    const rejected = state.tests.filter(({ test }) => test.decision === 'reject')
    const what = rejected.map(each => [rejectionText(state, each), oldText(state, each)].filter(Boolean).join('; '))
    return `both fail, or it cannot be said that the release does: ${[...what, ...sharedTests(state).map(each => sharedText(state, each))].join('; ')}`
  },
  undecided: state => {
    const open = state.tests.filter(({ test }) => test.decision === undefined)
    const tests = open.map(
      ({ objective: { path, question }, test }) => `${path}, ${question}: ${test.failures} of ${test.answers} failed`,
    )
    return `${countsText(state)}, which does not decide everything within ${humanDuration(state.settings.within)} (${tests.join('; ')})`
  },
  interrupted: state => `it was interrupted, and until then ${countsText(state)}`,
}

/** Why most of what was excluded on these paths was, in words. */
function mainCause(state: GateState, paths: readonly string[]): string {
  const total = (each: Exclusion) =>
    paths.reduce((sum, path) => {
      const { excluded, judged } = tallyOf(state, path)
      return sum + excluded[each] + (each === 'prober' ? judged.untimed : 0)
    }, 0)
  return EXCLUSIONS[EXCLUSION_NAMES.reduce((most, each) => (total(each) > total(most) ? each : most))]
}

function mergedReasons(all: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const merged = new Map<string, number>()
  for (const [words, times] of all.flatMap(each => [...each])) merged.set(words, (merged.get(words) ?? 0) + times)
  return merged
}

/** `edge, available (before the deploy it was broken too)`. */
function unjudgedText({ objective: { path, question }, because }: Unjudged): string {
  return `${path}, ${question} (${UNJUDGED_WORDS[because]})`
}

/** `edge, ingress and app`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
