import { type Diagnostic, diagnosticAt, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { placesOf } from '../../lib/json/places.ts'
import { NEWER_PROMQL } from '../../lib/promql/problem.ts'
import { promqlProblems } from '../../lib/promql/syntax.ts'
import { newerThan } from '../promql/newer-syntax.ts'
import { parseBoard } from './board-file.ts'

/** A query of a dashboard as Prometheus would get it, and the diagnostic for when Prometheus' own parser refuses it. */
interface AskedQuery {
  readonly text: string
  readonly refused: (reason: string) => Diagnostic
}

/** Every query of the files' dashboards that another parser can check: it contains no variable, and ours accepts it. */
export function askedQueries(files: readonly SourceFile[]): readonly AskedQuery[] {
  return files.flatMap(file => {
    const board = parseBoard(file).value
    if (board === undefined) return []
    const place = placesOf(file)
    return board.panels.flatMap(panel =>
      panel.targets
        .filter(
          ({ query }) => !query.isTemplate && promqlProblems(query.text).every(({ code }) => code === NEWER_PROMQL),
        )
        .map(({ path, query }) => ({
          text: query.text,
          refused: (reason: string) =>
            diagnosticAt(file, place([...path, 'expr']), {
              ...problemOf(query.text, reason),
              message: `dashboard “${board.title}”, panel “${panel.title}”: ${problemOf(query.text, reason).message}`,
            }),
        })),
    )
  })
}

/** Whose fault a refusal is: the query's, or that of a parser that is older than the query. */
function problemOf(query: string, reason: string): Pick<Diagnostic, 'severity' | 'code' | 'message' | 'help'> {
  const newer = newerThan(query, reason)
  if (newer === undefined) {
    return {
      severity: 'error',
      code: 'query-refused',
      message: `Prometheus refuses it, ${reason}`,
      help: 'Try it in Prometheus’ own page.',
    }
  }
  return {
    severity: 'warning',
    code: 'promtool-too-old',
    message: `the promtool of this machine does not know ${newer}, so it cannot check the query`,
    help: 'The dashboard is not at fault: install the promtool of the Prometheus that the dashboard reads.',
  }
}
