import { markdownTable } from '../../../../lib/text/markdown-table.ts'
import type { GateReport } from './report.ts'
import { answersTable, type ReportTable, testsTable } from './rows.ts'
import { VERDICT_WORDS } from './sentence.ts'

/** The report for a job summary: the sentence, what came on each path, how far each test came, and the notes. */
export function renderMarkdown(report: GateReport): string {
  const notes = report.notes.map(note => `- ${escaped(note)}\n`).join('')
  const parts = [
    `### Gate: ${VERDICT_WORDS[report.verdict].toLowerCase()}\n`,
    `${escaped(report.sentence)} Decided in ${report.seconds.toFixed(1)} s.\n`,
    table(answersTable(report)),
    table(testsTable(report)),
    notes,
  ]
  return parts.filter(part => part !== '').join('\n')
}

function table({ head, rows }: ReportTable): string {
  const lines = markdownTable(
    head.map(escaped),
    rows.map(cells => cells.map(escaped)),
  )
  return rows.length === 0 ? '' : lines.map(line => `${line}\n`).join('')
}

/** Text from outside, such as a release's name, stays text: no cell, mark or tag begins in it. */
function escaped(text: string): string {
  return text.replace(/[\\|`*_<>[\]#~]/g, '\\$&').replace(/\s+/g, ' ')
}
