import { seededRandom } from '../../../../lib/seeded-random.ts'
import { type Model, modelledRun } from './model.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'

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

/** Runs the gate's own code on a simulated clock; each scenario begins with the same seed. */
export function characteristic(
  seed: number,
  runs: number,
  onScenario: (says: string) => void = () => undefined,
): Characteristic {
  const scenarios = SCENARIOS.map(scenario => {
    onScenario(scenario.says)
    return resultOf(scenario, seed, runs)
  })
  return { seed, runs, firstRuns: Math.min(runs, FIRST_RUNS), scenarios }
}

function resultOf({ says, model }: Scenario, seed: number, runs: number): ScenarioResult {
  const random = seededRandom(seed)
  const results = Array.from({ length: runs }, () => modelledRun(model, random))
  const all = outcomesOf(results)
  return { says, ...all, failedRequests: failedRequests(model, all), first: outcomesOf(results.slice(0, FIRST_RUNS)) }
}

function outcomesOf(results: readonly ReturnType<typeof modelledRun>[]): Outcomes {
  const share = (verdict: string) => results.filter(result => result.verdict === verdict).length / results.length
  const times = results.map(({ seconds }) => seconds).sort((a, b) => a - b)
  return {
    rollBack: rounded(share('roll-back')),
    hold: rounded(share('hold')),
    meanSeconds: rounded(times.reduce((sum, time) => sum + time, 0) / times.length),
    p95Seconds: rounded(times[Math.ceil(times.length * 0.95) - 1] ?? 0),
  }
}

/** Users come through the edge, and the release answers its share of them. */
function failedRequests({ failing: [edge], burstSeconds = 0, share = 1 }: Model, { meanSeconds }: Outcomes): number {
  return Math.round(REQUESTS_PER_SECOND * (edge * share * meanSeconds + burstSeconds))
}

function rounded(value: number): number {
  return Number(value.toFixed(5))
}
