import { type Diagnostic, diagnosticAt, type SourceFile } from '../diagnostic/diagnostic.ts'
import { placesOf } from '../json/places.ts'
import type { Finding } from './finding.ts'
import type { Rule } from './rule.ts'

/** A document that rules are held against, with the file it was read from; JSON and YAML keep their places alike. */
export interface Linted<Document> {
  readonly file: SourceFile
  /** The document as a person knows it: `board “Home”`, `Deployment "web"`. */
  readonly name: string
  readonly document: Document
}

/** Every finding of every rule in one document, as diagnostics at their places in its file. */
export function lintDocument<Document, World>(
  linted: Linted<Document>,
  rules: readonly Rule<Document, World>[],
  world: World,
): readonly Diagnostic[] {
  return diagnosticsOf(
    linted,
    rules.flatMap(({ code, check }) => check(linted.document, world).map(finding => ({ code, finding }))),
  )
}

/** Findings as diagnostics at their places; the file is read for places only when there are findings. */
export function diagnosticsOf(
  { file, name }: Omit<Linted<unknown>, 'document'>,
  findings: readonly { readonly code: string; readonly finding: Finding }[],
): readonly Diagnostic[] {
  if (findings.length === 0) return []
  const place = placesOf(file)
  return findings.map(({ code, finding }) =>
    diagnosticAt(file, place(finding.path), {
      severity: 'error',
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
