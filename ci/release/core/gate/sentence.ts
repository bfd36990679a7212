import { count } from '../../../../lib/count.ts'
import { formatDuration } from '../../../../lib/duration.ts'
import type { GateState, GateTest } from './gate.ts'
import { GATE_ERRORS } from './hypotheses.ts'
import { isUnsigned } from './population.ts'
import { GATE_LIMITS } from './settings.ts'
import { NOTHING_COUNTED } from './tally.ts'
import { type Decision, excludedShare, type HoldReason, type Verdict } from './verdict.ts'
import { rateText, reasonsText } from './words.ts'

/** The verdicts in words. */
const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  proceed: 'Proceed',
  hold: 'Hold',
  'roll-back': 'Roll back',
}

/** The verdict in one sentence: on what it stands, and how sure it is. */
export function sentenceOf(state: GateState, decision: Decision): string {
  const what = decision.verdict === 'hold' ? HOLD_WORDS[decision.because](state) : DECIDED[decision.verdict](state)
  return `${VERDICT_WORDS[decision.verdict]}: ${what}`
}

const DECIDED: Readonly<Record<'proceed' | 'roll-back', (state: GateState) => string>> = {
  proceed: state => {
    const tests = state.tests ?? []
    const worst = Math.max(...tests.map(({ test }) => test.hypotheses.p1))
    return `${countsText(state)}; a release that fails ${rateText(worst)} of its requests would pass in fewer than 1 of ${oneIn(GATE_ERRORS.beta)} deploys.`
  },
  'roll-back': state => {
    const rejected = (state.tests ?? []).filter(({ test }) => test.decision === 'reject')
    return `${rejected.map(each => rejectionText(state, each)).join('; ')}; wrong in fewer than 1 of ${oneIn(GATE_ERRORS.alpha)} healthy releases.`
  },
}

/** `11 of 42 answers of 3f2c1d through the edge failed (500 by the app), 3 % would be too many`. */
function rejectionText(state: GateState, { objective, test }: GateTest): string {
  const { path, question, latency } = objective
  const whose = state.settings.release === undefined ? '' : ` of ${state.settings.release}`
  const tooMany = `${rateText(test.hypotheses.p1)} would be too many`
  if (question === 'fast') {
    const limit = latency === undefined ? 'too long' : `longer than ${formatDuration(latency)}`
    return `${test.failures} of ${test.answers} good answers${whose} through the ${path} took ${limit}, ${tooMany}`
  }
  const { reasons } = (state.tallies.get(path) ?? NOTHING_COUNTED).judged
  return `${test.failures} of ${test.answers} answers${whose} through the ${path} failed (${reasonsText(reasons)}), ${tooMany}`
}

/** `2 of 330 answers of 3f2c1d failed, through edge and ingress`. */
function countsText(state: GateState): string {
  const judged = [...state.tallies].filter(([, tally]) => tally.judged.answers > 0)
  const answers = judged.reduce((sum, [, tally]) => sum + tally.judged.answers, 0)
  const failed = judged.reduce((sum, [, tally]) => sum + tally.judged.failed, 0)
  const whose = state.settings.release === undefined ? '' : ` of ${state.settings.release}`
  const unsigned = isUnsigned(state.population) ? ', which no release signs' : ''
  const paths = judged.map(([path]) => path).join(' and ')
  return `${failed === 0 ? 'none' : failed} of ${count(answers, 'answer')}${whose}${unsigned} failed, through ${paths}`
}

const HOLD_WORDS: Readonly<Record<HoldReason, (state: GateState) => string>> = {
  'no-answers': () => 'no answer came that could be judged, and nothing passes on no data.',
  'nothing-to-judge': ({ unjudged }) =>
    `no question is left to judge: ${unjudged.map(({ objective: { path, question }, because }) => `${path}, ${question} (${UNJUDGED_WORDS[because]})`).join('; ')}.`,
  'unknown-release': ({ settings, population }) =>
    `no answer of ${settings.release} came within ${GATE_LIMITS.unseenSeconds} s; answers came of ${population.seen.join(', ')}.`,
  excluded: state =>
    `${rateText(excludedShare(state))} of the answers say nothing about the release, more than ${rateText(GATE_LIMITS.excludedShare)}: the machine of the gate was late, or its own control target did not answer.`,
  undecided: state =>
    `${countsText(state)}, which is too little to decide in ${Math.round(state.settings.deadlineSeconds - state.settings.judgesFromSeconds)} s.`,
  interrupted: state => `it was interrupted; until then ${countsText(state)}.`,
}

/** Why a question is not judged. */
export const UNJUDGED_WORDS = {
  'broken-before': 'the old release was broken too, so its availability is not judged',
  objective: 'its objective is met by a release that fails nearly always',
} as const

function oneIn(rate: number): string {
  return Math.round(1 / rate).toLocaleString('en-US')
}
