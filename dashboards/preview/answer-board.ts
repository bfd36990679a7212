import type { Reading } from '../../slo/report/reading.ts'
import { type AnsweredSeries, answerKey, type BoardAnswers, type QueryAnswer } from './answers.ts'
import { type Evaluation, type PlannedQuery, planAnnotations, planQueries } from './plan.ts'
import type { BoardView, VariableView } from './view.ts'

type Unanswered = Extract<QueryAnswer, { readonly kind: 'unanswered' }>

/** What evaluates the queries of a board, such as a client of Prometheus. Nothing rejects: what fails is an answer too. */
export interface QuerySource {
  /** Evaluates a query at a moment in Unix seconds. */
  readonly instant: (
    promql: string,
    atSeconds: number,
  ) => Promise<
    { readonly kind: 'answered'; readonly readings: readonly Reading[]; readonly samplesLoaded: number } | Unanswered
  >
  /** Evaluates a query over a span. */
  readonly range: (
    promql: string,
    range: { readonly startSeconds: number; readonly endSeconds: number; readonly stepSeconds: number },
  ) => Promise<
    | { readonly kind: 'answered'; readonly series: readonly AnsweredSeries[]; readonly samplesLoaded: number }
    | Unanswered
  >
  /** The values that a label has in the series of a selector. */
  readonly labelValues: (
    label: string,
    selector: string,
    span: { readonly startSeconds: number; readonly endSeconds: number },
  ) => Promise<{ readonly kind: 'answered'; readonly values: readonly string[] } | Unanswered>
}

/** When and how a board is evaluated, before its variables have values. */
export interface BoardEvaluation extends Omit<Evaluation, 'values'> {
  /** Chosen values of variables; All, or the first there is, where none is named. */
  readonly chosen?: Readonly<Record<string, string>>
}

/** So many queries are under way at once: enough to keep Prometheus busy, too few to crowd others out. */
const AT_ONCE = 4

/** How far back a variable's values are looked for. */
const VALUES_WITHIN_SECONDS = 6 * 3600

/** Asks every query of a board, with its variables filled in as Grafana would. Never rejects. */
export async function answerBoard(
  board: BoardView,
  source: QuerySource,
  evaluation: BoardEvaluation,
): Promise<BoardAnswers> {
  const { now, scrapeSeconds } = evaluation
  const values: Record<string, string> = {}
  for (const variable of board.variables) values[variable.name] = await chosenValue(variable, source, evaluation)
  const filled = { now, scrapeSeconds, values }
  const rest = [...planQueries(board, filled)]
  const answers = new Map<string, QueryAnswer>()
  const worker = async (): Promise<void> => {
    for (let query = rest.shift(); query !== undefined; query = rest.shift()) {
      answers.set(answerKey(query.panelId, query.refId), await answerQuery(query, source))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  const annotations = await Promise.all(planAnnotations(board, filled).map(query => answerQuery(query, source)))
  return { now, values, answers, annotations }
}

/** What is chosen; else all, where all can be; else the first value there is. */
async function chosenValue(
  variable: VariableView,
  source: QuerySource,
  { chosen, now }: BoardEvaluation,
): Promise<string> {
  const value = chosen?.[variable.name] ?? variable.allValue
  if (value !== undefined) return value
  const span = { startSeconds: now - VALUES_WITHIN_SECONDS, endSeconds: now }
  const answer = await source.labelValues(variable.valueLabel, variable.metric, span)
  return (answer.kind === 'answered' ? answer.values[0] : undefined) ?? ''
}

/** Asks one query as it stands. Never rejects. */
async function answerQuery(
  { expr, isInstant, start, end, stepSeconds }: Omit<PlannedQuery, 'panelId' | 'refId'>,
  source: QuerySource,
): Promise<QueryAnswer> {
  if (isInstant) {
    const answer = await source.instant(expr, end)
    if (answer.kind === 'unanswered') return answer
    const series = answer.readings.map(({ labels, value }): AnsweredSeries => ({ labels, points: [[end, value]] }))
    return { kind: 'answered', series, end, stepSeconds, samples: answer.samplesLoaded }
  }
  const answer = await source.range(expr, { startSeconds: start, endSeconds: end, stepSeconds })
  if (answer.kind === 'unanswered') return answer
  return { kind: 'answered', series: answer.series, end, stepSeconds, samples: answer.samplesLoaded }
}
