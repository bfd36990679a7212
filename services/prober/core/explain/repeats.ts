import { inMinutes, milliseconds, minutes } from '../../../../lib/duration.ts'

/** What kind of line it is, and what it is about. */
interface LogEvent {
  readonly kind: string
  readonly subject: string
}

/** Lines of one kind that were not written. */
export interface OmittedLines {
  readonly kind: string
  readonly count: number
  /** What they were about, the first few. */
  readonly subjects: readonly string[]
}

/** Decides which lines of a log are written at once, and counts the others: under overload each sample would be a line. */
export interface Repeats {
  /** Whether a line is written: the first of its kind about something in each interval, while there is room for it. */
  isWritten(event: LogEvent, nowWall: number): boolean
  /** What was left out, once an interval is over; nothing before. */
  drain(nowWall: number): readonly OmittedLines[]
  /** The same, at once. */
  drainAll(): readonly OmittedLines[]
}

export const INTERVAL = minutes(1)
/** Lines of one kind in an interval. */
const MOST_OF_A_KIND = 100
/** Of samples that the thread's state made invalid, and no fault of its own, the first few show what it is. */
const MOST_INVALID = 5
const STATES = /^sample invalid: (?!self_error)/
/** Lines at once, and lines a minute in the long run, of all kinds. */
const BURST = 200
const A_MINUTE = 30
const SUBJECTS_SHOWN = 10

interface Kind {
  readonly written: Set<string>
  readonly omitted: Set<string>
  count: number
}

/** Nothing has been written yet. */
export function createRepeats(nowWall: number): Repeats {
  let kinds = new Map<string, Kind>()
  let since = nowWall
  let room = BURST
  let filledAt = nowWall

  const drainAll = (): readonly OmittedLines[] => {
    const omitted = [...kinds].filter(([, { count }]) => count > 0)
    kinds = new Map()
    return omitted.map(([kind, { count, omitted: about }]) => ({ kind, count, subjects: [...about] }))
  }
  return {
    isWritten({ kind, subject }, now) {
      const known = kinds.get(kind) ?? { written: new Set(), omitted: new Set(), count: 0 }
      kinds.set(kind, known)
      // A clock that was set back fills nothing.
      room = Math.min(BURST, room + Math.max(0, inMinutes(milliseconds(now - filledAt))) * A_MINUTE)
      filledAt = now
      if (!known.written.has(subject) && known.written.size < mostOf(kind) && room >= 1) {
        known.written.add(subject)
        room -= 1
        return true
      }
      known.count += 1
      if (known.omitted.size < SUBJECTS_SHOWN) known.omitted.add(subject)
      return false
    },
    drain(now) {
      if (Math.abs(now - since) < INTERVAL) return []
      since = now
      return drainAll()
    },
    drainAll,
  }
}

function mostOf(kind: string): number {
  return STATES.test(kind) ? MOST_INVALID : MOST_OF_A_KIND
}
