/** How much is kept. */
export interface Kept {
  /** Results, of which the oldest makes way. */
  readonly most: number
  /** Characters of a text: a longer one is rare, and its result large. */
  readonly longest?: number
}

/** A pure function of a text that keeps the results of the texts it saw last, for of one text many things are asked in a row. */
export function keepLastResults<T>(of: (text: string) => T, { most, longest }: Kept): (text: string) => T {
  const kept = new Map<string, T>()
  return text => {
    if (kept.has(text)) return kept.get(text) as T
    const result = of(text)
    if (longest !== undefined && text.length > longest) return result
    const [oldest] = kept.keys()
    if (kept.size >= most && oldest !== undefined) kept.delete(oldest)
    kept.set(text, result)
    return result
  }
}
