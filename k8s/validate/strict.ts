import { didYouMean } from '../../lib/did-you-mean.ts'
import type { JsonPath } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import type { Finding } from '../../lib/lint/finding.ts'
import { CUSTOM_KINDS, CUSTOM_MODELS } from './custom-kinds.ts'
import { KNOWN_KINDS } from './known-kinds.ts'
import { sizeFindings } from './size.ts'

/** What a schema says against an object, as Ajv writes it. */
export interface SchemaComplaint {
  readonly instancePath: string
  readonly keyword: string
  readonly params: { readonly missingProperty?: string; readonly allowedValues?: readonly unknown[] }
}

/** What is known of fields: of one package their names and types, of the other what is required and which values there are. */
export interface FieldTables {
  /** The type of each field, by the name of its model. */
  readonly models: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly schemas: ReadonlyMap<string, (object: unknown) => readonly SchemaComplaint[]>
}

/** A finding and the code under which it is reported. */
export interface CodedFinding extends Finding {
  readonly code: 'unknown-kind' | 'unknown-field' | 'wrong-field-type' | 'missing-field' | 'unknown-value' | 'too-large'
}

/** Everything that an API server would refuse in an object, and what it would drop without a word. */
export function strictFindings(object: KubernetesObject, tables: FieldTables): readonly CodedFinding[] {
  const kind = kindOf(object)
  const model = KNOWN_KINDS[kind]?.model ?? CUSTOM_KINDS[kind]
  if (model === undefined) {
    const help = 'Add it to k8s/validate/known-kinds.ts, or correct apiVersion and kind.'
    return [{ code: 'unknown-kind', path: ['kind'], message: `${kind} is not among the kinds that are checked`, help }]
  }
  const walked = walk(object, model, [], tables)
  const wrong = walked.map(({ path }) => path.join('/'))
  const said = (tables.schemas.get(kind)?.(object) ?? []).flatMap(complaint => schemaFinding(object, complaint))
  // Of a value with another type the schema says only that again.
  return [...walked, ...said.filter(({ path }) => !wrong.includes(path.join('/'))), ...sizeFindings(object)]
}

/** What is wrong with a value of one of our own models. */
export function modelFindings(value: unknown, model: string): readonly CodedFinding[] {
  return walk(value, model, [], { models: new Map(), schemas: new Map() })
}

/** `apps/v1 Deployment`. */
export function kindOf({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): string {
  return `${apiVersion} ${kind}`
}

const ARRAY = /^Array<(.+)>$/
const MAPPING = /^\{ \[key: string\]: (.+); \}$/
const PRIMITIVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: value => typeof value === 'string',
  // No kind that is rendered has a field with a fraction; an API server refuses 2.5 where it reads a whole number.
  number: value => Number.isInteger(value),
  boolean: value => typeof value === 'boolean',
  Date: value => typeof value === 'string',
  IntOrString: value => typeof value === 'string' || Number.isInteger(value),
  any: () => true,
  object: value => typeof value === 'object',
}

/** The models that a type names. */
export function modelsIn(type: string): readonly string[] {
  const inner = ARRAY.exec(type)?.[1] ?? MAPPING.exec(type)?.[1]
  if (inner !== undefined) return modelsIn(inner)
  return PRIMITIVES[type] === undefined ? [type] : []
}

function walk(value: unknown, type: string, path: JsonPath, tables: FieldTables): readonly CodedFinding[] {
  const items = ARRAY.exec(type)?.[1]
  if (items !== undefined) {
    if (!Array.isArray(value)) return [wrongType(path, 'a list', value)]
    return value.flatMap((item, index) => walk(item, items, [...path, index], tables))
  }
  const entries = MAPPING.exec(type)?.[1]
  if (entries !== undefined) {
    if (!isMapping(value)) return [wrongType(path, 'a mapping', value)]
    return Object.entries(value).flatMap(([key, entry]) => walk(entry, entries, [...path, key], tables))
  }
  const isGood = PRIMITIVES[type]
  if (isGood !== undefined) return isGood(value) ? [] : [wrongType(path, WORDS[type] ?? type, value)]
  return walkModel(value, type, path, tables)
}

function walkModel(value: unknown, model: string, path: JsonPath, tables: FieldTables): readonly CodedFinding[] {
  const fields = tables.models.get(model) ?? CUSTOM_MODELS.get(model)
  if (fields === undefined) throw new TypeError(`Nothing is known of the model ${model}`)
  if (!isMapping(value)) return [wrongType(path, 'a mapping', value)]
  return Object.entries(value).flatMap(([key, entry]) => {
    const type = fields.get(key)
    if (type !== undefined) return walk(entry, type, [...path, key], tables)
    const meant = didYouMean(key, [...fields.keys()])
    const help = meant === undefined ? `Known: ${[...fields.keys()].sort().join(', ')}.` : `Did you mean "${meant}"?`
    return [{ code: 'unknown-field' as const, path: [...path, key], message: `there is no field "${key}" here`, help }]
  })
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a whole number',
  boolean: 'true or false',
  IntOrString: 'text or a whole number',
}

function wrongType(path: JsonPath, wanted: string, value: unknown): CodedFinding {
  const message = `${String(path.at(-1))} must be ${wanted}, not ${JSON.stringify(value) ?? 'nothing'}`
  return { code: 'wrong-field-type', path, message, help: 'Check its indentation and quotation marks.' }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function schemaFinding(object: unknown, { instancePath, keyword, params }: SchemaComplaint): readonly CodedFinding[] {
  const path = pathOf(object, instancePath)
  if (keyword === 'required') {
    const help = 'Kubernetes refuses the object without it.'
    return [{ code: 'missing-field', path, message: `"${params.missingProperty}" is missing`, help }]
  }
  if (keyword !== 'enum') return []
  const help = `It must be one of ${(params.allowedValues ?? []).join(', ')}.`
  return [{ code: 'unknown-value', path, message: `${String(path.at(-1))} has a value that there is not`, help }]
}

/** A JSON pointer as a path; numbers are indices where a list stands. */
function pathOf(object: unknown, pointer: string): JsonPath {
  const path: (string | number)[] = []
  let value = object
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    const key = Array.isArray(value) ? Number(name) : name
    path.push(key)
    value = typeof value === 'object' && value !== null ? Reflect.get(value, String(key)) : undefined
  }
  return path
}
