import { renderTable } from '../../../../lib/text/table.ts'
import type { GateReport } from './report.ts'
import { answersTable, type ReportTable, testsTable } from './rows.ts'

/** The report for a terminal: the sentence, the tables, the notes. */
export function renderText(report: GateReport): string {
  const { sentence, seconds, notes } = report
  const tables = [answersTable(report), testsTable(report)].filter(({ rows }) => rows.length > 0).map(table)
  return [`${sentence}\n`, ...tables, notes.map(note => `${note}\n`).join(''), `Decided in ${seconds.toFixed(1)} s.\n`]
    .filter(part => part !== '')
    .join('\n')
}

function table({ head, rows }: ReportTable): string {
  return renderTable([head, ...rows], '  ')
}
