import { type Html, html, trusted } from '../../lib/html.ts'
import { listAt, numberAt, textAt } from '../../lib/json/path.ts'
import { type Axis, linearAxis, logarithmicAxis, timeTicks } from '../../lib/plot/axis.ts'
import { formatValue } from '../panels/format.ts'
import { toneOf } from '../panels/tones.ts'
import { seriesColour } from './colours.ts'
import { display, fieldOf } from './display.ts'
import { bandShape, type Drawn, drawnSeries, shape, type TimeSpan } from './graph-shapes.ts'
import { newestOf, type PanelData } from './read-panel.ts'
import { tickTexts } from './tick-texts.ts'
import type { PanelView } from './view.ts'

/** Lines, areas or bars over time, with threshold lines and a legend that shows the last values. */
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

/** A ratio as SVG writes it. */
export function percent(part: number): string {
  return `${(part * 100).toFixed(2)}%`
}

function thresholdLines(panel: PanelView, axis: Axis): Html {
  return html`${linesOf(panel).map(({ value, tone }) => {
    const y = percent(1 - axis.place(value))
    const isShown = axis.place(value) >= 0 && axis.place(value) <= 1
    return isShown ? html`<line class="threshold tone-${tone}" x1="0" x2="100%" y1="${y}" y2="${y}"/>` : html``
  })}`
}

/** Vertical lines at the moments of annotations. */
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

/** A swatch of a series' colour. */
export function swatch(colour: string): Html {
  return trusted(
    `<svg class="swatch" viewBox="0 0 12 8" aria-hidden="true"><rect width="12" height="8" rx="2" fill="${colour}"/></svg>`,
  )
}

/** The text of a graph for screen readers. */
function graphText(panel: PanelView, data: PanelData): string {
  const values = data.series.map(series => `${series.name} ${display(newestOf(series), panel.field).text}`)
  return `${panel.title}: ${values.join(', ')}`
}
