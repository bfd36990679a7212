import { wilsonInterval } from '../../../../lib/binomial.ts'
import { countedScore } from '../gate/sequential-test.ts'
import { pathsOf } from '../gate/settings.ts'
import { type GateState, type GateTest, judgedSeconds, tallyOf } from '../gate/state.ts'
import { excludedCount } from '../gate/tally.ts'
import { rateText } from '../gate/words.ts'
import { standingOf, standingText } from './standing.ts'

/**
 * A line a path: for how long it has been judged, failures, answers, interval, where each test stands between its bounds. Short,
 * for a terminal may have 80 columns.
 */
export function liveLines(state: GateState, nowSeconds: number): readonly string[] {
  const paths = pathsOf(state.settings)
  const width = Math.max(0, ...paths.map(path => path.length))
  const time = `${judgedSeconds(state, nowSeconds).toFixed(0)} s`.padStart('180 s'.length)
  return paths.map(path => `${path.padEnd(width)}  ${time}  ${lineOf(state, path)}`)
}

function lineOf(state: GateState, path: string): string {
  const tally = tallyOf(state, path)
  const { answers, failed } = tally.judged
  const [low, high] = wilsonInterval(answers, failed).map(rate => rateText(rate).replace(' %', ''))
  const excluded = excludedCount(tally)
  return [
    `${failed}/${answers} failed (${low}-${high} %)`,
    ...state.tests.filter(({ objective }) => objective.path === path).map(standing),
    ...(excluded === 0 ? [] : [`${excluded} excluded`]),
    ...(state.cutOff.count === 0 ? [] : [`cut off ${state.cutOff.count} s`]),
  ].join('  ')
}

/** `available --o-|---- 47 % to accept`: the mark is where the test stands, the middle where it began. */
function standing({ objective: { question }, test }: GateTest): string {
  if (test.decision !== undefined) return `${question} ${test.decision}ed`
  const own = { ...test, score: countedScore(test) }
  return `${question} ${bar(standingOf(own))} ${standingText(own)}`
}

/** Cells on each side of the middle. */
const HALF = 4

/** Where a part from -1, accepted, to 1, rejected, stands. */
function bar(part: number): string {
  const at = Math.round(Math.min(1, Math.max(-1, part)) * HALF) + HALF
  return Array.from({ length: 2 * HALF + 1 }, (_, cell) => (cell === at ? 'o' : cell === HALF ? '|' : '-')).join('')
}
