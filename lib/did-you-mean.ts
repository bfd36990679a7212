const LONGEST_WORD = 64

/** A shorter word is the beginning of too many. */
const SHORTEST_BEGINNING = 4

/** The candidate closest to a misspelt word, or the only one that it is the beginning of; undefined when none is close enough. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(word.length / 3))
  // A very long word is no typing mistake, and comparing it takes long.
  if (word.length > LONGEST_WORD) return undefined
  // Another number is no misspelt one.
  if (!/\p{L}/u.test(word)) return undefined
  const close = candidates
    .map(candidate => ({ candidate, distance: editDistance(fold(word), fold(candidate)) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)[0]?.candidate
  if (close !== undefined || word.length < SHORTEST_BEGINNING) return close
  const begun = candidates.filter(candidate => fold(candidate).startsWith(fold(word)))
  return begun.length === 1 ? begun[0] : undefined
}

/** `errorQuery`, `error-query` and `error_query` are variants of one word. */
function fold(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '')
}

/** Levenshtein's distance with swapped neighbours as one step (Damerau), two rows at a time. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(substitution, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
