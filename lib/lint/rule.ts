import type { DiagnosticSeverity } from '../diagnostic/diagnostic.ts'
import type { Finding } from './finding.ts'

/**
 * One thing that is checked in documents of one kind. `World` is what a rule may know beside the document: its
 * neighbours, the series or objects that exist.
 */
export interface Rule<Document, World> {
  /** Short, stable and lower-case: printed with every finding, and what people search for. */
  readonly code: string
  /** What the rule wants, in one line. */
  readonly summary: string
  /** What goes wrong where it is not kept. */
  readonly why: string
  /** `ours` for what only documents of this repository must keep; such rules pass over foreign files. */
  readonly scope: 'any' | 'ours'
  /** How bad a finding is: an error unless the rule says otherwise. */
  readonly severity?: DiagnosticSeverity
  readonly check: (document: Document, world: World) => readonly Finding[]
}

/** The rules that a document must keep: all of them when it is ours, otherwise those that fit any. */
export function rulesFor<R extends { readonly scope: 'any' | 'ours' }>(
  rules: readonly R[],
  scope: 'any' | 'ours',
): readonly R[] {
  return rules.filter(rule => rule.scope === 'any' || scope === 'ours')
}
