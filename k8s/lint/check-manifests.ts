import { type Diagnostic, diagnosticAt } from '../../lib/diagnostic/diagnostic.ts'
import { placesOf } from '../../lib/json/places.ts'
import { nameOfObject } from '../../lib/kubernetes/object.ts'
import { lintDocument, sentenceOf } from '../../lib/lint/lint.ts'
import type { Manifest } from '../render/manifest.ts'
import { type FieldTables, strictFindings } from '../validate/strict.ts'
import { POLICIES } from './policies.ts'

/** Everything that is wrong with the manifests of both sets, each at its place in the file that a person reads. */
export function checkManifests(manifests: readonly Manifest[], tables: FieldTables): readonly Diagnostic[] {
  const world = { manifests }
  return manifests.flatMap(manifest => {
    const { file, object } = manifest
    const name = nameOfObject(object)
    const strict = strictFindings(object, tables)
    const place = strict.length === 0 ? undefined : placesOf(file)
    return [
      ...strict.map(finding =>
        diagnosticAt(file, place?.(finding.path) ?? [0, 1], {
          severity: 'error',
          code: finding.code,
          message: sentenceOf(name, finding),
          help: finding.help,
        }),
      ),
      ...lintDocument({ file, name, document: manifest }, POLICIES, world),
    ]
  })
}
