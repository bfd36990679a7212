import { type Html, html } from '../../lib/html.ts'
import { numberAt, textAt } from '../../lib/json/path.ts'
import { lastNumber, nothingShown, type PanelData, statements, tableColumns, tableRows } from './read-panel.ts'
import type { PanelView } from './view.ts'

/** One number, or a tile for each series with its name. */
export function statView(panel: PanelView, data: PanelData): Html {
  const isFilled = textAt(panel.options, 'colorMode').startsWith('background')
  const tiles = statements(panel, data).map(
    ({ name, text, tone }) =>
      html`<div class="tile ${isFilled ? 'filled ' : ''}tone-${tone ?? 'plain'}">${isFilled && name !== '' ? html`<span class="name">${name}</span>` : ''}<span class="value">${text}</span></div>`,
  )
  return html`<div class="tiles">${tiles}</div>`
}

const MOST_BARS = 12

/** A bar for each series, as it is now. */
export function barsView(panel: PanelView, data: PanelData): Html {
  if (data.series.length === 0) return nothingView(panel)
  const shown = statements(panel, data).slice(0, MOST_BARS)
  const values = data.series.map(({ points }) => lastNumber(points))
  const longest = numberAt(panel.field, 'max') ?? Math.max(...values.map(value => value ?? 0), Number.MIN_VALUE)
  const bars = shown.map(({ name, text, tone }, index) => {
    const value = values[index]
    const width = `${Math.max(0, Math.min(1, (value ?? 0) / longest)) * 100}%`
    return html`<div class="row"><span class="name">${name}</span><svg class="bar" aria-hidden="true"><rect class="track" width="100%" height="100%"/><rect class="state tone-${tone ?? 'plain'}" width="${width}" height="100%"/></svg><span class="now tone-${tone ?? 'plain'}">${text}</span></div>`
  })
  return html`<div class="bars">${bars}</div>`
}

/** Rows of labels and values; a cell with a tone has its colour as background. */
export function tableView(panel: PanelView, data: PanelData): Html {
  const rows = tableRows(panel, data)
  const { labels, values } = tableColumns(panel, data)
  if (rows.length === 0) return nothingView(panel)
  const head = [
    ...labels.map(({ title }) => html`<th>${title}</th>`),
    ...values.map(({ title }) => html`<th class="number">${title}</th>`),
  ]
  const body = rows.map(
    row =>
      html`<tr>${row.labels.map(label => html`<td>${label}</td>`)}${row.cells.map(
        cell => html`<td class="number ${cell.tone === undefined ? '' : `filled tone-${cell.tone}`}">${cell.text}</td>`,
      )}</tr>`,
  )
  return html`<div class="table" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}

/** Whether a panel has anything to draw over time. */
export function isEmpty(data: PanelData): boolean {
  return data.series.every(({ points }) => points.every(([, value]) => Number.isNaN(value)))
}

/** A panel without anything to draw, with its text for “no value”. */
export function nothingView(panel: PanelView): Html {
  const { text, tone } = nothingShown(panel)
  return html`<p class="nothing ${tone === undefined ? '' : `tone-${tone}`}">${text}</p>`
}
