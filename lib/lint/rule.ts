import type { DiagnosticSeverity } from '../diagnostic/diagnostic.ts'
import type { Finding } from './finding.ts'

/**
 * One check of documents of one kind. `World` is what rules know besides the document: other documents, and the series
 * or objects that exist.
 */
export interface Rule<Document, World> {
  /** Short, stable and lower-case: printed with every finding, and used to look up the rule. */
  readonly code: string
  /** What the rule wants, in one line. */
  readonly summary: string
  /** What goes wrong where the rule is broken. */
  readonly why: string
  /** `ours` for a rule about documents of this repository only, which skips foreign files. */
  readonly scope: 'any' | 'ours'
  /** The severity of its findings, by default an error. */
  readonly severity?: DiagnosticSeverity
  readonly check: (document: Document, world: World) => readonly Finding[]
}

/** The rules that apply to a document: all of them when it is ours, otherwise those of scope `any`. */
export function rulesFor<R extends { readonly scope: 'any' | 'ours' }>(
  rules: readonly R[],
  scope: 'any' | 'ours',
): readonly R[] {
  return rules.filter(rule => rule.scope === 'any' || scope === 'ours')
}
