import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import type { Tone } from '../../slo/report/tones.ts'
import { formatValue } from '../panels/format.ts'
import { toneOf } from '../panels/tones.ts'
import { type AnsweredSeries, answerKey, type BoardAnswers } from './answers.ts'
import { type Display, display, fieldOf } from './display.ts'
import type { PanelView, TargetView } from './view.ts'

/** A series under the name that its query gives it. */
export interface NamedSeries {
  readonly name: string
  readonly refId: string
  readonly labels: Readonly<Record<string, string>>
  readonly points: AnsweredSeries['points']
  /** The end of the queried range. */
  readonly end: number
  readonly stepSeconds: number
}

/** The data of a panel: its series, or the problems of its queries. */
export interface PanelData {
  readonly series: readonly NamedSeries[]
  readonly problems: readonly string[]
}

/** The answers to a panel's queries, named. */
export function panelData(panel: PanelView, answers: BoardAnswers): PanelData {
  const found = panel.targets.map(target => ({
    target,
    answer: answers.answers.get(answerKey(panel.id, target.refId)),
  }))
  return {
    series: found.flatMap(({ target, answer }) =>
      answer?.kind === 'answered' ? answer.series.map(series => named(target, series, answer)) : [],
    ),
    problems: found.flatMap(({ target, answer }) => {
      if (answer === undefined) return [`query ${target.refId} was not asked`]
      return answer.kind === 'unanswered' ? [`query ${target.refId}: ${answer.problem}`] : []
    }),
  }
}

function named(
  target: TargetView,
  series: AnsweredSeries,
  { end, stepSeconds }: Pick<NamedSeries, 'end' | 'stepSeconds'>,
): NamedSeries {
  const name = target.legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => series.labels[label] ?? '')
  return {
    name: name || seriesText(series.labels),
    refId: target.refId,
    labels: series.labels,
    points: series.points,
    end,
    stepSeconds,
  }
}

function seriesText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(' ')
}

/** The last value that is a number. */
export function lastNumber(points: AnsweredSeries['points']): number | undefined {
  return points.findLast(([, value]) => !Number.isNaN(value))?.[1]
}

/** A value of a panel as it is shown: its name, text and tone. */
export interface Statement extends Display {
  readonly name: string
  /** In a graph, the tone of the threshold line that the value has crossed. */
  readonly beyond?: Tone | undefined
}

/** The present values of a panel as Grafana shows them, each with its tone. */
export function statements(panel: PanelView, data: PanelData): readonly Statement[] {
  const view = BY_TYPE[panel.type] ?? valuesOf
  return data.series.length === 0 ? [{ name: '', ...nothingShown(panel) }] : view(panel, data)
}

const BY_TYPE: Readonly<Record<string, (panel: PanelView, data: PanelData) => readonly Statement[]>> = {
  table: (panel, data) => tableRows(panel, data).flatMap(row => row.cells),
  timeseries: legendOf,
  'state-timeline': (panel, data) => data.series.map(series => ({ name: series.name, ...lastBar(panel, series) })),
  heatmap: heatmapStatement,
}

/** A panel without a series: a stat shows its mapping for no value; what draws rows, lines or bars has a grey text. */
export function nothingShown(panel: PanelView): Display {
  if (panel.type === 'state-timeline') return { text: 'No data', tone: undefined }
  if (panel.type in BY_TYPE) return { text: textAt(panel.field, 'noValue'), tone: undefined }
  return display(undefined, panel.field)
}

/** Grafana shows so many values of a stat or bar gauge, and no more. */
const MOST_VALUES = 25

function valuesOf(panel: PanelView, data: PanelData): readonly Statement[] {
  return data.series.slice(0, MOST_VALUES).map(series => ({
    name: series.name,
    ...display(lastNumber(series.points), fieldOf(panel.field, panel.overrides, series.name)),
  }))
}

/** The legend of a graph: its text is as grey as any, also of a line beyond a threshold. */
function legendOf(panel: PanelView, data: PanelData): readonly Statement[] {
  return data.series.map(series => {
    const value = newestOf(series)
    const { text } = display(value, fieldOf(panel.field, panel.overrides, series.name))
    return {
      name: series.name,
      text,
      tone: undefined,
      beyond: value === undefined ? undefined : lineTone(value, panel),
    }
  })
}

/** The last bar in a row of a state timeline; a row that has ended has none. */
export function lastBar(panel: PanelView, series: NamedSeries): Display {
  const value = newestOf(series)
  return value === undefined
    ? { text: 'no bar', tone: undefined }
    : display(value, fieldOf(panel.field, panel.overrides, series.name))
}

/** The value at the end of the queried range; a series that ended before has none. */
export function newestOf({ points, end }: NamedSeries): number | undefined {
  const [moment, value] = points.at(-1) ?? [0, Number.NaN]
  return moment < end || Number.isNaN(value) ? undefined : value
}

/** The tone of the threshold line that a value in a graph has crossed. Lines of a budget are bad below. */
function lineTone(value: number, panel: PanelView): Tone | undefined {
  if (textAt(panel.field, 'custom', 'thresholdsStyle', 'mode') === 'off') return undefined
  const lines = listAt(panel.field, 'thresholds', 'steps').flatMap(step => {
    const at = numberAt(step, 'value')
    const tone = toneOf(textAt(step, 'color'))
    return at === undefined || tone === undefined ? [] : [{ at, tone }]
  })
  const isFalling = lines[0]?.tone === 'bad' && lines[1]?.tone === 'warn'
  const crossed = isFalling ? lines.find(line => value < line.at) : lines.findLast(line => value >= line.at)
  return crossed?.tone
}

/** The number of events in a heatmap, and the first bound below which most of them lie. */
function heatmapStatement(panel: PanelView, data: PanelData): readonly Statement[] {
  const buckets = data.series
    .map(({ labels, points }) => ({
      bound: labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le),
      events: points.reduce((sum, [, value]) => sum + (Number.isNaN(value) ? 0 : value), 0),
    }))
    .sort((a, b) => a.bound - b.bound)
  const all = buckets.at(-1)?.events ?? 0
  const most = buckets.find(({ events }) => events > all / 2)?.bound ?? 0
  const text = `${Math.round(all)} events, most within ${formatValue(most, textAt(panel.field, 'unit'))}`
  return [{ name: '', text, tone: undefined }]
}

/** A row of a table: its labels and its values. */
interface TableRow {
  readonly labels: readonly string[]
  readonly cells: readonly Statement[]
  /** The value of each cell, to sort by. */
  readonly values: readonly (number | undefined)[]
}

/**
 * The rows of a table: series of several queries merged on their labels, with columns renamed, in the order of its
 * settings or in that of the results.
 */
export function tableRows(panel: PanelView, data: PanelData): readonly TableRow[] {
  const { labels, values } = tableColumns(panel, data)
  const keys = [...new Set(data.series.map(series => rowKey(labels, series)))]
  const rows = keys.map(key => {
    const own = data.series.filter(series => rowKey(labels, series) === key)
    const names = labels.map(({ name }) => own[0]?.labels[name] ?? '')
    const numbers = values.map(({ refId }) => {
      const found = own.find(series => series.refId === refId)
      return found === undefined ? undefined : lastNumber(found.points)
    })
    const cells = values.map(({ title }, index) => {
      const field = fieldOf(panel.field, panel.overrides, title)
      const { text, tone } = display(numbers[index], field)
      const isPainted = textAt(field, 'custom', 'cellOptions', 'type').startsWith('color-')
      return { name: [...names, title].join(' › '), text, tone: isPainted ? tone : undefined }
    })
    return { labels: names, cells, values: numbers }
  })
  return sorted(
    rows,
    panel,
    values.map(({ title }) => title),
  )
}

function rowKey(labels: readonly { readonly name: string }[], series: NamedSeries): string {
  return labels.map(({ name }) => series.labels[name] ?? '').join('\u0000')
}

function sorted(rows: readonly TableRow[], panel: PanelView, titles: readonly string[]): readonly TableRow[] {
  const [order] = listAt(panel.options, 'sortBy')
  const column = titles.indexOf(textAt(order, 'displayName'))
  if (column === -1) return rows
  const sign = at(order, 'desc') === true ? -1 : 1
  return [...rows].sort((a, b) => sign * ((a.values[column] ?? -Infinity) - (b.values[column] ?? -Infinity)))
}

/** A column of labels, or of a query's values, under its title. */
interface TableColumns {
  readonly labels: readonly { readonly name: string; readonly title: string }[]
  readonly values: readonly { readonly refId: string; readonly title: string }[]
}

/** The columns that the transformation “organize” leaves, in its order; a query without a result has none. */
export function tableColumns(panel: PanelView, data: PanelData): TableColumns {
  const answered = new Set(data.series.map(({ refId }) => refId))
  const refIds = new Map([...answered].map(refId => [answered.size > 1 ? `Value #${refId}` : 'Value', refId] as const))
  const organize = panel.transformations.find(transformation => textAt(transformation, 'id') === 'organize')
  const order = Object.entries(Object(at(organize, 'options', 'indexByName'))).sort(
    (a, b) => Number(a[1]) - Number(b[1]),
  )
  const columns = order.map(([name]) => ({ name, title: textAt(organize, 'options', 'renameByName', name) || name }))
  const isValue = (name: string) => name === 'Value' || name.startsWith('Value #')
  return {
    labels: columns.filter(({ name }) => !isValue(name)),
    values: columns.flatMap(({ name, title }) => {
      const refId = refIds.get(name)
      return refId === undefined ? [] : [{ refId, title }]
    }),
  }
}
