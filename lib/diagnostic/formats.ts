import { printable } from '../text/printable.ts'
import { type Diagnostic, inReadingOrder, renderDiagnostics, shownDiagnostics } from './diagnostic.ts'

/** For people, for programs, for the annotations of a pull request, and for code scanning (SARIF 2.1.0). */
export const DIAGNOSTIC_FORMATS = ['text', 'json', 'github', 'sarif'] as const
type DiagnosticFormat = (typeof DIAGNOSTIC_FORMATS)[number]

/** All diagnostics in reading order, in one of the formats; `text` is empty when there are none. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], format: DiagnosticFormat): string {
  return WRITERS[format](inReadingOrder(diagnostics))
}

const WRITERS: Readonly<Record<DiagnosticFormat, (diagnostics: readonly Diagnostic[]) => string>> = {
  text: renderDiagnostics,
  json: diagnostics => `${JSON.stringify(listed(diagnostics).map(withoutSource), undefined, 2)}\n`,
  github: workflowCommands,
  sarif: diagnostics => `${JSON.stringify(sarifLog(listed(diagnostics)), undefined, 2)}\n`,
}

/** As many problems as GitHub shows of one run of code scanning. */
const MOST_LISTED = 5000

/** The code of the entry that says how many problems are left out: no file earns it by what it says. */
const LEFT_OUT = 'more-problems'

/** The diagnostics for programs; of too many the last entry says how many more there are. */
function listed(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const { shown, hidden, more } = shownDiagnostics(diagnostics, MOST_LISTED)
  const [first] = hidden
  if (first === undefined) return shown
  const { help: _, ...place } = first
  return [...shown, { ...place, code: LEFT_OUT, message: more }]
}

function withoutSource({ sourceLine: _, ...diagnostic }: Diagnostic) {
  return diagnostic
}

/** GitHub shows a few annotations of a step; the lines stand in its log, which people read. */
function workflowCommands(diagnostics: readonly Diagnostic[]): string {
  const { shown, more } = shownDiagnostics(diagnostics)
  return `${shown.map(workflowCommand).join('')}${more === '' ? '' : `::notice::${more}\n`}`
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message */
function workflowCommand({ severity, file, line, column, length, code, message, help }: Diagnostic): string {
  const property = (text: string | number) => escaped(String(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
  const at = `file=${property(file)},line=${line},col=${column},endColumn=${column + length},title=${property(code)}`
  return `::${severity} ${at}::${escaped(help === undefined ? message : `${message}. ${help}`)}\n`
}

function escaped(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function sarifLog(diagnostics: readonly Diagnostic[]) {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'leadline', rules: codes.map(id => ({ id })) } },
        results: diagnostics.map(({ code, severity, message, help, file, line, column, length }) => ({
          ruleId: code,
          level: severity,
          message: { text: help === undefined ? message : `${message}. ${help}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: file },
                region: { startLine: line, startColumn: column, endColumn: column + length },
              },
            },
          ],
        })),
      },
    ],
  }
}
