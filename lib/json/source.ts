import { stepsOf } from './pointer.ts'

/** How many levels of objects and lists lie in each other at the deepest place of a JSON text. */
export function depthOf(json: string): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    if (character === '"') at = endOfText(json, at) - 1
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth)
    else if (character === '}' || character === ']') depth -= 1
  }
  return deepest
}

/**
 * The value under a JSON pointer as it is written in a text that `JSON.parse` takes, whose numbers it would round. Of a
 * name that stands twice in an object it is the last, as in `JSON.parse`; undefined when there is none.
 */
export function sourceAt(json: string, pointer: string): string | undefined {
  let start: number | undefined = skipBlanks(json, 0)
  for (const step of stepsOf(pointer)) {
    start = json[start] === '{' ? memberOf(json, start, step) : itemOf(json, start, step)
    if (start === undefined) return undefined
  }
  return json.slice(start, endOfValue(json, start))
}

function memberOf(json: string, object: number, step: string): number | undefined {
  let found: number | undefined
  for (let at = skipBlanks(json, object + 1); json[at] === '"'; ) {
    const end = endOfText(json, at)
    const value = skipBlanks(json, skipBlanks(json, end) + 1)
    if (JSON.parse(json.slice(at, end)) === step) found = value
    at = afterComma(json, endOfValue(json, value))
  }
  return found
}

function itemOf(json: string, list: number, step: string): number | undefined {
  if (json[list] !== '[' || !/^(0|[1-9]\d*)$/.test(step)) return undefined
  let at = skipBlanks(json, list + 1)
  for (let index = 0; at < json.length && json[at] !== ']'; index++) {
    if (index === Number(step)) return at
    at = afterComma(json, endOfValue(json, at))
  }
  return undefined
}

function endOfValue(json: string, start: number): number {
  const first = json[start]
  if (first === '"') return endOfText(json, start)
  if (first !== '{' && first !== '[') {
    let end = start
    while (end < json.length && !',]} \t\r\n'.includes(json[end] ?? '')) end++
    return end
  }
  let depth = 0
  for (let at = start; at < json.length; at++) {
    const character = json[at]
    if (character === '"') at = endOfText(json, at) - 1
    else if (character === '{' || character === '[') depth += 1
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1
  }
  return json.length
}

/** The end of a text, behind its closing quotation mark. */
function endOfText(json: string, start: number): number {
  let end = json.indexOf('"', start + 1)
  for (; end !== -1; end = json.indexOf('"', end + 1)) {
    let slashes = 0
    while (json[end - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return end + 1
  }
  return json.length
}

function afterComma(json: string, end: number): number {
  const at = skipBlanks(json, end)
  return json[at] === ',' ? skipBlanks(json, at + 1) : at
}

function skipBlanks(json: string, start: number): number {
  let at = start
  while (at < json.length && ' \t\r\n'.includes(json[at] ?? '')) at++
  return at
}
