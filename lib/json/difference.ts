import { at, type JsonPath } from './path.ts'

/** Longer values are cut in a sentence. */
const LONGEST_SHOWN = 60

/**
 * The first place at which a document differs from the wanted one, in a sentence; undefined when they are equal.
 * The order of keys is no difference, nor is null where the other has nothing.
 */
export function firstDifference(wanted: unknown, found: unknown, path: JsonPath = []): string | undefined {
  if (isNothing(wanted) && isNothing(found)) return undefined
  if (isContainer(wanted) && isContainer(found) && Array.isArray(wanted) === Array.isArray(found)) {
    for (const key of keysOf(wanted, found)) {
      const difference = firstDifference(at(wanted, key), at(found, key), [...path, key])
      if (difference !== undefined) return difference
    }
    return undefined
  }
  return Object.is(wanted, found) ? undefined : `${placeOf(path)} is ${shown(found)}, and should be ${shown(wanted)}`
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** The keys of both, those of the wanted document first and in its order. */
function keysOf(wanted: object, found: object): readonly (string | number)[] {
  if (Array.isArray(wanted) && Array.isArray(found)) return [...Array(Math.max(wanted.length, found.length)).keys()]
  return [...new Set([...Object.keys(wanted), ...Object.keys(found)])]
}

/** A path as text: `panels[3].title`. */
function placeOf(path: JsonPath): string {
  const text = path.map(key => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
  return text.replace(/^\./, '') || 'the whole'
}

function shown(value: unknown): string {
  if (isNothing(value)) return 'not there'
  const text = JSON.stringify(value)
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text
}
