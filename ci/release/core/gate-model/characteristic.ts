import { seededRandom } from '../../../../lib/seeded-random.ts'
import { type ModelledRun, modelledRun } from './model.ts'
import { SCENARIOS } from './scenarios.ts'

/** What many runs of one model came to. */
interface Outcomes {
  /** The parts of the runs that ended so; the others proceeded. */
  readonly rollBack: number
  readonly hold: number
  /** From the first answer to the verdict. */
  readonly meanSeconds: number
  readonly p95Seconds: number
}

/** What a scenario came to, in all runs and in the first of them, which are repeated quickly. */
export interface ScenarioResult extends Outcomes {
  readonly says: string
  /** Requests of users that fail until the verdict, at `REQUESTS_PER_SECOND`. */
  readonly failedRequests: number
  readonly first: Outcomes
}

/** How the gate decides about every scenario. */
export interface Characteristic {
  readonly seed: number
  readonly runs: number
  readonly firstRuns: number
  readonly scenarios: readonly ScenarioResult[]
}

/** The load at which failed requests are counted. */
export const REQUESTS_PER_SECOND = 40

/** Few enough to be repeated in a test. */
const FIRST_RUNS = 20

/** What is run for one row of a table. */
export interface ModelRow {
  readonly says: string
  readonly run: (random: () => number) => ModelledRun
  /** The part of users' requests that fail because of the release, until the verdict. */
  readonly failedPerRequest: number
  /** How long requests of users fail besides. */
  readonly burstSeconds?: number
}

/** The rows of a release that has replaced the old one. */
const RELEASE_ROWS: readonly ModelRow[] = SCENARIOS.map(({ says, model }) => ({
  says,
  run: random => modelledRun(model, random),
  // Users come through the edge, and the release answers its share of them.
  failedPerRequest: model.failing[0] * (model.share ?? 1),
  burstSeconds: model.burstSeconds ?? 0,
}))

/** Runs the gate's own code on a simulated clock; each row begins with the same seed. */
export function characteristic(
  seed: number,
  runs: number,
  onScenario: (says: string) => void = () => undefined,
  rows: readonly ModelRow[] = RELEASE_ROWS,
): Characteristic {
  const scenarios = rows.map(row => {
    onScenario(row.says)
    return resultOf(row, seed, runs)
  })
  return { seed, runs, firstRuns: Math.min(runs, FIRST_RUNS), scenarios }
}

function resultOf({ says, run, failedPerRequest, burstSeconds = 0 }: ModelRow, seed: number, runs: number) {
  const random = seededRandom(seed)
  const results = Array.from({ length: runs }, () => run(random))
  const all = outcomesOf(results)
  const failedRequests = Math.round(REQUESTS_PER_SECOND * (failedPerRequest * all.meanSeconds + burstSeconds))
  return { says, ...all, failedRequests, first: outcomesOf(results.slice(0, FIRST_RUNS)) }
}

function outcomesOf(results: readonly ModelledRun[]): Outcomes {
  const share = (verdict: string) => results.filter(result => result.verdict === verdict).length / results.length
  const times = results.map(({ seconds }) => seconds).sort((a, b) => a - b)
  return {
    rollBack: rounded(share('roll-back')),
    hold: rounded(share('hold')),
    meanSeconds: rounded(times.reduce((sum, time) => sum + time, 0) / times.length),
    p95Seconds: rounded(times[Math.ceil(times.length * 0.95) - 1] ?? 0),
  }
}

function rounded(value: number): number {
  return Number(value.toFixed(5))
}
