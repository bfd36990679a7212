/** The score of a test, and the bounds between which it is open. */
interface Standing {
  readonly score: number
  readonly acceptsAt: number
  readonly rejectsAt: number
}

/** How far a test has come, from -1 where it accepts to 1 where it rejects. */
export function standingOf({ score, acceptsAt, rejectsAt }: Standing): number {
  return score <= 0 ? -(score / acceptsAt) : score / rejectsAt
}

/** The same in words: `94 % to accept`. */
export function standingText(standing: Standing): string {
  const part = standingOf(standing)
  return `${Math.round(Math.abs(part) * 100)} % to ${part <= 0 ? 'accept' : 'reject'}`
}
