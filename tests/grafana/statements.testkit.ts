import { toneOf } from '../../dashboards/panels/tones.ts'
import type { BoardAnswers } from '../../dashboards/preview/answers.ts'
import type { Statement } from '../../dashboards/preview/read-panel.ts'
import type { PanelView } from '../../dashboards/preview/view.ts'
import { listAt, textAt } from '../../lib/json/path.ts'
import { seriesFrames, tableFrames } from './frames.testkit.ts'
import { type DisplayValue, type Field, type Frame, GRAFANA, THEME } from './library.testkit.ts'
import { bandOf } from './state-bands.testkit.ts'

/** What a panel shows in Grafana, by Grafana's own code: its texts, and the tone of each text's colour. */
export async function grafanaStatements(panel: PanelView, answers: BoardAnswers): Promise<readonly Statement[]> {
  const show = BY_TYPE[panel.type]
  if (show === undefined) throw new Error(`${panel.title}: nothing is known of panels of type ${panel.type}`)
  return show(panel, answers)
}

const BY_TYPE: Readonly<
  Record<string, (panel: PanelView, answers: BoardAnswers) => readonly Statement[] | Promise<readonly Statement[]>>
> = {
  stat: values,
  bargauge: values,
  table: cells,
  timeseries: legend,
  'state-timeline': states,
}

function shown(name: string, value: DisplayValue): Statement {
  return { name, text: GRAFANA.formattedValueToString(value), tone: toneOf(value.color ?? '') }
}

/** A panel that draws nothing has a grey text. */
function nothing(text: string): readonly Statement[] {
  return [{ name: '', text, tone: undefined }]
}

function configured(panel: PanelView, frames: readonly Frame[]): readonly Frame[] {
  return GRAFANA.applyFieldOverrides({
    data: frames,
    // The library changes what it is given.
    fieldConfig: structuredClone(fieldConfigOf(panel)),
    replaceVariables: (text: string) => text,
    theme: THEME,
    timeZone: 'utc',
  })
}

function fieldConfigOf({ field, overrides }: PanelView): object {
  return { defaults: withOpenBase(field), overrides: overrides.map(withOpenBase) }
}

/** JSON has no infinity: Grafana reads a base step without a number as the lowest of all. */
function withOpenBase(config: unknown): unknown {
  return JSON.parse(JSON.stringify(config), (_, value) =>
    typeof value === 'object' && value !== null && 'color' in value && value.value === null
      ? { ...value, value: Number.NEGATIVE_INFINITY }
      : value,
  )
}

function values(panel: PanelView, answers: BoardAnswers): readonly Statement[] {
  const { defaults, overrides } = fieldConfigOf(panel) as { defaults: unknown; overrides: unknown }
  return GRAFANA.getFieldDisplayValues({
    data: configured(panel, seriesFrames(panel, answers)),
    fieldConfig: { defaults, overrides },
    reduceOptions: (panel.options as { reduceOptions: object }).reduceOptions,
    replaceVariables: (text: string) => text,
    theme: THEME,
    timeZone: 'utc',
  }).map(({ display }) => shown(display.title ?? '', display))
}

async function cells(panel: PanelView, answers: BoardAnswers): Promise<readonly Statement[]> {
  const [frame] = configured(panel, await transformed(panel, tableFrames(panel, answers)))
  if (frame === undefined || frame.length === 0) return nothing(textAt(panel.field, 'noValue'))
  const named = (table: Frame) =>
    table.fields.map(field => ({ field, title: GRAFANA.getFieldDisplayName(field, table, [table]) }))
  const [order] = listAt(panel.options, 'sortBy')
  const column = named(frame).findIndex(({ title }) => title === textAt(order, 'displayName'))
  const table =
    column === -1 ? frame : GRAFANA.sortDataFrame(frame, column, (order as { desc?: boolean }).desc === true)
  const columns = named(table)
  const labels = columns.filter(({ field }) => field.type === 'string')
  const rows = Array.from({ length: table.length }, (_, row) => row)
  return rows.flatMap(row =>
    columns
      .filter(({ field }) => field.type === 'number')
      .map(({ field, title }) => {
        const cell = shown([...labels.map(label => label.field.values[row]), title].join(' › '), displayed(field, row))
        return isColoured(field) ? cell : { ...cell, tone: undefined }
      }),
  )
}

function displayed(field: Field, row: number): DisplayValue {
  return field.display?.(field.values[row]) ?? { text: '' }
}

/** A cell has the colour of its value only where its type paints it. */
function isColoured({ config }: Field): boolean {
  return textAt(config, 'custom', 'cellOptions', 'type').startsWith('color-')
}

function transformed({ transformations }: PanelView, frames: readonly Frame[]): Promise<readonly Frame[]> {
  return new Promise((resolve, reject) => {
    GRAFANA.transformDataFrame(transformations, frames, { interpolate: (text: string) => text }).subscribe({
      next: resolve,
      error: reject,
    })
  })
}

/** The frames of a graph as it draws them, with gaps where points are missing, also at the end of its range. */
function gapped(panel: PanelView, answers: BoardAnswers): readonly Frame[] {
  return configured(panel, seriesFrames(panel, answers)).map(frame =>
    GRAFANA.applyNullInsertThreshold({ frame, refFieldPseudoMax: answers.now * 1000 }),
  )
}

function numbersOf({ fields }: Frame): Field {
  const field = fields.find(({ type }) => type === 'number')
  if (field === undefined) throw new Error('a frame of a series has no values')
  return field
}

/** The legend under a graph; series hidden by an override are not in it. */
function legend(panel: PanelView, answers: BoardAnswers): readonly Statement[] {
  const frames = gapped(panel, answers)
  if (frames.length === 0) return nothing(textAt(panel.field, 'noValue'))
  const calcs = listAt(panel.options, 'legend', 'calcs').map(String)
  return frames.flatMap(frame => {
    const field = numbersOf(frame)
    if ((field.config.custom as { hideFrom?: { legend?: boolean } })?.hideFrom?.legend === true) return []
    const name = GRAFANA.getFieldDisplayName(field, frame, frames)
    const reduced = GRAFANA.reduceField({ field, reducers: calcs })
    // The colour of a legend's text is that of every text.
    return calcs.map(calc => ({ ...shown(name, field.display?.(reduced[calc]) ?? { text: '' }), tone: undefined }))
  })
}

/** The last bar of each row of a state timeline; a row that has ended has none. */
function states(panel: PanelView, answers: BoardAnswers): readonly Statement[] {
  const frames = gapped(panel, answers)
  // State timelines do not look at “noValue” (https://github.com/grafana/grafana/issues/88004).
  if (frames.length === 0) return nothing('No data')
  return frames.map(frame => {
    const field = numbersOf(frame)
    const name = GRAFANA.getFieldDisplayName(field, frame, frames)
    const value = field.values.at(-1)
    if (typeof value !== 'number' || Number.isNaN(value)) return { name, text: 'no bar', tone: undefined }
    const band = bandOf(value, field.config, panel.options)
    return band === undefined
      ? shown(name, displayed(field, field.values.length - 1))
      : { name, text: band.text, tone: toneOf(band.colour) }
  })
}
