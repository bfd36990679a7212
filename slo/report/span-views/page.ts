import { type Html, html, trusted } from '../../../lib/html.ts'
import type { SloSpanReport } from '../span/span-report.ts'
import { spanLine } from './markdown.ts'
import { REPORT_STYLE } from './page-style.ts'
import { plotsOf } from './plots.ts'
import { summaryOf } from './summary.ts'
import { type ReportTable, tablesOf } from './tables.ts'

/** Reports as a whole page. It has no script, loads nothing, and can be printed or sent as it is. */
export function renderPage(reports: readonly SloSpanReport[]): string {
  const span = reports[0]?.span
  const about = span === undefined ? '' : spanLine(span.startSeconds, span.endSeconds)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>SLO report, ${about}</title>
<style>${trusted(REPORT_STYLE)}</style>
</head>
<body>
<header>
<h1>SLO report</h1>
<p class="soft">${about}</p>
</header>
<main>
${reports.length > 1 ? contents(reports) : ''}
${reports.map(section)}
</main>
</body>
</html>
`.markup
}

function contents(reports: readonly SloSpanReport[]): Html {
  const line = (report: SloSpanReport): Html => {
    const { text, tone } = summaryOf(report)
    return html`<li><a href="#${report.id}"><b class="tone-${tone}">${report.id}</b></a> ${text}</li>`
  }
  return html`<nav aria-label="SLOs"><ul>${reports.map(line)}</ul></nav>`
}

function section(report: SloSpanReport): Html {
  const { text, tone } = summaryOf(report)
  return html`<section class="slo" id="${report.id}">
<h2>${report.id}</h2>
${report.slo.description === '' ? '' : html`<p class="soft">${report.slo.description}</p>`}
<p class="summary tone-${tone}"><span>${text}</span></p>
${plotsOf(report).map(({ svg }) => html`<div class="scroll" tabindex="0">${svg}</div>\n`)}
${tablesOf(report).map(tableOf)}
</section>
`
}

/** A table of so few columns is not drawn apart to the width of the page. */
const FEW = 3

/** A text of more letters is not wrapped into a column of single words. */
const LONG = 24

function tableOf({ title, columns, texts, rows, none, note }: ReportTable): Html {
  const kind = (index: number): Html => html`${index < texts ? '' : trusted(' class="number"')}`
  const cell = (text: string, index: number): Html => {
    const isMoment = index < texts && /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(text)
    const isLong = index < texts && text.length > LONG
    return html`<td${isMoment ? trusted(' class="moment"') : isLong ? trusted(' class="long"') : kind(index)}>${text}</td>`
  }
  const table = html`<div class="scroll" tabindex="0"><table${columns.length > FEW ? '' : trusted(' class="narrow"')}>
<thead><tr>${columns.map((column, index) => html`<th scope="col"${kind(index)}>${column}</th>`)}</tr></thead>
<tbody>${rows.map(row => html`<tr>${row.map(cell)}</tr>\n`)}</tbody>
</table></div>`
  return html`<h3>${title}</h3>
${rows.length === 0 ? html`<p>${none}</p>` : table}
${note === undefined ? '' : html`<p class="note">${note}</p>`}
`
}
