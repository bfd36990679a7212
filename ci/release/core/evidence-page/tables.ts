import { type Html, html, trusted } from '../../../../lib/html.ts'
import type { ReportTable } from '../gate-report/rows.ts'
import type { TimelineEntry } from '../record/timeline.ts'

/** Columns that hold figures stand to the right. */
const FIGURES = new Set(['answers', 'failed', '95 % interval', 'p50', 'p95', 'p99', 'good up to', 'bad from', 'took'])

export function tableOf({ head, rows }: ReportTable): Html {
  const kind = (index: number): Html => trusted(FIGURES.has(head[index] ?? '') ? ' class="number"' : '')
  return html`<div class="scroll" tabindex="0"><table>
<thead><tr>${head.map((name, index) => html`<th scope="col"${kind(index)}>${name}</th>`)}</tr></thead>
<tbody>${rows.map(row => html`<tr>${row.map((cell, index) => html`<td${kind(index)}>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`
}

/** Names and what belongs to each, as a list that a screen reader reads in pairs. */
export function pairsOf(rows: readonly (readonly [name: string, value: string | undefined])[]): Html {
  const known = rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]))
  return html`<div class="scroll" tabindex="0"><table class="pairs"><tbody>${known.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td class="long">${value}</td></tr>\n`,
  )}</tbody></table></div>`
}

/** More lines are not read, and a page is sent by mail. */
const MOST_LINES = 400

/** The timeline for those who do not see the picture, and for exact times. */
export function timelineTable(entries: readonly TimelineEntry[]): Html {
  const shown = entries.slice(0, MOST_LINES)
  const rest = entries.length - shown.length
  return html`<details><summary>The same as a table (${entries.length})</summary>
<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">UTC</th><th scope="col">source</th><th scope="col">what</th></tr></thead>
<tbody>${shown.map(
    ({ at, source, isBad, text }) =>
      html`<tr><td class="moment">${at.toISOString().slice(11, 23)}</td><td>${source}</td><td class="long">${isBad ? html`<span class="is-bad">✕</span> ` : ''}${text}</td></tr>\n`,
  )}</tbody>
</table></div>
${rest > 0 ? html`<p class="note">${rest} later ones are in the JSON.</p>` : ''}
</details>`
}
