import { KNOWN_KINDS } from '../../k8s/validate/known-kinds.ts'
import { type FieldTables, modelsIn, type SchemaComplaint } from '../../k8s/validate/strict.ts'

interface Attribute {
  readonly baseName: string
  readonly type: string
}

/** Loads what is known of the fields of these kinds, by `apiVersion kind`; kinds that are not known are left out. */
export async function loadFieldTables(kinds: Iterable<string>): Promise<FieldTables> {
  const models = new Map<string, ReadonlyMap<string, string>>()
  const schemas = new Map<string, (object: unknown) => readonly SchemaComplaint[]>()
  for (const kind of new Set(kinds)) {
    const known = KNOWN_KINDS[kind]
    if (known === undefined) continue
    await loadModel(known.model, models)
    const { validate } = await import(`kubernetes-models/_schemas/${known.schema}`)
    schemas.set(kind, object => (validate(object) ? [] : validate.errors))
  }
  return { models, schemas }
}

/** A model and those of its fields. The packages' entry points would load all of some seven hundred. */
async function loadModel(name: string, models: Map<string, ReadonlyMap<string, string>>): Promise<void> {
  if (models.has(name)) return
  const file = await import(`@kubernetes/client-node/dist/gen/models/${name}.js`)
  const attributes: readonly Attribute[] = file[name].getAttributeTypeMap()
  models.set(name, new Map(attributes.map(({ baseName, type }) => [baseName, type])))
  for (const { type } of attributes) for (const inner of modelsIn(type)) await loadModel(inner, models)
}
