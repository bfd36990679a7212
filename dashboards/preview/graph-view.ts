import { type Html, html, trusted } from '../../services/web/core/html.ts'
import { at, listAt, numberAt, textAt } from '../lint/json.ts'
import { formatValue } from '../panels/format.ts'
import { toneOf } from '../panels/tones.ts'
import { type Axis, linearAxis, logarithmicAxis, tickTexts, timeTicks } from './axis.ts'
import { seriesColour } from './colours.ts'
import { display, fieldOf } from './display.ts'
import type { Moment } from './marks.ts'
import { type NamedSeries, newestOf, type PanelData } from './read-panel.ts'
import type { PanelView } from './view.ts'

/** The time that a panel shows, in seconds since 1970. */
export interface TimeSpan {
  readonly start: number
  readonly end: number
  /** What is marked in it. */
  readonly moments: readonly Moment[]
}

/** A series ready to be drawn: its points, lifted by what is stacked below it. */
interface Drawn {
  readonly series: NamedSeries
  readonly colour: string
  readonly points: readonly (readonly [moment: number, low: number, high: number])[]
}

/** Lines, areas or bars over time, with threshold lines and a legend that tells the newest values. */
export function graphView(panel: PanelView, data: PanelData, span: TimeSpan): Html {
  const drawn = drawnSeries(panel, data)
  const axis = axisOf(panel, drawn)
  const unit = textAt(panel.field, 'unit')
  const texts = tickTexts(axis.ticks, unit)
  const ticks = axis.ticks.map((tick, index) => ({ text: texts[index] ?? '', y: percent(1 - axis.place(tick)) }))
  return html`<div class="graph"><svg class="gutter" aria-hidden="true">${ticks.map(
    ({ text, y }) => html`<text x="100%" y="${y}" dy="4">${text}</text>`,
  )}</svg><svg class="plot" role="img" aria-label="${graphText(panel, data)}">${ticks.map(
    ({ y }) => html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/>`,
  )}<svg width="100%" height="100%" viewBox="0 0 1000 1000" preserveAspectRatio="none">${bandShape(panel, drawn, axis, span)}${drawn.map(
    one => shape(panel, one, axis, span),
  )}</svg>${thresholdLines(panel, axis)}${momentLines(span)}</svg>${timeAxis(span)}</div>${legend(panel, data)}`
}

function drawnSeries(panel: PanelView, data: PanelData): readonly Drawn[] {
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

function axisOf(panel: PanelView, drawn: readonly Drawn[]): Axis {
  const reached = ['axisSoftMin', 'axisSoftMax'].map(key => numberAt(panel.field, 'custom', key))
  const drawnValues = drawn.flatMap(({ points }) => points.map(([, , high]) => high))
  const values = [...drawnValues, ...reached.filter(value => value !== undefined)]
  if (textAt(panel.field, 'custom', 'scaleDistribution', 'type') === 'symlog') return logarithmicAxis(values)
  return linearAxis(values, {
    min: numberAt(panel.field, 'min'),
    max: numberAt(panel.field, 'max'),
    base: textAt(panel.field, 'unit') === 'bytes' ? 1024 : 1000,
  })
}

/** A part of a whole as SVG writes it. */
export function percent(part: number): string {
  return `${(part * 100).toFixed(2)}%`
}

/** How far below the head of a plot of 1000 a value lies; what is beyond a fixed end is drawn at that end. */
function heightOf(axis: Axis, value: number): number {
  return Math.round((1 - Math.min(1, Math.max(0, axis.place(value)))) * 1000)
}

function shape(panel: PanelView, drawn: Drawn, axis: Axis, span: TimeSpan): Html {
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

/** A line breaks where points are missing or are no numbers: it must not bridge what nobody measured. */
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

/** The area between two series of which one says that it fills down to the other. */
function bandShape(panel: PanelView, drawn: readonly Drawn[], axis: Axis, span: TimeSpan): Html {
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

function thresholdLines(panel: PanelView, axis: Axis): Html {
  return html`${linesOf(panel).map(({ value, tone }) => {
    const y = percent(1 - axis.place(value))
    const isShown = axis.place(value) >= 0 && axis.place(value) <= 1
    return isShown ? html`<line class="threshold tone-${tone}" x1="0" x2="100%" y1="${y}" y2="${y}"/>` : html``
  })}`
}

/** Upright lines at the moments that the board marks. */
function momentLines(span: TimeSpan): Html {
  return html`${span.moments
    .filter(({ at }) => at >= span.start && at <= span.end)
    .map(({ at, text, colour }) => {
      const x = percent((at - span.start) / (span.end - span.start || 1))
      return html`<line class="moment" x1="${x}" x2="${x}" y1="0" y2="100%" stroke="${colour}"><title>${text}</title></line>`
    })}`
}

function linesOf(panel: PanelView): readonly { readonly value: number; readonly tone: string }[] {
  if (textAt(panel.field, 'custom', 'thresholdsStyle', 'mode') === 'off') return []
  return listAt(panel.field, 'thresholds', 'steps').flatMap(step => {
    const value = numberAt(step, 'value')
    const tone = toneOf(textAt(step, 'color'))
    return value === undefined || tone === undefined ? [] : [{ value, tone }]
  })
}

/** The times under a graph. */
export function timeAxis(span: TimeSpan): Html {
  return html`<svg class="times" aria-hidden="true">${timeTicks(span.start, span.end).map(
    ([part, text]) =>
      html`<text x="${percent(part)}" y="12" text-anchor="${part < 0.03 ? 'start' : part > 0.97 ? 'end' : 'middle'}">${text}</text>`,
  )}</svg>`
}

const MOST_IN_LEGEND = 8

function legend(panel: PanelView, data: PanelData): Html {
  const shown = data.series.slice(0, MOST_IN_LEGEND).map((series, index) => {
    const { text } = display(newestOf(series), fieldOf(panel.field, panel.overrides, series.name))
    return html`<li>${swatch(seriesColour(panel, series, index))} ${series.name} <b>${text}</b></li>`
  })
  const more = data.series.length - shown.length
  const lines = linesOf(panel).map(
    ({ value, tone }) =>
      html`<li class="tone-${tone}"><svg class="swatch" viewBox="0 0 12 8" aria-hidden="true"><path class="dashes" d="M0 4h12"/></svg> ${formatValue(value, textAt(panel.field, 'unit'))}</li>`,
  )
  return html`<ul class="legend">${shown}${more > 0 ? html`<li>and ${more} more</li>` : ''}${lines}</ul>`
}

/** A patch of a series' colour. */
export function swatch(colour: string): Html {
  return trusted(
    `<svg class="swatch" viewBox="0 0 12 8" aria-hidden="true"><rect width="12" height="8" rx="2" fill="${colour}"/></svg>`,
  )
}

/** What the graph tells somebody who does not see it. */
function graphText(panel: PanelView, data: PanelData): string {
  const values = data.series.map(series => `${series.name} ${display(newestOf(series), panel.field).text}`)
  return `${panel.title}: ${values.join(', ')}`
}
