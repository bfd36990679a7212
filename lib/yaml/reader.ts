import { isMap, type YAMLMap } from 'yaml'
import type { Diagnostic, SourceFile } from '../diagnostic/diagnostic.ts'
import { collectionsIn, type YamlCollections } from './collections.ts'
import { complaintsAbout, type YamlComplaints } from './complaints.ts'
import { composeYaml } from './documents.ts'
import { keysIn, STRICT_STYLE, type YamlKeys, type YamlStyle } from './keys.ts'
import { valuesIn, wrongTypeOf, type YamlValues } from './values.ts'

/** A mapping of the file; what the read functions take. */
export type YamlMap = YAMLMap

/** Typed reading of a YAML file: every complaint is collected with its place, nothing throws. */
export interface YamlReader extends YamlKeys, YamlComplaints, YamlValues, YamlCollections {
  /** The top-level mapping of each document in the file; an empty file has none. */
  readonly documents: readonly YamlMap[]
  readonly diagnostics: Diagnostic[]
}

/** Opens a YAML text for reading; syntax errors are in `diagnostics` from the start. */
export function openYaml(file: SourceFile, style: YamlStyle = STRICT_STYLE): YamlReader {
  const { roots, diagnostics, resolve } = composeYaml(file)
  const keys = keysIn(style, resolve)
  const complaints = complaintsAbout(file, diagnostics, keys, style)
  const wrongType = wrongTypeOf(keys, complaints)
  const documents = roots.flatMap(root => {
    if (isMap(root)) return [root]
    const help = 'Start it with a key and its value, such as `name: value`.'
    complaints.report('wrong-type', 'The document must be a mapping', root, help)
    return []
  })
  const values = valuesIn(keys, wrongType, resolve)
  return {
    documents,
    diagnostics,
    ...keys,
    ...complaints,
    ...values,
    ...collectionsIn(keys, complaints, wrongType, resolve),
  }
}
