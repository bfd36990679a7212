import { binomialTail } from '../../../../lib/binomial.ts'
import { averageRunLength, FAST_PAGE } from '../series/cusum.ts'

/** What probing at some rate can detect about an objective. */
export interface Power {
  readonly probesPerHour: number
  /** The burn rate that a single bad probe in an hour amounts to. */
  readonly burnOfOneFailure: number
  /** Bad probes in an hour that page. */
  readonly failuresForPage: number
  /** The smallest true burn rate that pages within an hour in four cases of five. */
  readonly detectableBurn: number
  /** Hours without a bad probe after which the objective is met with 95 % certainty. */
  readonly hoursToProve: number
  /** The longest interval at which one bad probe alone does not page, in seconds. */
  readonly longestIntervalSeconds: number
  readonly isJudgeable: boolean
}

const WANTED_POWER = 0.8
const CERTAINTY = 0.95

/** What probing at an interval can detect about an objective (above 0, below 1) that pages from a burn rate over an hour. */
export function powerOf(objective: number, intervalSeconds: number, pageBurn: number): Power {
  const budget = Number((1 - objective).toPrecision(12))
  const probesPerHour = 3600 / intervalSeconds
  const tolerated = pageBurn * budget * probesPerHour
  const failuresForPage = Math.max(1, Math.floor(tolerated) + 1)
  return {
    probesPerHour,
    burnOfOneFailure: 1 / (probesPerHour * budget),
    failuresForPage,
    detectableBurn: ratioWithPower(Math.floor(probesPerHour), failuresForPage) / budget,
    // Without a failure in n probes the ratio is below 1 - 0.05^(1/n) (the rule of three, exactly).
    hoursToProve: Math.log(1 - CERTAINTY) / Math.log(objective) / probesPerHour,
    longestIntervalSeconds: 3600 * pageBurn * budget,
    isJudgeable: tolerated >= 1,
  }
}

/** The ratio of bad probes at which at least `k` of `n` are bad in four cases of five; 1 when there is none. */
function ratioWithPower(n: number, k: number): number {
  if (binomialTail(n, k, 1) < WANTED_POWER) return 1
  let [low, high] = [0, 1]
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2
    if (binomialTail(n, k, middle) < WANTED_POWER) low = middle
    else high = middle
  }
  return high
}

/** How the fast-page detector performs at an interval: years between false alarms, and seconds until it alarms. */
export interface DetectorPower {
  readonly yearsToFalseAlarm: number
  readonly secondsToAlarm: readonly { readonly badRatio: number; readonly seconds: number }[]
}

const SECONDS_A_YEAR = 365 * 86_400

/** How the CUSUM that ships performs when 0.1 % of probes are bad, and when more are. */
export function detectorPower(intervalSeconds: number): DetectorPower {
  return {
    yearsToFalseAlarm: (averageRunLength(FAST_PAGE, 0.001) * intervalSeconds) / SECONDS_A_YEAR,
    secondsToAlarm: [1, 0.5, 0.1, 0.02].map(badRatio => ({
      badRatio,
      seconds: averageRunLength(FAST_PAGE, badRatio) * intervalSeconds,
    })),
  }
}
