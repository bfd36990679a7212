/** The value under a JSON pointer (RFC 6901), or undefined when there is none. */
export function jsonValueAt(document: unknown, pointer: string): unknown {
  return stepsOf(pointer).reduce(childOf, document)
}

/** The names and positions that a pointer leads through. */
export function stepsOf(pointer: string): readonly string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function childOf(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(step) ? value[Number(step)] : undefined
  const isObject = typeof value === 'object' && value !== null
  return isObject && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined
}
