import { parseDocument } from 'yaml'
import {
  type Diagnostic,
  diagnosticAt,
  hasErrors,
  type Parsed,
  type SourceFile,
} from '../../lib/diagnostic/diagnostic.ts'
import { didYouMean } from '../../lib/did-you-mean.ts'
import type { JsonPath } from '../../lib/json/path.ts'
import { placesOf } from '../../lib/json/places.ts'
import { openYaml } from '../../lib/yaml/reader.ts'

/** What the references of a manifest stand for; undefined takes the key or the entry away in which it stands. */
export type Values = Readonly<Record<string, unknown>>

const WHOLE = /^\$\{([\w.]+)\}$/
const REFERENCE = /\$\{([\w.]+)\}/g

/**
 * Reads a manifest and puts values in the place of its references: `${name}` alone is the value with its type, inside a
 * text it is written into it. Undefined where the file has mistakes.
 */
export function fillManifest(file: SourceFile, values: Values): Parsed<unknown> {
  const { documents, diagnostics: mistakes, report } = openYaml(file)
  const [document, second] = documents
  if (second !== undefined) report('one-document', 'A manifest holds one object', second, 'Write a file for each.')
  if (document === undefined || hasErrors(mistakes)) return { value: undefined, diagnostics: mistakes }
  const diagnostics: Diagnostic[] = [...mistakes]
  const place = placesOf(file)
  const look = (name: string, path: JsonPath): unknown => {
    if (Object.hasOwn(values, name)) return values[name]
    const meant = didYouMean(name, Object.keys(values))
    const help = meant === undefined ? 'The values are in k8s/render/values.ts.' : `Did you mean "${meant}"?`
    const message = `Nothing is called ${name}`
    diagnostics.push(diagnosticAt(file, place(path), { severity: 'error', code: 'unknown-reference', message, help }))
    return name
  }
  return { value: filled(parseDocument(file.text).toJS(), [], look), diagnostics }
}

type Look = (name: string, path: JsonPath) => unknown

function filled(value: unknown, path: JsonPath, look: Look): unknown {
  if (typeof value === 'string') return filledText(value, path, look)
  if (Array.isArray(value)) {
    return value.map((item, index) => filled(item, [...path, index], look)).filter(item => item !== undefined)
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, entry]) => [key, filled(entry, [...path, key], look)] as const)
  return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined))
}

function filledText(text: string, path: JsonPath, look: Look): unknown {
  const [, name] = WHOLE.exec(text) ?? []
  if (name !== undefined) return look(name, path)
  return text.replace(REFERENCE, (_, inner: string) => String(look(inner, path)))
}
