import { seededRandom } from '../../../../lib/seeded-random.ts'
import { isHealthy, RELEASES, type RuleRun } from './release.ts'
import { OURS, RULES } from './rules.ts'

/** What many runs of one rule with one release came to. */
interface Figures {
  /** The part of the runs in which it was taken back. */
  readonly takenBack: number
  /** The part in which it was taken back because it could not be judged. */
  readonly withdrawn: number
  readonly meanSeconds: number
  /** Requests of users that failed because of the release, on average. */
  readonly failedRequests: number
}

/** The figures of one rule in all runs and in the first of them, which are repeated quickly. */
export interface Outcome extends Figures {
  readonly rule: string
  readonly first: Figures
}

/** One release, and what each rule made of it. */
interface Compared {
  readonly says: string
  readonly isHealthy: boolean
  readonly outcomes: readonly Outcome[]
  /** Rules that cost users less than ours, and take back no more of any healthy release. */
  readonly cheaper: readonly string[]
}

/** All rules with all releases. */
export interface Comparison {
  readonly seed: number
  readonly runs: number
  readonly firstRuns: number
  readonly releases: readonly Compared[]
}

/** Few enough to be repeated in a test. */
const FIRST_RUNS = 3

/** Runs every rule with every release so often; each begins with the same seed. */
export function compareRules(
  seed: number,
  runs: number,
  onRelease: (says: string) => void = () => undefined,
): Comparison {
  const found = RELEASES.map(release => {
    onRelease(release.says)
    const outcomes = RULES.map(({ name, run }): Outcome => {
      const random = seededRandom(seed)
      const results = Array.from({ length: runs }, () => run(release, random))
      return { rule: name, ...figuresOf(results), first: figuresOf(results.slice(0, FIRST_RUNS)) }
    })
    return { says: release.says, isHealthy: isHealthy(release), outcomes }
  })
  const sparing = sparingRules(found)
  const releases = found.map(each => ({ ...each, cheaper: cheaperRules(each, sparing) }))
  return { seed, runs, firstRuns: Math.min(runs, FIRST_RUNS), releases }
}

function figuresOf(runs: readonly RuleRun[]): Figures {
  const mean = (digits: number, of: (run: RuleRun) => number): number =>
    rounded(runs.reduce((sum, run) => sum + of(run), 0) / runs.length, digits)
  return {
    takenBack: mean(4, ({ isTakenBack }) => Number(isTakenBack)),
    withdrawn: mean(4, ({ isWithdrawn = false }) => Number(isWithdrawn)),
    meanSeconds: mean(1, ({ seconds }) => seconds),
    failedRequests: mean(1, ({ failedRequests }) => failedRequests),
  }
}

type Found = Omit<Compared, 'cheaper'>

/** The rules that take back no more than ours of any healthy release. */
function sparingRules(found: readonly Found[]): readonly string[] {
  const healthy = found.filter(each => each.isHealthy)
  return RULES.map(({ name }) => name).filter(
    name =>
      name !== OURS &&
      healthy.every(({ outcomes }) => outcomeOf(outcomes, name).takenBack <= outcomeOf(outcomes, OURS).takenBack),
  )
}

function cheaperRules({ outcomes, isHealthy: isGood }: Found, sparing: readonly string[]): readonly string[] {
  const own = outcomeOf(outcomes, OURS).failedRequests
  return isGood ? [] : sparing.filter(name => outcomeOf(outcomes, name).failedRequests < own)
}

function outcomeOf(outcomes: readonly Outcome[], name: string): Outcome {
  const found = outcomes.find(({ rule }) => rule === name)
  if (found === undefined) throw new RangeError(`No rule is called ${name}`)
  return found
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
