import { readLiveBoard } from '../../adapters/grafana/dashboards.ts'
import { type GrafanaDeps, grafanaHeaders, grafanaUrl } from '../../adapters/grafana/request.ts'
import { createPrometheus, type Prometheus } from '../../adapters/prometheus/client.ts'
import { answerBoard } from '../../dashboards/preview/answer-board.ts'
import { answerKey, type BoardAnswers } from '../../dashboards/preview/answers.ts'
import { type BoardView, viewBoard } from '../../dashboards/preview/view.ts'
import { type DashboardJson, difference } from '../../dashboards/push/push-plan.ts'
import { SERIES } from '../../slo/core/names.ts'

/** The Grafana to check, and how its queries are evaluated. */
export interface CheckTarget {
  readonly grafana: GrafanaDeps
  /** The uid of the Prometheus data source. */
  readonly dataSource: string
  readonly scrapeSeconds: number
  /** Seconds since 1970. */
  readonly now: number
}

/** What a check of a dashboard found. */
export interface BoardCheck {
  readonly problems: readonly string[]
  readonly queries: number
  readonly withData: number
}

/** Why Grafana's data source cannot evaluate our dashboards' queries at all; undefined when it can. */
export async function dataSourceProblem(target: CheckTarget): Promise<string | undefined> {
  const { dataSource, now } = target
  const answer = await prometheusOf(target).instant(SERIES.info, now)
  if (answer.kind === 'answered') {
    return answer.readings.length > 0
      ? undefined
      : `the data source ${dataSource} has no ${SERIES.info}, so it is not the Prometheus that evaluates our rules`
  }
  const what =
    answer.status === 404
      ? `this Grafana has no data source with the uid ${dataSource}; make one, or name yours with --datasource`
      : `the data source ${dataSource} does not answer`
  return `${what}: ${answer.problem}`
}

/** The Prometheus behind a data source, asked through Grafana. */
function prometheusOf({ grafana, dataSource }: CheckTarget): Prometheus {
  const url = grafanaUrl(grafana.url, `api/datasources/proxy/uid/${encodeURIComponent(dataSource)}/`).href
  return createPrometheus(url, { ...grafana.options, headers: grafanaHeaders(grafana.token), retries: true })
}

/** Compares a dashboard in Grafana with the generated one and, if asked for, evaluates its queries. */
export async function checkBoard(
  wanted: DashboardJson,
  target: CheckTarget,
  areQueriesAsked: boolean,
): Promise<BoardCheck> {
  const live = await readLiveBoard(target.grafana, String(wanted.uid))
  const none = { queries: 0, withData: 0 }
  if (!live.isGood) return { ...none, problems: [live.problem] }
  if (live.value === undefined) return { ...none, problems: ['Grafana does not have it'] }
  const lack = difference(wanted, live.value)
  const drift = lack === undefined ? [] : [`it is not what was generated: ${lack}`]
  if (!areQueriesAsked) return { ...none, problems: drift }
  const view = viewBoard(live.value.json)
  const { problems, ...counts } = checkQueries(view, await answerBoard(view, prometheusOf(target), target))
  return { ...counts, problems: [...drift, ...problems] }
}

/** Counts the queries, and groups those that fail for the same reason into one sentence. */
function checkQueries(view: BoardView, { answers, annotations }: BoardAnswers): BoardCheck {
  const ofPanels = view.panels.flatMap(panel =>
    panel.targets.map(({ refId }) => ({
      name: `panel “${panel.title}”, query ${refId}`,
      answer: answers.get(answerKey(panel.id, refId)),
    })),
  )
  const asked = [
    ...ofPanels,
    ...view.annotations.map(({ name }, index) => ({ name: `annotation “${name}”`, answer: annotations[index] })),
  ]
  const failed = new Map<string, string[]>()
  for (const { name, answer } of asked) {
    if (answer?.kind === 'answered') continue
    const problem = answer?.problem ?? 'it was not run'
    failed.set(problem, [...(failed.get(problem) ?? []), name])
  }
  return {
    queries: asked.length,
    withData: asked.filter(({ answer }) => answer?.kind === 'answered' && answer.series.length > 0).length,
    problems: [...failed].map(([problem, names]) => `${namesOf(names)}: ${problem}`),
  }
}

function namesOf(names: readonly string[]): string {
  const [first = '', ...others] = names
  return others.length === 0 ? first : `${first} and ${others.length} more`
}
