import { didYouMean } from '../did-you-mean.ts'
import type { Duration } from '../duration.ts'
import type { YamlMap, YamlReader } from './reader.ts'

/** What the value of a field is read as. */
interface FieldValues {
  text: string
  /** Text, a number, true or false, as the text it was written as. */
  scalar: string
  number: number
  boolean: boolean
  duration: Duration
  /** One text or a list of them. */
  texts: readonly string[]
  /** Text to text. */
  strings: Readonly<Record<string, string>>
  /** A mapping with `fields`. */
  map: YamlMap
  /** A list of mappings with `fields`. */
  maps: readonly YamlMap[]
  /** A mapping whose keys are among `choices` and whose values have `fields`. */
  entries: readonly (readonly [name: string, value: YamlMap])[]
}

/** One key of a mapping in a definition file, as the source of the reader, the editor's schema and the reference. */
export interface Field {
  readonly kind: keyof FieldValues
  readonly doc: string
  readonly isRequired?: true
  /** The only texts allowed: of a text, of each of several texts, or of the keys of entries. */
  readonly choices?: readonly string[]
  /** Bounds of a number, inclusive. */
  readonly atLeast?: number
  readonly atMost?: number
  /** Whether a number must have no fraction. */
  readonly isWhole?: true
  readonly fields?: Fields
}

export type Fields = Readonly<Record<string, Field>>

/** The values of the fields that are there and can be read. */
export type FieldReading<F extends Fields> = { readonly [Key in keyof F]?: FieldValues[F[Key]['kind']] | undefined }

/**
 * Reads a mapping by its table of fields: unknown keys, missing keys, wrong types and values out of range are reported.
 */
export function readFields<F extends Fields>(yaml: YamlReader, map: YamlMap, fields: F): FieldReading<F> {
  yaml.onlyKeys(map, Object.keys(fields))
  const values = Object.entries(fields).map(([key, field]) => {
    if (field.isRequired) yaml.require(map, key, field.doc)
    return [key, yaml.keyNode(map, key) === undefined ? undefined : read(yaml, map, key, field)]
  })
  return Object.fromEntries(values)
}

function read(yaml: YamlReader, map: YamlMap, key: string, field: Field): unknown {
  const value = READERS[field.kind](yaml, map, key)
  const names = namesIn(value)
  const { choices, atLeast = -Infinity, atMost = Infinity, isWhole = false } = field
  if (choices !== undefined) {
    const strangers = names.filter(name => !choices.includes(name))
    for (const name of strangers) {
      const meant = didYouMean(name, choices)
      const help = meant === undefined ? `Known: ${choices.join(', ')}.` : `Did you mean "${meant}"?`
      yaml.report('unknown-choice', `Cannot use "${name}" as ${key}`, placeOf(yaml, map, key, name), help)
    }
    // The fields beside an unknown one are still read, so that their mistakes are reported too.
    if (field.kind === 'entries') return entriesOf(value).filter(([name]) => choices.includes(name))
    if (strangers.length > 0) return undefined
  }
  if (
    typeof value === 'number' &&
    field.kind === 'number' &&
    !(value >= atLeast && value <= atMost && (!isWhole || Number.isInteger(value)))
  ) {
    const range = atMost === Infinity ? `at least ${atLeast}` : `from ${atLeast} to ${atMost}`
    yaml.report(
      'out-of-range',
      `Cannot use ${value} as ${key}`,
      yaml.node(map, key),
      `It must be ${isWhole ? 'a whole number ' : ''}${range}.`,
    )
    return undefined
  }
  return value
}

function placeOf(yaml: YamlReader, map: YamlMap, key: string, name: string) {
  const inner = yaml.node(map, key)
  const isMapping = inner !== undefined && 'items' in inner && 'has' in inner && inner.has(name)
  return isMapping ? yaml.keyNode(inner as YamlMap, name) : yaml.itemNode(map, key, name)
}

function entriesOf(value: unknown): readonly (readonly [name: string, value: YamlMap])[] {
  return Array.isArray(value) ? value : []
}

/** The names that `choices` is about. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return []
  return value.map(entry => (Array.isArray(entry) ? String(entry[0]) : String(entry)))
}

type Reader = (yaml: YamlReader, map: YamlMap, key: string) => unknown

const READERS: Readonly<Record<keyof FieldValues, Reader>> = {
  text: (yaml, map, key) => yaml.string(map, key),
  scalar: (yaml, map, key) => yaml.scalar(map, key),
  number: (yaml, map, key) => yaml.number(map, key),
  boolean: (yaml, map, key) => yaml.boolean(map, key),
  duration: (yaml, map, key) => yaml.duration(map, key),
  texts: (yaml, map, key) => yaml.texts(map, key),
  strings: (yaml, map, key) => yaml.strings(map, key),
  map: (yaml, map, key) => yaml.map(map, key),
  maps: (yaml, map, key) => yaml.maps(map, key),
  entries: (yaml, map, key) => yaml.entries(map, key),
}
