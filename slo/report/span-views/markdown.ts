import { inMarkdown } from '../../../lib/text/in-markdown.ts'
import { markdownTable } from '../../../lib/text/markdown-table.ts'
import type { SloSpanReport } from '../span/span-report.ts'
import { type Plot, plotsOf } from './plots.ts'
import { summaryOf } from './summary.ts'
import { type ReportTable, tablesOf } from './tables.ts'
import { minuteText } from './texts.ts'

/** Where the picture of an SLO's plot lies, seen from the report; undefined where there are no pictures. */
export type PlotPlace = (report: SloSpanReport, plot: Plot) => string | undefined

/** Reports as Markdown. */
export function renderMarkdown(reports: readonly SloSpanReport[], place: PlotPlace = () => undefined): string {
  const span = reports[0]?.span
  const head = span === undefined ? [] : ['# SLO report', '', spanLine(span.startSeconds, span.endSeconds), '']
  return `${[...head, ...reports.flatMap(report => sectionOf(report, place))].join('\n')}\n`
}

/** What a report is of: `2026-10-30 10:00 to 2026-11-29 10:00, all times in UTC.` */
export function spanLine(startSeconds: number, endSeconds: number): string {
  return `${minuteText(startSeconds)} to ${minuteText(endSeconds)}, all times in UTC.`
}

function sectionOf(report: SloSpanReport, place: PlotPlace): readonly string[] {
  const { id, slo } = report
  const pictures = plotsOf(report).flatMap(plot => {
    const found = place(report, plot)
    return found === undefined ? [] : [`![${plot.title} of ${inMarkdown(id)}](${encodeURI(found)})`, '']
  })
  return [
    `## ${inMarkdown(id)}`,
    '',
    ...(slo.description === '' ? [] : [inMarkdown(slo.description), '']),
    `**${inMarkdown(summaryOf(report).text)}**`,
    '',
    ...pictures,
    ...tablesOf(report).flatMap(tableLines),
  ]
}

function tableLines({ title, columns, texts, rows, none, note }: ReportTable): readonly string[] {
  const rule = columns.map((_, index) => (index < texts ? '---' : '---:'))
  const table =
    rows.length === 0
      ? [none]
      : markdownTable(
          columns,
          rows.map(row => row.map(inMarkdown)),
          rule,
        )
  return [`### ${title}`, '', ...table, '', ...(note === undefined ? [] : [note, ''])]
}
