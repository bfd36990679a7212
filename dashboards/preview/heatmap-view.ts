import { type Html, html } from '../../lib/html.ts'
import { textAt } from '../../lib/json/path.ts'
import { formatValue } from '../panels/format.ts'
import type { TimeSpan } from './graph-shapes.ts'
import { timeAxis } from './graph-view.ts'
import type { NamedSeries, PanelData } from './read-panel.ts'
import type { PanelView } from './view.ts'

const COLUMNS = 60
/** The least opacity of a cell, so that one slow answer among many is visible. */
const FAINTEST = 0.12

/** The buckets of a histogram over time: darker cells hold more. */
export function heatmapView(panel: PanelView, data: PanelData, span: TimeSpan): Html {
  const buckets = [...data.series].sort((a, b) => boundOf(a) - boundOf(b))
  const cells = cellsOf(buckets, span)
  const fullest = Math.max(...cells.flat(), Number.MIN_VALUE)
  const height = 100 / (buckets.length || 1)
  const unit = textAt(panel.field, 'unit')
  const rects = cells.flatMap((row, index) =>
    row.flatMap((count, column) => {
      if (count <= 0) return []
      const opacity = (FAINTEST + (1 - FAINTEST) * Math.sqrt(count / fullest)).toFixed(2)
      const y = `${(100 - (index + 1) * height).toFixed(2)}%`
      return [
        html`<rect class="cell" x="${((column * 100) / COLUMNS).toFixed(2)}%" y="${y}" width="${(100 / COLUMNS - 0.15).toFixed(2)}%" height="${(height - 0.6).toFixed(2)}%" fill-opacity="${opacity}"/>`,
      ]
    }),
  )
  const labels = buckets.map((bucket, index) => {
    const bound = boundOf(bucket)
    const text = Number.isFinite(bound) ? formatValue(bound, unit) : 'more'
    return html`<text x="100%" y="${(100 - (index + 0.5) * height).toFixed(2)}%" dy="4">${text}</text>`
  })
  return html`<div class="graph"><svg class="gutter" aria-hidden="true">${labels}</svg><svg class="plot" role="img" aria-label="${panel.title}, as a heatmap">${rects}</svg>${timeAxis(span)}</div>`
}

function boundOf({ labels }: NamedSeries): number {
  return labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le)
}

/** The number of events of each bucket, in columns of equal time. Prometheus' buckets are cumulative. */
function cellsOf(buckets: readonly NamedSeries[], span: TimeSpan): readonly (readonly number[])[] {
  const sums = buckets.map(({ points }) => {
    const row = Array.from({ length: COLUMNS }, () => 0)
    for (const [moment, value] of points) {
      const column = Math.min(COLUMNS - 1, Math.floor(((moment - span.start) / (span.end - span.start || 1)) * COLUMNS))
      if (column >= 0 && !Number.isNaN(value)) row[column] = (row[column] ?? 0) + value
    }
    return row
  })
  return sums.map((row, index) => row.map((sum, column) => Math.max(0, sum - (sums[index - 1]?.[column] ?? 0))))
}
