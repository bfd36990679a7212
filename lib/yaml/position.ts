import { isScalar, type Node } from 'yaml'

/**
 * Finds places inside a YAML scalar's value in the file it was written in. Between the two stand quotes, escapes,
 * indentation and folded lines, but every character that is no white space keeps its order, so walking both texts side
 * by side finds it in every style of scalar. A later place is walked to from the one before: a long text may have
 * thousands of mistakes.
 */
export function offsetsInScalar(source: string, node: Node): (valueOffset: number) => number {
  const { range } = node
  if (!isScalar(node) || typeof node.value !== 'string' || !range) return () => range?.[0] ?? 0
  const { value } = node
  const [start, end] = range
  const isDouble = source[start] === '"'
  const isSingle = source[start] === "'"
  const beginning = { index: 0, at: isDouble || isSingle ? start + 1 : contentStart(source, start) }
  let walked = beginning
  return valueOffset => {
    let { index, at } = walked.index <= valueOffset ? walked : beginning
    for (; index < Math.min(valueOffset, value.length); index++) {
      if (isSpace(value[index])) continue
      at = skipSpace(source, at, end, isDouble) + written(source, at, end, isDouble, isSingle)
    }
    walked = { index, at }
    const found = skipSpace(source, at, end, isDouble)
    return isSpace(value[valueOffset]) ? Math.min(at, end) : Math.min(found, end)
  }
}

/** Past the header of a block scalar (`|`, `>-`, …), or the start of a plain one. */
function contentStart(source: string, start: number): number {
  if (source[start] !== '|' && source[start] !== '>') return start
  const lineEnd = source.indexOf('\n', start)
  return lineEnd === -1 ? start : lineEnd + 1
}

/** How many characters of source the next character of the value takes. */
function written(source: string, from: number, end: number, isDouble: boolean, isSingle: boolean): number {
  const at = skipSpace(source, from, end, isDouble)
  if (isDouble && source[at] === '\\') return escapeLength(source[at + 1])
  return isSingle && source[at] === "'" && source[at + 1] === "'" ? 2 : 1
}

/** The length of a double-quoted escape: `\x41`, `\u0041`, `\U00000041`, and two for all others. */
function escapeLength(letter: string | undefined): number {
  return letter === 'x' ? 4 : letter === 'u' ? 6 : letter === 'U' ? 10 : 2
}

/** White space of the source; in double quotes also the escapes that stand for it. */
function skipSpace(source: string, from: number, end: number, isDouble: boolean): number {
  let at = from
  while (at < end) {
    if (isSpace(source[at])) at += 1
    else if (isDouble && source[at] === '\\' && /[nrtN_ \n\r]/.test(source[at + 1] ?? '')) at += 2
    else break
  }
  return at
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character)
}
