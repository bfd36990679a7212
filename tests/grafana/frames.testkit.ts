import { type AnsweredSeries, answerKey, type BoardAnswers } from '../../dashboards/preview/answers.ts'
import type { PanelView, TargetView } from '../../dashboards/preview/view.ts'
import type { Field, Frame } from './library.testkit.ts'

/** A query and the series that Prometheus answered it with; a query that failed has none. */
interface Result {
  readonly target: TargetView
  readonly series: readonly AnsweredSeries[]
  readonly stepSeconds: number
}

function resultsOf(panel: PanelView, { answers }: BoardAnswers): readonly Result[] {
  return panel.targets.flatMap(target => {
    const answer = answers.get(answerKey(panel.id, target.refId))
    return answer?.kind === 'answered' && answer.series.length > 0 ? [{ target, ...answer }] : []
  })
}

/** A frame for each series: its moments, and its values with the name that the query's legend gives them. */
export function seriesFrames(panel: PanelView, answers: BoardAnswers): readonly Frame[] {
  return resultsOf(panel, answers).flatMap(result => result.series.map(one => seriesFrame(result, one)))
}

function seriesFrame({ target, stepSeconds }: Result, { labels, points }: AnsweredSeries): Frame {
  const fields: readonly Field[] = [
    // The library finds gaps by the step in milliseconds, which stands with the moments.
    { ...timeField(points.map(([moment]) => moment)), config: { interval: stepSeconds * 1000 } },
    {
      name: 'Value',
      type: 'number',
      config: { displayNameFromDS: seriesName(target.legend, labels) },
      labels,
      values: points.map(([, value]) => value),
    },
  ]
  return { refId: target.refId, length: points.length, fields }
}

function timeField(moments: readonly number[]): Field {
  return { name: 'Time', type: 'time', config: {}, values: moments.map(moment => moment * 1000) }
}

/** The legend with labels in the place of `{{label}}`; without a legend the series as PromQL writes it. */
function seriesName(legend: string, labels: Readonly<Record<string, string>>): string {
  if (legend !== '') return legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '')
  const { __name__: metric = '', ...rest } = labels
  const pairs = Object.entries(rest).map(([label, value]) => `${label}="${value}"`)
  return `${metric}{${pairs.join(', ')}}`
}

/** A frame for each query: a row for each series, with a column for each label and one for the newest value. */
export function tableFrames(panel: PanelView, answers: BoardAnswers): readonly Frame[] {
  const results = resultsOf(panel, answers)
  return results.map(result => tableFrame(result, results.length > 1 ? `Value #${result.target.refId}` : 'Value'))
}

function tableFrame({ target, series }: Result, valueName: string): Frame {
  const newest = series.map(({ points }) => points.at(-1) ?? [Number.NaN, Number.NaN])
  const labels = [...new Set(series.flatMap(one => Object.keys(one.labels)))].sort()
  const fields: readonly Field[] = [
    timeField(newest.map(([moment]) => moment)),
    ...labels.map(label =>
      columnOf(
        label,
        'string',
        series.map(one => one.labels[label] ?? ''),
      ),
    ),
    columnOf(
      valueName,
      'number',
      newest.map(([, value]) => value),
    ),
  ]
  return { refId: target.refId, length: series.length, fields }
}

function columnOf(name: string, type: Field['type'], values: readonly unknown[]): Field {
  return { name, type, config: {}, values }
}
