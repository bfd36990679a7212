import { parse, stringify } from 'yaml'
import type { SourceFile } from '../diagnostic/diagnostic.ts'

/** A document without types, because fixtures plant faults that types would forbid. */
// biome-ignore lint/suspicious/noExplicitAny: a fault is what the types forbid
export type Json = any

/** One fault in one document of a set without findings: it must break its rule, and no other. */
export interface Fault {
  /** The path of the document to change. */
  readonly document: string
  readonly spoil: (json: Json) => void
  /** Other rules that such a fault necessarily breaks. */
  readonly also?: readonly string[]
}

/**
 * The set with the fault planted, in the notation that its document is written in. Throws when there is no such
 * document.
 */
export function withFault(files: readonly SourceFile[], { document, spoil }: Fault): readonly SourceFile[] {
  if (!files.some(({ path }) => path === document)) throw new Error(`there is no document ${document} to spoil`)
  return files.map(file => {
    if (file.path !== document) return file
    const isYaml = /\.ya?ml$/.test(file.path)
    const json: Json = isYaml ? parse(file.text) : JSON.parse(file.text)
    spoil(json)
    return { ...file, text: isYaml ? stringify(json) : JSON.stringify(json, null, 2) }
  })
}
