/** How large a value may be. */
export interface Bounds {
  /** Characters of each text, and of each name. */
  readonly text: number
  /** Entries of each list and each object. */
  readonly entries: number
}

/** The same value with every text cut, with a mark at its end, and every list and object shortened to its bounds, at any depth. */
export function bounded<T>(value: T, bounds: Bounds): T {
  return boundedValue(value, bounds) as T
}

function boundedValue(value: unknown, bounds: Bounds): unknown {
  if (typeof value === 'string') return value.length > bounds.text ? `${value.slice(0, bounds.text - 1)}…` : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.slice(0, bounds.entries).map(entry => boundedValue(entry, bounds))
  const entries = Object.entries(value).slice(0, bounds.entries)
  return Object.fromEntries(entries.map(([name, entry]) => [name.slice(0, bounds.text), boundedValue(entry, bounds)]))
}
