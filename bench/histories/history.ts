import { inSeconds } from '../../lib/duration.ts'
import { seededRandom } from '../../lib/seeded-random.ts'
import { SLOW } from '../../slo/rules/calendar.ts'

/** What a history counts: probes at a known interval, or requests as they come. */
type HistoryKind = 'probe' | 'requests'

/** A stretch of steps, the first included and the last not. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** A made-up past of one SLO, in steps of one scrape and one evaluation each. */
export interface History {
  readonly seed: number
  readonly kind: HistoryKind
  readonly stepSeconds: number
  readonly period: string
  readonly objectivePercent: number
  /** Events of each step, whether or not anything saw them. */
  readonly all: readonly number[]
  readonly bad: readonly number[]
  /** The step of the first scrape. */
  readonly born: number
  /** Steps at which the counters begin at zero again, after they were scraped. */
  readonly resets: readonly number[]
  /** Steps without a scrape, without an evaluation, and with neither (Prometheus was down). */
  readonly scrapeGaps: readonly Stretch[]
  readonly evaluationGaps: readonly Stretch[]
  /** Steps whose bad events were given back. */
  readonly givenBack: readonly Stretch[]
  /** How many steps lie between two evaluations of the slow group, and the first of them. */
  readonly slowEvery: number
  readonly slowFrom: number
}

/** Whether a step lies in one of the stretches. */
export function isIn(stretches: readonly Stretch[], step: number): boolean {
  return stretches.some(({ from, to }) => step >= from && step < to)
}

/** Whether the slow group is evaluated at a step. */
export function isSlow({ evaluationGaps, slowEvery, slowFrom }: History, step: number): boolean {
  return !isIn(evaluationGaps, step) && step % slowEvery === slowFrom
}

const SLOW_SECONDS = inSeconds(SLOW)

type Random = () => number

const between = (random: Random, least: number, most: number): number => least + random() * (most - least)
const whole = (random: Random, least: number, most: number): number => Math.floor(between(random, least, most + 1))
const oneOf = <T>(random: Random, values: readonly [T, ...(readonly T[])]): T =>
  values[Math.floor(random() * values.length)] ?? values[0]

/** Events of a step, by the shape of the traffic. */
const SHAPES = {
  steady: (random: Random, seconds: number) => {
    const perStep = Math.max(1, Math.round(between(random, 0.2, 20) * seconds))
    return () => perStep
  },
  uneven: (random: Random, seconds: number) => {
    const mean = between(random, 1, 20) * seconds
    return () => Math.round(mean * between(random, 0.5, 1.5))
  },
  wave: (random: Random, seconds: number) => {
    const mean = between(random, 1, 20) * seconds
    const steps = between(random, 1, 4) * (3600 / seconds)
    return (step: number) => Math.round(mean * (1.2 + Math.sin((2 * Math.PI * step) / steps)))
  },
  sparse: (random: Random, seconds: number) => {
    const perMinute = between(random, 4, 12)
    return () => (random() < (perMinute * seconds) / 60 ? 1 : 0)
  },
}

const SHAPE_NAMES = ['steady', 'uneven', 'wave', 'sparse'] as const

/** The history of a seed; the same one each time. */
export function randomHistory(seed: number): History {
  const random = seededRandom(seed)
  const kind = oneOf<HistoryKind>(random, ['probe', 'requests'])
  // Most are hours old; some are days, and older than their whole period.
  const isLong = random() < 0.06
  const stepSeconds = isLong ? 60 : 15
  const steps = isLong ? whole(random, 2900, 3600) : whole(random, 300, 1600)
  const stretch = (minutes: readonly [number, number]): Stretch => {
    const from = whole(random, 0, steps)
    return { from, to: from + Math.ceil((between(random, ...minutes) * 60) / stepSeconds) }
  }
  const some = (most: number, minutes: readonly [number, number]): readonly Stretch[] =>
    Array.from({ length: whole(random, 0, most) }, () => stretch(minutes))
  const born = random() < 0.5 ? 0 : whole(random, 1, Math.floor(steps / 2))
  const isLongGap = random() < 0.25
  const restarts = isLongGap ? [stretch([33, 240])] : some(1, [1, 25])
  const isScraped = isLongGap && random() < 0.4
  const scrapeGaps = [...some(2, [1, 45]), ...(isScraped ? [] : restarts)]
  const objectivePercent = oneOf(random, [99.9, 99.5, 99])
  const shape = kind === 'probe' ? () => stepSeconds / 5 : SHAPES[oneOf(random, SHAPE_NAMES)](random, stepSeconds)
  const outages = some(3, [1, 60]).map(one => ({ ...one, ratio: oneOf(random, [1, 1, 0.5, 0.1, 0.02]) }))
  // In a maintenance probes are counted elsewhere; of requests it is a time without any.
  const quiet = some(2, [2, 90])
  const events = Array.from({ length: steps }, (_, step) => {
    const all = isIn(quiet, step) ? 0 : shape(step)
    const ratio = Math.max(0, ...outages.filter(one => isIn([one], step)).map(one => one.ratio))
    const bad = ratio === 1 ? all : Array.from({ length: all }, () => random() < ratio).filter(Boolean).length
    return { all, bad }
  })
  return {
    seed,
    kind,
    stepSeconds,
    period: isLong ? oneOf(random, ['2d', '30d']) : '30d',
    objectivePercent,
    all: events.map(({ all }) => all),
    bad: events.map(({ bad }) => bad),
    born,
    resets: Array.from({ length: whole(random, 0, 3) }, () => whole(random, born, steps)),
    scrapeGaps,
    evaluationGaps: [...some(2, [1, 55]), ...restarts],
    givenBack: random() < 0.3 ? outages.slice(0, 1).map(({ from, to }) => ({ from, to: to + 4 })) : [],
    // Steps of a minute do not divide its interval.
    slowEvery: isLong ? 1 : SLOW_SECONDS / stepSeconds,
    slowFrom: isLong ? 0 : whole(random, 0, SLOW_SECONDS / stepSeconds - 1),
  }
}
