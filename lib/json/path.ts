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
  const texts: (readonly [string, JsonPath])[] = []
  const collect = (value: unknown, here: JsonPath): void => {
    if (typeof value === 'string') texts.push([value, here])
    else if (Array.isArray(value)) for (const [index, item] of value.entries()) collect(item, [...here, index])
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) if (isHolding(item)) collect(item, [...here, key])
    }
  }
  collect(json, path)
  return texts
}

/** Most values are numbers and flags: no path is made for them. */
function isHolding(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
}
