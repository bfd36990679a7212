import { parse, stringify } from 'yaml'
import type { SourceFile } from '../diagnostic/diagnostic.ts'

/** A document as loose as JSON is: fixtures plant what no type would allow. */
// biome-ignore lint/suspicious/noExplicitAny: a fault is what the types forbid
export type Json = any

/** One fault in one document of a set in which every rule is kept: it must break its rule, and no other. */
export interface Fault {
  /** The path of the document that is spoiled. */
  readonly document: string
  readonly spoil: (json: Json) => void
  /** Other rules that such a fault cannot help breaking. */
  readonly also?: readonly string[]
}

/** The set with the fault planted, in the notation that its document is written in. Throws when there is no such document. */
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
