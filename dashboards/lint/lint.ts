import type { Diagnostic, SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { lintDocument } from '../../lib/lint/lint.ts'
import { rulesFor } from '../../lib/lint/rule.ts'
import { normalised } from '../promql/parse.ts'
import { parseBoard } from './board-file.ts'
import type { LintedBoard } from './linted-board.ts'
import type { LintWorld, Rule } from './rule.ts'
import { RULES } from './rules.ts'

/** Reads dashboards and reports everything that is wrong with them, with places in the JSON. */
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

/** All findings in one dashboard. */
export function lintBoard(board: LintedBoard, scope: Rule['scope'], world: LintWorld): readonly Diagnostic[] {
  const drawn = withoutAlerts(board, world)
  const rules = rulesFor(RULES, scope).map(rule =>
    rule.isAboutDrawing === true ? { ...rule, check: () => rule.check(drawn, world) } : rule,
  )
  return lintDocument({ file: board.file, name: nameOf(board), document: board }, rules, world)
}

/** A dashboard as findings name it. */
export function nameOf({ title }: LintedBoard): string {
  return `dashboard “${title}”`
}

/** The dashboard without the queries that are an alert's own expression. */
function withoutAlerts(board: LintedBoard, { alerts }: LintWorld): LintedBoard {
  const known = new Set(alerts.map(({ expr }) => normalised(expr)))
  const panels = board.panels.map(panel => ({
    ...panel,
    targets: panel.targets.filter(({ expr }) => !known.has(normalised(expr))),
  }))
  return { ...board, panels }
}
