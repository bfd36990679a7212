import { type Duration, formatDuration } from '../../../lib/duration.ts'
import type { Flavour } from '../../definition/parse-context.ts'
import { promtoolSeries } from '../../timeline/promtool-values.ts'
import type { Timeline } from '../../timeline/timeline.ts'

/** A query at one moment, and its true answer. */
export interface Question {
  /** What is asked, for people: `budget left`, `pages`. */
  readonly what: string
  readonly expr: string
  readonly at: string
  /** The truth; undefined when there should be no answer. */
  readonly truth: number | undefined
  /** How far an answer may be from the truth and still be right, as a part of it. */
  readonly tolerance: number
}

/** Traffic, and questions to the rules of both flavours. */
export interface ComparisonCase {
  readonly name: string
  /** What happens, and why the truth is what it is. */
  readonly description: string
  /** The SLO file the rules come from. */
  readonly slos: string
  /** The interval of the samples and of the evaluation. */
  readonly step: Duration
  readonly timeline: (flavour: Flavour) => Timeline
  readonly questions: readonly Question[]
  /** Whether sloth's rules get at least one answer wrong. */
  readonly slothIsWrong: boolean
}

/** What rules answered: a number, `NaN`, or undefined for no data. */
export type Answer = number | undefined

/** Whether an answer is the truth, within the question's tolerance. */
export function isRight({ truth, tolerance }: Question, answer: Answer): boolean {
  if (truth === undefined || answer === undefined) return truth === answer
  return Math.abs(answer - truth) <= Math.max(Math.abs(truth) * tolerance, 1e-9)
}

/**
 * A promtool test file that expects no samples, so that promtool prints every answer; `groups` are evaluated in this
 * order.
 */
export function askingTest(comparison: ComparisonCase, flavour: Flavour, ruleFile: string, groups: readonly string[]) {
  return {
    rule_files: [ruleFile],
    evaluation_interval: formatDuration(comparison.step),
    group_eval_order: groups,
    tests: [
      {
        name: comparison.name,
        interval: formatDuration(comparison.step),
        input_series: promtoolSeries(comparison.timeline(flavour), comparison.step),
        promql_expr_test: comparison.questions.map(({ expr, at }) => ({ expr, eval_time: at, exp_samples: [] })),
      },
    ],
  }
}
