import { wilsonInterval } from '../../../../lib/binomial.ts'
import { inSeconds } from '../../../../lib/duration.ts'
import { EXCLUSIONS } from './answer.ts'
import type { GateState, GateTest, Unjudged } from './gate.ts'
import { countedScore } from './sequential-test.ts'
import type { Question } from './settings.ts'
import { NOTHING_COUNTED, percentile, type ReleaseTally, type Tally } from './tally.ts'
import type { Decision } from './verdict.ts'

/** The format of the report; a reader refuses a greater one. */
export const REPORT_FORMAT = 1

/** All that the gate has found, as one JSON document. Times are in seconds, rates and shares from 0 to 1. */
export interface GateReport {
  readonly format: number
  readonly verdict: Decision['verdict']
  /** Why it holds; absent for another verdict. */
  readonly because?: string
  readonly sentence: string
  readonly release?: string
  /** Releases that signed answers. */
  readonly releasesSeen: readonly string[]
  /** From the first judged answer to the verdict. */
  readonly seconds: number
  readonly startedAt: string
  readonly paths: readonly PathReport[]
  readonly tests: readonly TestReport[]
  readonly unjudged: readonly UnjudgedReport[]
}

/** What came on one path. */
export interface PathReport {
  readonly path: string
  readonly judged: CountReport
  /** Answers of others than the release under test; "" are those that none signed. */
  readonly others: Readonly<Record<string, CountReport>>
  readonly excluded: Readonly<Record<string, number>>
}

/** Answers and their times. */
interface CountReport {
  readonly answers: number
  readonly failed: number
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
  readonly ratesFrom?: 'baseline'
}

interface UnjudgedReport {
  readonly path: string
  readonly question: Question
  readonly because: Unjudged['because']
}

/** What a report is made of besides the state. */
export interface ReportFacts {
  readonly decision: Decision
  readonly sentence: string
  /** When the first answer was judged, by the wall clock, as ISO 8601. */
  readonly startedAt: string
  readonly nowSeconds: number
}

/** The report of a gate that has ended. */
export function reportOf(state: GateState, { decision, sentence, startedAt, nowSeconds }: ReportFacts): GateReport {
  const { release } = state.settings
  const paths = [...new Set(state.settings.objectives.map(each => each.path))]
  return {
    format: REPORT_FORMAT,
    verdict: decision.verdict,
    ...(decision.verdict === 'hold' ? { because: decision.because } : {}),
    sentence,
    ...(release === undefined ? {} : { release }),
    releasesSeen: state.population.seen,
    seconds: rounded(nowSeconds - (state.firstSeconds ?? nowSeconds)),
    startedAt,
    paths: paths.map(path => pathReport(path, state.tallies.get(path) ?? NOTHING_COUNTED)),
    tests: (state.tests ?? []).map(testReport),
    unjudged: state.unjudged.map(({ objective: { path, question }, because }) => ({ path, question, because })),
  }
}

function pathReport(path: string, { judged, others, excluded }: Tally): PathReport {
  return {
    path,
    judged: countReport(judged),
    others: Object.fromEntries([...others].map(([release, tally]) => [release, countReport(tally)])),
    excluded: Object.fromEntries(EXCLUSIONS.map(each => [each, excluded[each]])),
  }
}

function countReport(tally: ReleaseTally): CountReport {
  const [low, high] = wilsonInterval(tally.answers, tally.failed)
  const times = { p50: percentile(tally, 0.5), p95: percentile(tally, 0.95), p99: percentile(tally, 0.99) }
  return {
    answers: tally.answers,
    failed: tally.failed,
    interval: [rounded(low), rounded(high)],
    reasons: Object.fromEntries(tally.reasons),
    ...Object.fromEntries(
      Object.entries(times).flatMap(([name, value]) => (value === undefined ? [] : [[name, rounded(value)]])),
    ),
  }
}

function testReport({ objective, test, because }: GateTest): TestReport {
  const { path, question, latency } = objective
  return {
    path,
    question,
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
