/** The path of a value in a JSON document. */
export type JsonPath = readonly (string | number)[]

/** The value at a path; undefined where there is none. */
export function at(json: unknown, ...path: JsonPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, String(key)) : undefined),
    json,
  )
}

/** The text at a path; empty where there is none. */
export function textAt(json: unknown, ...path: JsonPath): string {
  const value = at(json, ...path)
  return typeof value === 'string' ? value : ''
}

/** The number at a path; undefined where there is none. */
export function numberAt(json: unknown, ...path: JsonPath): number | undefined {
  const value = at(json, ...path)
  return typeof value === 'number' ? value : undefined
}

/** The list at a path; empty where there is none. */
export function listAt(json: unknown, ...path: JsonPath): readonly unknown[] {
  const value = at(json, ...path)
  return Array.isArray(value) ? value : []
}

/** Every text in a document, with its path. */
export function textsIn(json: unknown, path: JsonPath = []): readonly (readonly [text: string, path: JsonPath])[] {
  if (typeof json === 'string') return [[json, path]]
  if (Array.isArray(json)) return json.flatMap((item, index) => textsIn(item, [...path, index]))
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([key, value]) => textsIn(value, [...path, key]))
}
