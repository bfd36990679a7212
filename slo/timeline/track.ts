import { type Duration, inSeconds } from '../../lib/duration.ts'

/** A series over time, in pieces that are straight lines or have no samples. */
export type Track = readonly Piece[]

interface Piece {
  readonly length: Duration
  /** Undefined where the series has no samples. */
  readonly line: Line | undefined
}

export interface Line {
  readonly start: number
  readonly perSecond: number
}

/**
 * The value of a track at a time after its start; undefined where it has no samples. At the end of a piece the value is
 * still that piece's: a sample shows what happened before it.
 */
export function valueAt(track: Track, elapsed: Duration): number | undefined {
  let begins = 0
  for (const { length, line } of track) {
    if (elapsed <= begins + length && elapsed >= begins) return line && valueOn(line, elapsed - begins)
    begins += length
  }
  return undefined
}

/** The value of a line at a number of milliseconds after its start. */
export function valueOn({ start, perSecond }: Line, elapsedMilliseconds: number): number {
  return start + perSecond * (elapsedMilliseconds / 1000)
}

/** What a line rises by over a length. */
export function riseOf({ perSecond }: Line, length: Duration): number {
  return perSecond * inSeconds(length)
}
