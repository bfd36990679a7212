import { type Diagnostic, diagnosticAt, type SourceFile } from '../diagnostic/diagnostic.ts'
import { placesOf } from '../json/places.ts'
import type { Finding } from './finding.ts'
import type { Rule } from './rule.ts'

/** A document that rules are held against, with the file it was read from; JSON and YAML keep their places alike. */
interface Linted<Document> {
  readonly file: SourceFile
  /** The document as a person knows it: `board “Home”`, `Deployment "web"`. */
  readonly name: string
  readonly document: Document
}

/** Every finding of every rule in one document, as diagnostics at their places in its file. */
export function lintDocument<Document, World>(
  { file, name, document }: Linted<Document>,
  rules: readonly Rule<Document, World>[],
  world: World,
): readonly Diagnostic[] {
  const findings = rules.flatMap(rule => rule.check(document, world).map(finding => ({ rule, finding })))
  // Finding places means parsing the file once more, so it is left until there is something to place.
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
