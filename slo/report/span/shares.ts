/** A part of the bad events, by what they have in common. */
export interface Share<Key> {
  readonly of: Key
  readonly bad: number
}

/** Shares with equal keys as one, the largest first; `undefined` is what is not known. */
export function together<Key>(shares: readonly Share<Key>[]): readonly Share<Key>[] {
  const sums = new Map<string, { of: Key; bad: number }>()
  for (const { of, bad } of shares) {
    const key = JSON.stringify(of) ?? ''
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { of, bad })
    else sum.bad += bad
  }
  return [...sums.values()].filter(({ bad }) => bad > 0).sort((a, b) => b.bad - a.bad)
}

/** Shares of another total, in the same proportions; all of it is not known where there are none. */
export function scaledTo<Key>(bad: number, shares: readonly Share<Key>[]): readonly Share<Key | undefined>[] {
  const sum = shares.reduce((total, share) => total + share.bad, 0)
  if (sum <= 0) return [{ of: undefined, bad }]
  return shares.map(({ of, bad: part }) => ({ of, bad: (part * bad) / sum }))
}
