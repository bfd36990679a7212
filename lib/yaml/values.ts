import { isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml'
import { type Duration, parseDuration } from '../duration.ts'
import type { YamlComplaints } from './complaints.ts'
import { isEmptyNode, type ResolveNode, type YamlKeys } from './keys.ts'
import { type Meant, meantBoolean, meantDuration, meantNumber, meantText } from './meant.ts'

/** Single values under a key; one of another type is reported, and undefined like one that is not there. */
export interface YamlValues {
  string(map: YAMLMap, key: string): string | undefined
  /** A single value as the text it was written as: text, a number, true or false. */
  scalar(map: YAMLMap, key: string): string | undefined
  number(map: YAMLMap, key: string): number | undefined
  boolean(map: YAMLMap, key: string): boolean | undefined
  duration(map: YAMLMap, key: string): Duration | undefined
  map(map: YAMLMap, key: string): YAMLMap | undefined
  /** The value under `key` as plain data, for values that are passed on unread. */
  plain(map: YAMLMap, key: string): unknown
}

/** Says that a value is of another type than was wanted, unless there is none. */
export type WrongType = (map: YAMLMap, key: string, wanted: string, meant?: Meant) => undefined

/** The complaint about types. */
export function wrongTypeOf({ node, keyNode }: YamlKeys, { report }: YamlComplaints): WrongType {
  return (map, key, wanted, meant) => {
    const value = node(map, key)
    if (isEmptyNode(value)) return undefined
    const help = isScalar(value) && meant !== undefined ? meant(writtenAs(value)) : templateHelp(value)
    report('wrong-type', `"${key}" must be ${wanted}, not ${describeNode(value)}`, value ?? keyNode(map, key), help)
    return undefined
  }
}

/** YAML reads `{{ … }}` without quotes as a mapping of which the key is one. */
function templateHelp(value: Node | undefined): string | undefined {
  const isTemplate = isMap(value) && value.flow === true && isMap(value.items[0]?.key)
  return isTemplate
    ? 'A text that begins with {{ needs quotes; nothing fills in the templates of Helm here.'
    : undefined
}

/** Reads single values. */
export function valuesIn({ node }: YamlKeys, wrongType: WrongType, resolve: ResolveNode): YamlValues {
  const scalar = (map: YAMLMap, key: string): unknown => {
    const value = node(map, key)
    return isScalar(value) ? value.value : undefined
  }
  return {
    string(map, key) {
      const value = scalar(map, key)
      return typeof value === 'string' ? value : wrongType(map, key, 'text', meantText)
    },
    scalar(map, key) {
      const value = node(map, key)
      if (isScalar(value) && value.value !== null) return value.source ?? String(value.value)
      return wrongType(map, key, 'text, a number, true or false')
    },
    number(map, key) {
      const value = scalar(map, key)
      return typeof value === 'number' && Number.isFinite(value) ? value : wrongType(map, key, 'a number', meantNumber)
    },
    boolean(map, key) {
      const value = scalar(map, key)
      return typeof value === 'boolean' ? value : wrongType(map, key, 'true or false', meantBoolean)
    },
    duration(map, key) {
      const value = scalar(map, key)
      const parsed = typeof value === 'string' ? parseDuration(value) : undefined
      return parsed !== undefined && parsed > 0
        ? parsed
        : wrongType(map, key, 'a duration such as 5s, 250ms or 1h30m', meantDuration)
    },
    map(map, key) {
      const value = node(map, key)
      return isMap(value) ? value : wrongType(map, key, 'a mapping')
    },
    plain: (map, key) => plainValue(node(map, key), resolve),
  }
}

function plainValue(node: Node | undefined, resolve: ResolveNode): unknown {
  if (isScalar(node)) return node.value
  if (isSeq(node)) return node.items.map(item => plainValue(resolve(item), resolve))
  if (!isMap(node)) return undefined
  const entries = node.items.map(item => [
    isScalar(item.key) ? String(item.key.value) : '',
    plainValue(resolve(item.value), resolve),
  ])
  return Object.fromEntries(entries)
}

/** A node in words, for messages: `text "abc"`, `a list`, `nothing`. */
export function describeNode(node: Node | undefined): string {
  if (isMap(node)) return 'a mapping'
  if (isSeq(node)) return 'a list'
  if (!isScalar(node) || node.value === null) return 'nothing'
  if (typeof node.value === 'number' && !Number.isFinite(node.value)) return clip(writtenAs(node))
  return `${typeof node.value === 'string' ? 'text' : typeof node.value} ${clip(JSON.stringify(node.value))}`
}

/** A value as its file writes it; `.nan` has no other form. */
function writtenAs(node: Scalar): string {
  return node.source ?? String(node.value)
}

function clip(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
