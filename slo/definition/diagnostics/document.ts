import { renderDiagnostic } from '../../../lib/diagnostic/diagnostic.ts'
import { DIAGNOSTIC_ENTRIES } from './entries.ts'
import { diagnose } from './examples.ts'

/** `docs/diagnostics.md`: every code with a file that has the mistake, what is said of it, and the file without it. */
export function renderDiagnosticsDocument(): string {
  const codes = Object.keys(DIAGNOSTIC_ENTRIES).sort()
  return [
    '# What can be wrong with an SLO definition',
    '',
    'Every problem is printed as `file:line:col: error: … [code]`. The code is stable: search this page for it. Made by',
    '`node ci/docs.ts` from the table that the tests of the parser run through; do not edit.',
    '',
    ...codes.map(code => `- [\`${code}\`](#${code})`),
    ...codes.flatMap(section),
    '',
  ]
    .join('\n')
    .toWellFormed()
}

function section(code: string): readonly string[] {
  const entry = DIAGNOSTIC_ENTRIES[code]
  if (entry === undefined) return []
  const found = diagnose(entry.bad, entry.of).find(diagnostic => diagnostic.code === code)
  const said = found === undefined ? [] : ['', '```text', renderDiagnostic(found), '```']
  return [
    '',
    `## ${code}`,
    '',
    entry.why,
    ...said,
    '',
    'Bad:',
    '',
    ...block(entry.bad),
    '',
    'Good:',
    '',
    ...block(entry.good),
  ]
}

/** More lines than this show nothing that the first ones do not. */
const LONGEST_EXAMPLE = 24

function block(text: string): readonly string[] {
  // A byte that is no UTF-8 cannot stand in this document either.
  const lines = text.toWellFormed().trimEnd().split('\n')
  const shown = lines.length > LONGEST_EXAMPLE ? [...lines.slice(0, 8), '# …'] : lines
  return ['```yaml', ...shown, '```']
}
