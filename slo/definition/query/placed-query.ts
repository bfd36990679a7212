import type { DiagnosticSeverity } from '../../../lib/diagnostic/diagnostic.ts'
import type { PromqlProblem } from '../../../lib/promql/problem.ts'
import type { YamlMap, YamlReader } from '../../../lib/yaml/reader.ts'

/** What can be said of a query: without a range it is said of the whole. */
export interface QueryProblem extends Omit<PromqlProblem, 'range'> {
  readonly severity: DiagnosticSeverity
  readonly range?: readonly [start: number, end: number] | undefined
}

/** A query as a person wrote it, and where. */
export interface PlacedQuery {
  /** The query without comments. */
  readonly text: string
  /** The same with blanks for its comments: its offsets are those of the file's text. */
  readonly placed: string
  /** Whether only Prometheus 3 reads it. */
  readonly isNewer: boolean
  readonly complain: (problem: QueryProblem) => void
}

/** Who complains about the query under a key. */
export function complainerAt(yaml: YamlReader, map: YamlMap, key: string): PlacedQuery['complain'] {
  return ({ range, ...problem }) => {
    if (range !== undefined) {
      yaml.reportInside(map, key, range, problem)
      return
    }
    const complain = problem.severity === 'error' ? yaml.report : yaml.warn
    complain(problem.code, problem.message, yaml.node(map, key), problem.help)
  }
}

/** A query that was made from a written one: its parts stand nowhere, so that all is said of the whole. */
export function rewritten(query: PlacedQuery, text: string): PlacedQuery {
  return { ...query, text, placed: text, complain: ({ range: _, ...problem }) => query.complain(problem) }
}

/** A query that no person wrote, such as a plugin's: it is made to be right, and nothing is said of it. */
export function unwritten(text: string): PlacedQuery {
  return { text, placed: text, isNewer: false, complain: () => undefined }
}
