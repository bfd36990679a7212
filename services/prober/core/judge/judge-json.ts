import { compareJsonNumbers, isJsonNumber } from '../../../../lib/decimal.ts'
import { parseJson } from '../../../../lib/json/parse.ts'
import { jsonValueAt } from '../../../../lib/json/pointer.ts'
import { depthOf, sourceAt } from '../../../../lib/json/source.ts'
import { matchesIn } from '../../../../lib/re2.ts'
import type { JsonExpectation } from '../../definition/model.ts'
import { shownText } from './shown-text.ts'

/** A longer body is not read as JSON, which would take too long, in characters. */
export const LONGEST_JSON = 1_048_576

/** Programs that read JSON stop at some level too; what lies deeper than this is no answer for people or programs. */
const DEEPEST_JSON = 1000

/** Longer values are cut in a sentence. */
const LONGEST_SHOWN = 100

/** A body that is JSON, or what is wrong with it, in a sentence. */
type JsonBody = { readonly text: string; readonly document: unknown } | { readonly problem: string }

/** What the first comparison that is not met found; undefined when all are. */
export function jsonMismatch(expectations: readonly JsonExpectation[], body: string): string | undefined {
  if (expectations.length === 0) return undefined
  const json = readJsonBody(body)
  if ('problem' in json) return json.problem
  for (const expectation of expectations) {
    const mismatch = valueMismatch(expectation, valueAt(json, expectation.pointer))
    if (mismatch !== undefined) return mismatch
  }
  return undefined
}

/** The value under a pointer of a body, as the text that stands for it in a request; undefined when there is none. */
export function jsonTextAt(body: string, pointer: string): string | undefined {
  const json = readJsonBody(body)
  const found = 'problem' in json ? undefined : valueAt(json, pointer)
  return found && textOf(found)
}

function readJsonBody(body: string): JsonBody {
  if (body.length > LONGEST_JSON)
    return { problem: `The body is longer than the ${LONGEST_JSON} characters of JSON that are read` }
  // A byte order mark is allowed to be ignored (RFC 8259 §8.1), and many servers send one.
  const text = body.startsWith('\ufeff') ? body.slice(1) : body
  if (text.trim() === '') return { problem: 'The body is not JSON: it is empty' }
  // Before it is parsed: every open level costs the parser memory.
  if (depthOf(text) > DEEPEST_JSON) return { problem: `The body is JSON nested deeper than ${DEEPEST_JSON} levels` }
  const document = parseJson(text)
  if (document === undefined)
    return { problem: `The body is not JSON: it begins with ${shownText(text.trimStart(), 40)}` }
  return { text, document }
}

/** A value, and how it is written: JavaScript's numbers are not exact. */
interface Found {
  readonly value: unknown
  readonly source: () => string
}

function valueAt(
  { text, document }: { readonly text: string; readonly document: unknown },
  pointer: string,
): Found | undefined {
  const value = jsonValueAt(document, pointer)
  if (value === undefined) return undefined
  return { value, source: () => (typeof value === 'number' ? sourceAt(text, pointer) : JSON.stringify(value)) ?? '' }
}

function textOf({ value, source }: Found): string {
  return typeof value === 'string' ? value : source()
}

function valueMismatch(expectation: JsonExpectation, found: Found | undefined): string | undefined {
  const { pointer, equals, isLiteral = false, matches, atLeast, atMost } = expectation
  if (found === undefined) return `There is nothing at ${pointer || 'the root'} of the body`
  const is = () => `${pointer || 'The body'} is ${shownFound(found)}`
  if (equals !== undefined && !isEqual(equals, isLiteral, found))
    return `${is()}; ${isLiteral || equals === 'null' ? equals : shownText(equals, LONGEST_SHOWN)} is expected`
  if (matches !== undefined && !matchesIn(matches, textOf(found))) return `${is()}; /${matches}/ is expected`
  if (atLeast === undefined && atMost === undefined) return undefined
  if (typeof found.value !== 'number') return `${is()}: a number is expected`
  if (atLeast !== undefined && compareJsonNumbers(found.source(), String(atLeast)) < 0)
    return `${is()}; at least ${atLeast} is expected`
  if (atMost !== undefined && compareJsonNumbers(found.source(), String(atMost)) > 0)
    return `${is()}; at most ${atMost} is expected`
  return undefined
}

function isEqual(text: string, isLiteral: boolean, { value, source }: Found): boolean {
  if (typeof value === 'number') return isJsonNumber(text) && compareJsonNumbers(text, source()) === 0
  if (typeof value === 'boolean' || value === null) return text === source()
  if (isLiteral) return false
  if (typeof value === 'string') return text === 'null' ? false : text === value || parseJson(text) === value
  return JSON.stringify(parseJson(text)) === source()
}

function shownFound({ value, source }: Found): string {
  if (typeof value === 'string') return shownText(value, LONGEST_SHOWN)
  const text = source()
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}
