import { type Diagnostic, diagnosticAt, type SourceFile } from '../diagnostic/diagnostic.ts'
import { placesOf } from '../json/places.ts'
import type { Finding } from './finding.ts'
import type { Rule } from './rule.ts'

/** A document to lint, with its source file, in JSON or YAML. */
interface Linted<Document> {
  readonly file: SourceFile
  /** The name of the document in messages: `dashboard “Home”`, `Deployment "web"`. */
  readonly name: string
  readonly document: Document
}

/** The findings of all rules in one document, as diagnostics with places in its file. */
export function lintDocument<Document, World>(
  { file, name, document }: Linted<Document>,
  rules: readonly Rule<Document, World>[],
  world: World,
): readonly Diagnostic[] {
  const findings = rules.flatMap(rule => rule.check(document, world).map(finding => ({ rule, finding })))
  // Places need another parse of the file, so they are computed only for findings.
  if (findings.length === 0) return []
  const place = placesOf(file)
  return findings.map(({ rule: { code, severity = 'error' }, finding }) =>
    diagnosticAt(file, place(finding.path), {
      severity,
      code,
      message: sentenceOf(name, finding),
      help: finding.help,
    }),
  )
}

/** A finding with the document and the part that it is about. */
export function sentenceOf(name: string, { part, message }: Finding): string {
  return `${part === undefined ? name : `${name}, ${part}`}: ${message}`
}
