import { wilsonInterval } from '../../../../lib/binomial.ts'
import { type GateState, type GateTest, judgedSeconds, tallyOf } from '../gate/gate.ts'
import { countedScore } from '../gate/sequential-test.ts'
import { pathsOf } from '../gate/settings.ts'
import { excludedCount } from '../gate/tally.ts'
import { rateText } from '../gate/words.ts'
import { standingOf, standingText } from './standing.ts'

/** A line a path: answers, failures, interval, where each test stands between its bounds, and for how long it has been judged. */
export function liveLines(state: GateState, nowSeconds: number): readonly string[] {
  const paths = pathsOf(state.settings)
  const width = Math.max(0, ...paths.map(path => path.length))
  return paths.map(
    path => `${path.padEnd(width)}  ${lineOf(state, path)}  ${judgedSeconds(state, nowSeconds).toFixed(0)} s`,
  )
}

function lineOf(state: GateState, path: string): string {
  const tally = tallyOf(state, path)
  const { answers, failed } = tally.judged
  const [low, high] = wilsonInterval(answers, failed)
  const excluded = excludedCount(tally)
  return [
    `${failed} of ${answers} failed (${rateText(low)} to ${rateText(high)})`,
    ...state.tests.filter(({ objective }) => objective.path === path).map(standing),
    ...(excluded === 0 ? [] : [`${excluded} excluded`]),
  ].join('  ')
}

/** `available [---o--|------] 47 % to accept`: the mark is where the test stands, the middle where it began. */
function standing({ objective: { question }, test }: GateTest): string {
  if (test.decision !== undefined) return `${question} ${test.decision}ed`
  const own = { ...test, score: countedScore(test) }
  return `${question} ${bar(standingOf(own))} ${standingText(own)}`
}

/** Cells on each side of the middle. */
const HALF = 6

/** Where a part from -1, accepted, to 1, rejected, stands. */
function bar(part: number): string {
  const at = Math.round(Math.min(1, Math.max(-1, part)) * HALF) + HALF
  const cells = Array.from({ length: 2 * HALF + 1 }, (_, cell) => (cell === at ? 'o' : cell === HALF ? '|' : '-'))
  return `[${cells.join('')}]`
}
