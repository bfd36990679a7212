import { type AnsweredSeries, answerKey, type BoardAnswers, type QueryAnswer } from '../dashboards/preview/answers.ts'
import { type PlannedQuery, planAnnotations, planQueries } from '../dashboards/preview/plan.ts'
import type { BoardView, VariableView } from '../dashboards/preview/view.ts'
import { at, listAt, numberAt, textAt } from '../lib/json/path.ts'
import { type AskOptions, getJson } from './http.ts'
import { askPatiently } from './retry.ts'

/** Whom a board asks, and under which circumstances. */
export interface BoardQueryDeps {
  readonly prometheusUrl: string
  /** Seconds since 1970. */
  readonly now: number
  readonly scrapeSeconds: number
  /** Chosen values of variables; All, or the first there is, where none is named. */
  readonly chosen?: Readonly<Record<string, string>>
  /** What lets us in where Prometheus is asked through Grafana. */
  readonly headers?: Readonly<Record<string, string>>
}

/** So many queries are under way at once: enough to keep Prometheus busy, too few to crowd others out. */
const AT_ONCE = 4

/** Asks every query of a board, with its variables filled in as Grafana would. Never rejects: what fails is an answer too. */
export async function answerBoard(board: BoardView, deps: BoardQueryDeps, options: AskOptions): Promise<BoardAnswers> {
  const { now, scrapeSeconds } = deps
  const values: Record<string, string> = {}
  for (const variable of board.variables) values[variable.name] = await chosenValue(variable, deps, options)
  const evaluation = { now, scrapeSeconds, values }
  const planned = planQueries(board, evaluation)
  const answers = new Map<string, QueryAnswer>()
  const rest = [...planned]
  const worker = async (): Promise<void> => {
    for (let query = rest.shift(); query !== undefined; query = rest.shift()) {
      answers.set(answerKey(query.panelId, query.refId), await answerQuery(query, deps, options))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  const annotations = await Promise.all(
    planAnnotations(board, evaluation).map(query => answerQuery(query, deps, options)),
  )
  return { now, values, answers, annotations }
}

/** What is chosen; else all, where all can be; else the first value there is. */
async function chosenValue(variable: VariableView, deps: BoardQueryDeps, options: AskOptions): Promise<string> {
  const chosen = deps.chosen?.[variable.name]
  if (chosen !== undefined) return chosen
  if (variable.allValue !== undefined) return variable.allValue
  const parameters = {
    'match[]': variable.metric,
    start: String(deps.now - 6 * 3600),
    end: String(deps.now),
  }
  const answer = await getJson(
    url(deps.prometheusUrl, `label/${variable.valueLabel}/values`, parameters),
    options,
    deps.headers,
  )
  const [first] = answer.kind === 'answered' ? listAt(answer.body, 'data') : []
  return typeof first === 'string' ? first : ''
}

/** Asks one question as it stands. Never rejects. */
export async function answerQuery(
  query: Omit<PlannedQuery, 'panelId' | 'refId'>,
  { prometheusUrl, headers }: BoardQueryDeps,
  options: AskOptions,
): Promise<QueryAnswer> {
  const { expr, isInstant, start, end, stepSeconds } = query
  const common = { query: expr, stats: 'all' }
  const target = isInstant
    ? url(prometheusUrl, 'query', { ...common, time: String(end) })
    : url(prometheusUrl, 'query_range', {
        ...common,
        start: String(start),
        end: String(end),
        step: String(stepSeconds),
      })
  const answer = await askPatiently(() => getJson(target, options, headers), options.signal)
  if (answer.kind === 'unanswered') return answer
  if (answer.status !== 200) return { kind: 'unanswered', problem: refusalOf(answer.status, answer.body) }
  return {
    kind: 'answered',
    series: readSeries(answer.body),
    end,
    stepSeconds,
    samples: numberAt(answer.body, 'data', 'stats', 'samples', 'totalQueryableSamples') ?? 0,
  }
}

/** Prometheus says why in `error`; a Grafana in front of it in `message`, when it does not even ask. */
function refusalOf(status: number, body: unknown): string {
  const error = textAt(body, 'error')
  if (error !== '') return error
  const message = textAt(body, 'message')
  return message === '' ? `Prometheus answered ${status}` : `Grafana answered ${status}: ${message}`
}

function url(base: string, path: string, parameters: Readonly<Record<string, string>>): URL {
  const target = new URL(`api/v1/${path}`, base.endsWith('/') ? base : `${base}/`)
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value)
  return target
}

/** https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats */
function readSeries(body: unknown): readonly AnsweredSeries[] {
  const kind = textAt(body, 'data', 'resultType')
  if (kind === 'scalar') return [{ labels: {}, points: [point(at(body, 'data', 'result'))] }]
  return listAt(body, 'data', 'result').map(series => ({
    labels: Object.fromEntries(
      Object.entries(Object(at(series, 'metric'))).map(([name, value]) => [name, String(value)]),
    ),
    points: kind === 'matrix' ? listAt(series, 'values').map(point) : [point(at(series, 'value'))],
  }))
}

/** Prometheus writes infinities as Go does, which JavaScript would read as NaN. */
const INFINITIES: Readonly<Record<string, number>> = { '+Inf': Infinity, '-Inf': -Infinity }

function point(sample: unknown): readonly [number, number] {
  const text = String(at(sample, 1))
  return [Number(at(sample, 0)), INFINITIES[text] ?? Number(text)]
}
