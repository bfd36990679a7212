import { type Diagnostic, diagnosticAt, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { placesOf } from '../../lib/json/places.ts'
import { normalised } from '../promql/parse.ts'
import { parseBoard } from './board-file.ts'
import type { LintedBoard } from './linted-board.ts'
import type { Finding, LintWorld, Rule } from './rule.ts'
import { RULES } from './rules.ts'

/** Reads boards and says everything that is wrong with them, each problem with its place in the JSON. */
export function lintFiles(
  files: readonly SourceFile[],
  scope: Rule['scope'],
  world: Omit<LintWorld, 'boards'>,
): readonly Diagnostic[] {
  const parsed = files.map(parseBoard)
  const boards = parsed.flatMap(({ value }) => value ?? [])
  return [
    ...parsed.flatMap(({ diagnostics }) => diagnostics),
    ...boards.flatMap(board => lintBoard(board, scope, { ...world, boards })),
  ]
}

/** Everything that one board breaks. */
export function lintBoard(board: LintedBoard, scope: Rule['scope'], world: LintWorld): readonly Diagnostic[] {
  const drawn = withoutAlerts(board, world)
  const findings = RULES.filter(rule => rule.scope === 'any' || scope === 'ours').flatMap(rule =>
    rule.check(rule.isAboutDrawing === true ? drawn : board, world).map(finding => ({ code: rule.code, finding })),
  )
  if (findings.length === 0) return []
  const place = placesOf(board.file)
  return findings.map(({ code, finding }) =>
    diagnosticAt(board.file, place(finding.path), {
      severity: 'error',
      code,
      message: `${whereOf(board, finding)}: ${finding.message}`,
      help: finding.help,
    }),
  )
}

function whereOf(board: LintedBoard, { panel }: Finding): string {
  return panel === undefined ? `board “${board.title}”` : `board “${board.title}”, panel “${panel.title}”`
}

/** The board without the queries that are an alert's own expression. */
function withoutAlerts(board: LintedBoard, { alerts }: LintWorld): LintedBoard {
  const known = new Set(alerts.map(({ expr }) => normalised(expr)))
  const panels = board.panels.map(panel => ({
    ...panel,
    targets: panel.targets.filter(({ expr }) => !known.has(normalised(expr))),
  }))
  return { ...board, panels }
}
