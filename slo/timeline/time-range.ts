/** A span of time in Unix seconds, and how often samples are taken, or rules evaluated, from its start to its end. */
export interface TimeRange {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly stepSeconds: number
}

/** The moments of a range, in Unix seconds. */
export function* momentsOf({ startSeconds, endSeconds, stepSeconds }: TimeRange): Iterable<number> {
  for (let moment = startSeconds; moment <= endSeconds; moment += stepSeconds) yield moment
}
