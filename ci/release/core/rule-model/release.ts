import { REQUESTS_PER_SECOND } from '../gate-model/characteristic.ts'

/** A release as all rules meet it. */
export interface ModelledRelease {
  readonly says: string
  /** The part of its answers that fail because of it. */
  readonly failing: number
  /** It fails only from this age on. */
  readonly failsFrom?: number
  /** It takes so many times as long as the old one. */
  readonly slowdown?: number
  /** The part of the old release's answers that fail; it fails as often besides. */
  readonly common?: number
  /** For so long, at a random moment, all answers of both releases fail. */
  readonly burstSeconds?: number
  /** For so long, at a random moment, what judges reaches nothing, though users do: its network, or its Prometheus, is away. */
  readonly blindSeconds?: number
  /** It takes no connection, though its readiness says so; the ingress answers 502. */
  readonly isRefusing?: boolean
}

/** Whether taking it back is a mistake. */
export function isHealthy({ failing, slowdown = 1 }: ModelledRelease): boolean {
  return failing === 0 && slowdown === 1
}

/** Trouble that does not come from the release begins at random within so many seconds, as for our own gate. */
export const TROUBLE_WITHIN = 30

/** Every release of the comparison, the healthy ones first. */
export const RELEASES: readonly ModelledRelease[] = [
  { says: 'good', failing: 0 },
  { says: 'good; 0.2 % of both releases fails', failing: 0, common: 0.002 },
  { says: 'good; both fail wholly for 5 s once', failing: 0, burstSeconds: 5 },
  { says: 'good; both fail wholly for 10 s once', failing: 0, burstSeconds: 10 },
  { says: 'good; what judges it is cut off for 5 s once', failing: 0, blindSeconds: 5 },
  { says: 'good; what judges it is cut off for 10 s once', failing: 0, blindSeconds: 10 },
  { says: 'good; what judges it is cut off for 60 s once', failing: 0, blindSeconds: 60 },
  { says: '1 % fails', failing: 0.01 },
  { says: '3 % fails', failing: 0.03 },
  { says: '10 % fails', failing: 0.1 },
  { says: 'half fails, as in the reference incident', failing: 0.5 },
  { says: 'answers every request with 500', failing: 1 },
  { says: 'refuses every connection, though it is ready', failing: 1, isRefusing: true },
  { says: 'half fails, from a minute after its start', failing: 0.5, failsFrom: 60 },
  { says: 'takes twice as long', failing: 0, slowdown: 2 },
  { says: 'takes ten times as long', failing: 0, slowdown: 10 },
]

/** How one rule ended with one release. */
export interface RuleRun {
  readonly isTakenBack: boolean
  /** It is taken back because it could not be judged; the same one may come again. */
  readonly isWithdrawn?: boolean
  /** From its first pod's readiness to the rule's last word. */
  readonly seconds: number
  /** Requests of users that failed because of the release. */
  readonly failedRequests: number
}

/**
 * What no rule takes back, a person does after so long: the reference incident lasted 21 minutes. The same holds for a rule that
 * is slower than that.
 */
const NOTICED_SECONDS = 21 * 60

/** Pods are replaced within so long, one after the other; half of the requests meet the new release meanwhile. */
export const ROLLOUT_SECONDS = 40

/** A part of the requests that a release answers for a while, from an age on. */
export interface Exposure {
  readonly weight: number
  readonly seconds: number
  readonly age: number
}

/** How many requests of users fail because of a release, by what it answers. */
export function failedRequests({ failing, failsFrom = 0 }: ModelledRelease, exposures: readonly Exposure[]): number {
  const failed = exposures.map(({ weight, seconds, age }) => {
    const until = Math.min(age + seconds, NOTICED_SECONDS)
    return weight * Math.max(0, until - Math.max(age, failsFrom))
  })
  return REQUESTS_PER_SECOND * failing * failed.reduce((sum, each) => sum + each, 0)
}

/** What a release answers that is rolled out and stays until a person takes it back, from an age on. */
export function stays(age: number): readonly Exposure[] {
  const full = age + ROLLOUT_SECONDS
  return [
    { weight: 0.5, seconds: ROLLOUT_SECONDS, age },
    { weight: 1, seconds: Math.max(0, NOTICED_SECONDS - full), age: full },
  ]
}

/** What it answers while the old one is rolled out again. */
export function goesBack(age: number): Exposure {
  return { weight: 0.5, seconds: ROLLOUT_SECONDS, age }
}
