import type { Flavour } from '../../definition/parse-context.ts'
import { type Answer, type ComparisonCase, isRight, type Question } from './comparison.testkit.ts'
import { COMPARISON_CASES } from './comparison-cases.testkit.ts'

/** What both flavours answered to a case's questions. */
export interface ComparisonOutcome {
  readonly comparison: ComparisonCase
  readonly answers: Readonly<Record<Flavour, readonly Answer[]>>
}

/** `docs/slo-vs-sloth.md`: every case with the truth and what both flavours said, as promtool ran them. */
export function renderComparison(outcomes: readonly ComparisonOutcome[]): string {
  return [
    '# Our rules and sloth’s, in the same scenarios',
    '',
    summary(outcomes),
    '',
    'The same SLO file is generated twice: in our flavour, and with `--compat sloth`, whose rules mean what sloth’s own',
    'output means. Prometheus’ `promtool test rules` then runs both over the same counters. An answer that is not the',
    'truth is **bold**. Made by `npx node bench/slo-vs-sloth.ts`; a test runs it again and compares, so do not edit.',
    '',
    '| scenario | question | truth | ours | sloth |',
    '| --- | --- | --- | --- | --- |',
    ...outcomes.flatMap(rows),
    '',
    ...COMPARISON_CASES.flatMap(({ name, description }) => [`**${name}.** ${description}`, '']),
    'Where sloth’s rules record nothing at all, its budget and its alerts have no data at all: `NaN` and a failed rule',
    'stay for as long as the period lasts, up to 30 days.',
    '',
  ].join('\n')
}

/** How many cases each flavour gets wrong. */
function summary(outcomes: readonly ComparisonOutcome[]): string {
  const wrong = (flavour: Flavour) => {
    const failed = outcomes.filter(({ comparison, answers }) =>
      comparison.questions.some((question, index) => !isRight(question, answers[flavour][index])),
    )
    return failed.length === 0 ? 'none' : String(failed.length)
  }
  return `Of ${outcomes.length} scenarios, most of them chosen because rules tend to fail in them, sloth’s rules get ${wrong('sloth')} wrong, and ours ${wrong('leadline')}.`
}

function rows({ comparison, answers }: ComparisonOutcome): readonly string[] {
  return comparison.questions.map((question, index) => {
    const cells = [question.truth, answers.leadline[index], answers.sloth[index]]
    const [truth, ours, sloth] = cells.map((answer, column) => cell(question, answer, column > 0))
    return `| ${index === 0 ? comparison.name : ''} | ${question.what} after ${question.at} | ${truth} | ${ours} | ${sloth} |`
  })
}

function cell(question: Question, answer: Answer, isJudged: boolean): string {
  const text = answer === undefined ? 'no data' : Number.isNaN(answer) ? 'NaN' : String(Number(answer.toPrecision(3)))
  return isJudged && !isRight(question, answer) ? `**${text}**` : text
}
