/**
 * A pure function of a text that keeps the results of the texts it saw last, at most `most` of them, for of one text many
 * things are asked in a row. A text longer than `longest` characters is rare and its result large: it is not kept.
 */
export function keepLastResults<T>(of: (text: string) => T, most: number, longest: number): (text: string) => T {
  const kept = new Map<string, { readonly result: T }>()
  return text => {
    const known = kept.get(text)
    if (known !== undefined) return known.result
    const result = of(text)
    if (text.length > longest) return result
    const [oldest] = kept.keys()
    if (kept.size >= most && oldest !== undefined) kept.delete(oldest)
    kept.set(text, { result })
    return result
  }
}
