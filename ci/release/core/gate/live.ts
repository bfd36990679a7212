import { wilsonInterval } from '../../../../lib/binomial.ts'
import type { GateState, GateTest } from './gate.ts'
import { countedScore } from './sequential-test.ts'
import { excludedCount, NOTHING_COUNTED } from './tally.ts'
import { rateText } from './words.ts'

/** A line a test: answers, failures, interval, and how far it is from each of its bounds. */
export function liveLines(state: GateState, nowSeconds: number): readonly string[] {
  const waited = nowSeconds - state.settings.judgesFromSeconds
  if (waited < 0) return [`baseline: judging begins in ${Math.ceil(-waited)} s`]
  const tests = state.tests ?? []
  const width = Math.max(0, ...tests.map(({ objective }) => objective.path.length))
  return tests.map(each => lineOf(state, each, width, waited))
}

const BAR = 20

function lineOf(state: GateState, { objective, test }: GateTest, width: number, waited: number): string {
  const [low, high] = wilsonInterval(test.answers, test.failures)
  const excluded = excludedCount(state.tallies.get(objective.path) ?? NOTHING_COUNTED)
  return [
    objective.path.padEnd(width),
    objective.question.padEnd('available'.length),
    bar(test),
    (test.decision ?? 'open').padEnd('accept'.length),
    `${test.failures} of ${test.answers} failed`,
    `${rateText(low)} to ${rateText(high)}`,
    `${waited.toFixed(0)} s`,
    ...(excluded === 0 ? [] : [`${excluded} excluded`]),
  ].join('  ')
}

/** Where the score stands between accepting, at the left, and rejecting, at the right. */
function bar({ score, decision, acceptsAt, rejectsAt, ...test }: GateTest['test']): string {
  if (decision === 'accept') return `[${'#'.padEnd(BAR, ' ')}]`
  const counted = countedScore({ score, decision, acceptsAt, rejectsAt, ...test })
  const part = Math.min(1, Math.max(0, (counted - acceptsAt) / (rejectsAt - acceptsAt)))
  const at = Math.round(part * (BAR - 1))
  return `[${' '.repeat(at)}#${' '.repeat(BAR - 1 - at)}]`
}
