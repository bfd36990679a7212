import { isNode, parseDocument } from 'yaml'
import { type Diagnostic, diagnosticAt, type SourceFile } from '../../lib/diagnostic.ts'
import { normalised } from '../promql/parse.ts'
import type { JsonPath } from './json.ts'
import { type LintedBoard, readBoard } from './linted-board.ts'
import type { Finding, LintWorld, Rule } from './rule.ts'
import { RULES } from './rules.ts'

/** Reads boards and says everything that is wrong with them, each problem with its place in the JSON. */
export function lintFiles(
  files: readonly SourceFile[],
  scope: Rule['scope'],
  world: Omit<LintWorld, 'boards'>,
): readonly Diagnostic[] {
  const boards = files.map(readBoard)
  const known = boards.filter(board => board !== undefined)
  const unread = files.filter((_, index) => boards[index] === undefined).map(notABoard)
  return [...unread, ...known.flatMap(board => lintBoard(board, scope, { ...world, boards: known }))]
}

/** A query of a board as Prometheus would get it, and how to say that it was refused. */
export interface AskedQuery {
  readonly text: string
  readonly refused: (reason: string) => Diagnostic
}

/** Every query of the files' boards, for a parser that is no part of this one. */
export function queriesIn(files: readonly SourceFile[]): readonly AskedQuery[] {
  return files.flatMap(file => {
    const board = readBoard(file)
    return (board?.panels ?? []).flatMap(panel =>
      panel.targets.map(target => ({
        text: target.query.text,
        refused: reason =>
          diagnosticAt(file, placesOf(file)([...target.path, 'expr']), {
            severity: 'error',
            code: 'query-refused',
            message: `board “${board?.title}”, panel “${panel.title}”: Prometheus refuses it, ${reason}`,
            help: 'Try it in Prometheus’ own page.',
          }),
      })),
    )
  })
}

function notABoard(file: SourceFile): Diagnostic {
  return diagnosticAt(file, [0, 1], {
    severity: 'error',
    code: 'not-a-dashboard',
    message: 'This is not a dashboard in Grafana’s classic JSON',
    help: 'Export it from Grafana with “Classic” as the model, or name another file.',
  })
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

/** Where each value of a JSON text stands. JSON is YAML, and its reader keeps the places. */
function placesOf(file: SourceFile): (path: JsonPath) => readonly [number, number] {
  const document = parseDocument(file.text)
  return path => {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      if (!isNode(node) || !node.range) continue
      const [start, end] = node.range
      // What spans lines, as a whole panel does, is pointed at by its first.
      const lineEnd = file.text.indexOf('\n', start)
      return [start, lineEnd === -1 ? end : Math.min(end, lineEnd)]
    }
    return [0, 1]
  }
}
