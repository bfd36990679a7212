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
  /** Rules that cost users less than ours, each with the healthy releases of which it takes back more. */
  readonly cheaper: readonly Cheaper[]
}

/** A rule that costs users less than ours; where `dearer` is empty it is the better one there. */
export interface Cheaper {
  readonly rule: string
  /** What the healthy releases are of which it takes back more, and which part more. */
  readonly dearer: readonly { readonly says: string; readonly part: number }[]
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
  const healthy = found.filter(each => each.isHealthy)
  const releases = found.map(each => ({ ...each, cheaper: cheaperRules(each, healthy) }))
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

function cheaperRules({ outcomes, isHealthy: isGood }: Found, healthy: readonly Found[]): readonly Cheaper[] {
  if (isGood) return []
  const own = outcomeOf(outcomes, OURS).failedRequests
  const cheaper = outcomes.filter(({ failedRequests }) => failedRequests < own)
  return cheaper.map(({ rule }) => ({
    rule,
    dearer: healthy.flatMap(({ says, outcomes: all }) => {
      const part = rounded(outcomeOf(all, rule).takenBack - outcomeOf(all, OURS).takenBack, 4)
      return part > 0 ? [{ says, part }] : []
    }),
  }))
}

function outcomeOf(outcomes: readonly Outcome[], name: string): Outcome {
  const found = outcomes.find(({ rule }) => rule === name)
  if (found === undefined) throw new RangeError(`No rule is called ${name}`)
  return found
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
