import { type Html, html } from '../../lib/html.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'
import type { Tone } from '../../slo/report/tones.ts'
import { toneOf } from '../panels/tones.ts'
import { display } from './display.ts'
import type { TimeSpan } from './graph-shapes.ts'
import { percent, timeAxis } from './graph-view.ts'
import { lastBar, type NamedSeries, type PanelData } from './read-panel.ts'
import type { PanelView } from './view.ts'

/** A span of time in one state. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly text: string
  readonly tone: Tone | undefined
}

/** The width of a letter as a ratio of a wide row; in a narrow one it is twice as much, and `brief` text is hidden. */
const ROOM_FOR_LETTER = 0.016

/** More rows than these have no room for names of two lines. */
const MANY_ROWS = 6

/** One row for each series: its states over time, and the present one in words. A gap is time without data. */
export function timelineView(panel: PanelView, data: PanelData, span: TimeSpan): Html {
  const rows = data.series.map(series => row(panel, series, span))
  return html`<div class="timeline${rows.length > MANY_ROWS ? ' many' : ''}">${rows}<div class="row foot"><span></span>${timeAxis(span)}<span></span></div></div>${states(panel)}`
}

function row(panel: PanelView, series: NamedSeries, span: TimeSpan): Html {
  const now = lastBar(panel, series)
  const part = (time: number) => time / (span.end - span.start || 1)
  const stretches = stretchesOf(panel, series).filter(({ to }) => to > span.start)
  const shapes = stretches.map(({ from, to, text, tone }) => {
    // The first point stands for a step that began before the span does.
    const begin = Math.max(from, span.start)
    const [x, share] = [percent(part(begin - span.start)), part(to - begin)]
    return html`<rect class="state tone-${tone ?? 'plain'}" x="${x}" width="${percent(share)}" height="100%"><title>${text}</title></rect>${
      share > ROOM_FOR_LETTER * text.length
        ? html`<text class="on-${tone ?? 'plain'}${share < 2 * ROOM_FOR_LETTER * text.length ? ' brief' : ''}" x="${x}" dx="6" y="50%" dy="4">${text}</text>`
        : ''
    }`
  })
  return html`<div class="row"><span class="name" title="${series.name}">${series.name}</span><svg class="states" role="img" aria-label="${series.name}: now ${now.text}">${shapes}</svg><span class="now tone-${now.tone ?? 'plain'}">${now.text}</span></div>`
}

/** Each point stands for the step that ends with it. */
function stretchesOf(panel: PanelView, { points, stepSeconds }: NamedSeries): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (const [moment, value] of points) {
    if (Number.isNaN(value)) continue
    const { text, tone } = display(value, panel.field)
    const last = stretches.at(-1)
    const isNext = last !== undefined && moment - last.to <= stepSeconds * 1.5
    if (isNext && last.text === text) stretches[stretches.length - 1] = { ...last, to: moment }
    else stretches.push({ from: isNext ? last.to : moment - stepSeconds, to: moment, text, tone })
  }
  return stretches
}

/** All possible states, each with its colour. */
function states(panel: PanelView): Html {
  const words = listAt(panel.field, 'mappings').flatMap(mapping => {
    if (textAt(mapping, 'type') === 'range') return [at(mapping, 'options', 'result')]
    return textAt(mapping, 'type') === 'value' ? Object.values(Object(at(mapping, 'options'))) : []
  })
  return html`<ul class="legend">${words.map(
    word =>
      html`<li><svg class="swatch" viewBox="0 0 12 8" aria-hidden="true"><rect class="state tone-${toneOf(textAt(word, 'color')) ?? 'plain'}" width="12" height="8" rx="2"/></svg> ${textAt(word, 'text')}</li>`,
  )}</ul>`
}
