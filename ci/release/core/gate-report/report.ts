import { wilsonInterval } from '../../../../lib/binomial.ts'
import { inSeconds } from '../../../../lib/duration.ts'
import { shareOf } from '../beside/canary-share.ts'
import { EXCLUSION_NAMES, type Exclusion } from '../gate/answer.ts'
import { slowerPaths } from '../gate/canary.ts'
import { countedScore } from '../gate/sequential-test.ts'
import { pathsOf, type Question } from '../gate/settings.ts'
import { type GateState, type GateTest, tallyOf, type Unjudged } from '../gate/state.ts'
import { percentile, type ReleaseTally } from '../gate/tally.ts'
import type { Decision, HoldReason, Verdict } from '../gate/verdict.ts'
import { notesOf } from './notes.ts'
import { sentenceOf } from './sentence.ts'

/** The format of the report; a reader refuses a greater one. */
const REPORT_FORMAT = 1

/** All that the gate has found, as one JSON document. Times are in seconds, rates and shares from 0 to 1. */
export interface GateReport {
  readonly format: number
  readonly verdict: Verdict
  /** Why it holds, or rolls back without a test; absent for another verdict. */
  readonly because?: HoldReason | 'too-little'
  readonly sentence: string
  /** What a reader must know besides, a sentence each. */
  readonly notes: readonly string[]
  readonly release?: string
  /** Releases that signed answers. */
  readonly releasesSeen: readonly string[]
  /** From the first judged answer to the verdict; from the beginning where there was none. */
  readonly seconds: number
  /** When judging began, by the wall clock, as ISO 8601. */
  readonly startedAt: string
  /** For how many seconds what judges was cut off: no answer came of any release. */
  readonly cutOffSeconds: number
  readonly paths: readonly PathReport[]
  readonly tests: readonly TestReport[]
  readonly unjudged: readonly UnjudgedReport[]
  /** Of a canary only. */
  readonly canary?: CanaryReport
}

/** How a canary stood beside the old release. */
interface CanaryReport {
  readonly oldPods: number
  /** The part of the answers that it gives when requests are spread evenly. */
  readonly share: number
  /** Paths on which it was slower than the old release, but not so much that it is stopped for it. */
  readonly slowerPaths: readonly string[]
}

/** What came on one path. */
export interface PathReport {
  readonly path: string
  readonly judged: CountReport
  /** Answers of others than the release under test, by release. */
  readonly others: Readonly<Record<string, CountReport>>
  readonly excluded: Readonly<Record<Exclusion, number>>
  /** Why those of them failed that did so for a reason outside the gate's machine. */
  readonly excludedReasons: Readonly<Record<string, number>>
  /** What it answered before the deploy, where that was measured. */
  readonly baseline?: { readonly answers: number; readonly failed: number; readonly unsigned: number }
}

/** Answers and their times. */
interface CountReport {
  readonly answers: number
  readonly failed: number
  /** Good answers whose time could not be measured. */
  readonly untimed: number
  /** Wilson's interval of the failure rate, at 95 %. */
  readonly interval: readonly [low: number, high: number]
  readonly reasons: Readonly<Record<string, number>>
  /** Percentiles of the time of good answers; absent without one. */
  readonly p50?: number
  readonly p95?: number
  readonly p99?: number
}

/** How far one test has come. */
interface TestReport {
  readonly path: string
  readonly question: Question
  readonly objective: number
  readonly latencySeconds?: number
  readonly p0: number
  readonly p1: number
  readonly alpha: number
  readonly beta: number
  readonly answers: number
  readonly failures: number
  /** The most failures within two seconds, which count as one. */
  readonly worstTwoSeconds: number
  readonly score: number
  readonly rejectsAt: number
  readonly acceptsAt: number
  readonly decision?: 'accept' | 'reject'
  /** Why its rates are not those of the objective. */
  readonly ratesFrom?: 'baseline' | 'old-broken'
}

interface UnjudgedReport {
  readonly path: string
  readonly question: Question
  readonly because: Unjudged['because']
}

/** What a report is made of besides the state. */
export interface ReportFacts {
  readonly decision: Decision
  /** When judging began, by the wall clock. */
  readonly startedAt: Date
  readonly nowSeconds: number
}

/** The report of a gate that has ended. */
export function reportOf(state: GateState, { decision, startedAt, nowSeconds }: ReportFacts): GateReport {
  const { release } = state.settings
  return {
    format: REPORT_FORMAT,
    verdict: decision.verdict,
    ...('because' in decision ? { because: decision.because } : {}),
    sentence: sentenceOf(state, decision),
    notes: notesOf(state),
    ...(release === undefined ? {} : { release }),
    releasesSeen: state.population.seen,
    seconds: rounded(nowSeconds - (state.firstSeconds ?? state.fromSeconds)),
    startedAt: startedAt.toISOString(),
    cutOffSeconds: state.cutOff.count,
    paths: pathsOf(state.settings).map(path => pathReport(state, path)),
    tests: state.tests.map(testReport),
    unjudged: state.unjudged.map(({ objective: { path, question }, because }) => ({ path, question, because })),
    ...canaryReport(state),
  }
}

function canaryReport(state: GateState): Pick<GateReport, 'canary'> {
  const { canary } = state.settings
  if (canary === undefined) return {}
  const { oldPods } = canary
  return { canary: { oldPods, share: rounded(shareOf(canary)), slowerPaths: slowerPaths(state) } }
}

function pathReport(state: GateState, path: string): PathReport {
  const { judged, others, excluded, excludedReasons } = tallyOf(state, path)
  const baseline = state.settings.baselines.get(path)
  return {
    path,
    judged: countReport(judged),
    others: Object.fromEntries([...others].map(([release, tally]) => [release, countReport(tally)])),
    excluded: Object.fromEntries(EXCLUSION_NAMES.map(each => [each, excluded[each]])) as PathReport['excluded'],
    excludedReasons: Object.fromEntries(excludedReasons),
    ...(baseline === undefined ? {} : { baseline }),
  }
}

function countReport(tally: ReleaseTally): CountReport {
  const [low, high] = wilsonInterval(tally.answers, tally.failed)
  const times = { p50: percentile(tally, 0.5), p95: percentile(tally, 0.95), p99: percentile(tally, 0.99) }
  return {
    answers: tally.answers,
    failed: tally.failed,
    untimed: tally.untimed,
    interval: [rounded(low), rounded(high)],
    reasons: Object.fromEntries(tally.reasons),
    ...Object.fromEntries(
      Object.entries(times).flatMap(([name, value]) => (value === undefined ? [] : [[name, rounded(value)]])),
    ),
  }
}

function testReport({ objective: { path, question, objective, latency }, test, because }: GateTest): TestReport {
  return {
    path,
    question,
    objective,
    ...(latency === undefined ? {} : { latencySeconds: inSeconds(latency) }),
    ...test.hypotheses,
    answers: test.answers,
    failures: test.failures,
    worstTwoSeconds: test.worst,
    score: rounded(countedScore(test)),
    rejectsAt: rounded(test.rejectsAt),
    acceptsAt: rounded(test.acceptsAt),
    ...(test.decision === undefined ? {} : { decision: test.decision }),
    ...(because === undefined ? {} : { ratesFrom: because }),
  }
}

/** To a tenth of a millisecond or of a per mille: more would only look exact. */
function rounded(value: number): number {
  return Number(value.toFixed(4))
}
