import { type Html, html } from '../../lib/html.ts'
import { at, numberAt, textAt } from '../../lib/json/path.ts'
import type { Axis } from '../../lib/plot/axis.ts'
import type { Moment } from './annotations.ts'
import { seriesColour } from './colours.ts'
import { fieldOf } from './display.ts'
import type { NamedSeries, PanelData } from './read-panel.ts'
import type { PanelView } from './view.ts'

/** The time that a panel shows, in seconds since 1970. */
export interface TimeSpan {
  readonly start: number
  readonly end: number
  /** The annotations in it. */
  readonly moments: readonly Moment[]
}

/** A series ready to be drawn: its points, each above those of the series stacked below. */
export interface Drawn {
  readonly series: NamedSeries
  readonly colour: string
  readonly points: readonly (readonly [moment: number, low: number, high: number])[]
}

/** The series of a panel as they are drawn, stacked where the panel says so. */
export function drawnSeries(panel: PanelView, data: PanelData): readonly Drawn[] {
  const isStacked = textAt(panel.field, 'custom', 'stacking', 'mode') === 'normal'
  const heights = new Map<number, number>()
  return data.series.map((series, index) => ({
    series,
    colour: seriesColour(panel, series, index),
    points: series.points.map(([moment, value]) => {
      if (!isStacked) return [moment, 0, value] as const
      const low = heights.get(moment) ?? 0
      const high = low + (Number.isNaN(value) ? 0 : value)
      heights.set(moment, high)
      return [moment, low, high] as const
    }),
  }))
}

/** The distance of a value from the top of a plot of height 1000; values beyond a fixed end are drawn at that end. */
function heightOf(axis: Axis, value: number): number {
  return Math.round((1 - Math.min(1, Math.max(0, axis.place(value)))) * 1000)
}

/** A series as a line, an area or bars. */
export function shape(panel: PanelView, drawn: Drawn, axis: Axis, span: TimeSpan): Html {
  const x = (moment: number) => Math.round(((moment - span.start) / (span.end - span.start || 1)) * 1000)
  const y = (value: number) => heightOf(axis, value)
  const field = fieldOf(panel.field, panel.overrides, drawn.series.name)
  if (textAt(panel.field, 'custom', 'drawStyle') === 'bars') {
    const width = barWidth(drawn.series.stepSeconds, span)
    const bars = drawn.points.filter(([, low, high]) => high > low)
    return html`${bars.map(
      ([moment, low, high]) =>
        html`<rect x="${x(moment) - width}" y="${y(high)}" width="${width}" height="${Math.max(1, y(low) - y(high))}" fill="${drawn.colour}"/>`,
    )}`
  }
  const pieces = unbroken(drawn.points, drawn.series.stepSeconds)
  const isStacked = textAt(panel.field, 'custom', 'stacking', 'mode') === 'normal'
  const line = (piece: Drawn['points']) => piece.map(([moment, , high]) => `${x(moment)},${y(high)}`).join(' ')
  const back = (piece: Drawn['points']) =>
    piece
      .map(([moment, low]) => `${x(moment)},${y(low)}`)
      .reverse()
      .join(' ')
  const areas = isStacked
    ? pieces.map(
        piece =>
          html`<polygon points="${line(piece)} ${back(piece)}" fill="${drawn.colour}" fill-opacity="${(numberAt(field, 'custom', 'fillOpacity') ?? 0) / 100}"/>`,
      )
    : []
  if (at(field, 'custom', 'lineWidth') === 0) return html`${areas}`
  return html`${areas}${pieces.map(
    piece => html`<polyline class="line" points="${line(piece)}" stroke="${drawn.colour}"/>`,
  )}`
}

/** A line breaks where points are missing or are no numbers: it must not bridge a gap in the data. */
function unbroken(points: Drawn['points'], step: number): readonly Drawn['points'][] {
  const pieces: (readonly [number, number, number])[][] = []
  let last = Number.NEGATIVE_INFINITY
  for (const point of points) {
    if (Number.isNaN(point[2])) continue
    if (point[0] - last > step * 1.5) pieces.push([])
    pieces.at(-1)?.push(point)
    last = point[0]
  }
  // A point alone is drawn as the time that it stands for.
  return pieces.map(([first, ...rest]) => {
    if (first === undefined || rest.length > 0) return first === undefined ? [] : [first, ...rest]
    return [[first[0] - step, first[1], first[2]], first]
  })
}

function barWidth(step: number, span: TimeSpan): number {
  return Math.max(2, Math.floor((step / (span.end - span.start || 1)) * 1000) - 1)
}

/** The area between two series, of which one is configured to fill down to the other. */
export function bandShape(panel: PanelView, drawn: readonly Drawn[], axis: Axis, span: TimeSpan): Html {
  const upper = drawn.find(({ series }) => fillTarget(panel, series.name) !== '')
  const lower = drawn.find(({ series }) => upper !== undefined && series.name === fillTarget(panel, upper.series.name))
  if (upper === undefined || lower === undefined) return html``
  const place = ([moment, , high]: readonly [number, number, number]) =>
    `${Math.round(((moment - span.start) / (span.end - span.start || 1)) * 1000)},${heightOf(axis, high)}`
  const edge = [...upper.points.map(place), ...[...lower.points].reverse().map(place)].join(' ')
  return html`<polygon points="${edge}" fill="${upper.colour}" fill-opacity="0.25"/>`
}

function fillTarget(panel: PanelView, name: string): string {
  return textAt(fieldOf(panel.field, panel.overrides, name), 'custom', 'fillBelowTo')
}
