import type { Flavour } from '../../definition/parse-context.ts'

/** A counter or gauge of a scenario in promtool's expanding notation (`0+5x10 _x3 …`). */
export interface ScenarioSeries {
  readonly series: string
  readonly values: string
}

/** A question to the rules at one moment, and the answer that is true. */
export interface Question {
  /** What is asked, for people: `budget left`, `pages`. */
  readonly what: string
  readonly expr: string
  readonly at: string
  /** The truth; undefined when there should be no answer. */
  readonly truth: number | undefined
  /** How far off an answer may be and still be called right, as a part of the truth. */
  readonly tolerance: number
}

/** A story that rules are run through. */
export interface Scenario {
  readonly name: string
  /** What happens, and why the truth is what it is. */
  readonly story: string
  /** The SLO file the rules come from. */
  readonly slos: string
  /** The step of the series and of the evaluation. */
  readonly step: '1m' | '30s' | '15s'
  readonly series: (flavour: Flavour) => readonly ScenarioSeries[]
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

/** The promtool test file that makes promtool print every answer, for it expects none; `groups` are evaluated in this order. */
export function askingTest(scenario: Scenario, flavour: Flavour, ruleFile: string, groups: readonly string[]) {
  return {
    rule_files: [ruleFile],
    evaluation_interval: scenario.step,
    group_eval_order: groups,
    tests: [
      {
        name: scenario.name,
        interval: scenario.step,
        input_series: scenario.series(flavour),
        promql_expr_test: scenario.questions.map(({ expr, at }) => ({ expr, eval_time: at, exp_samples: [] })),
      },
    ],
  }
}
