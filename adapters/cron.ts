import { createRequire } from 'node:module'
import type * as croner from 'croner'
import type * as nodeCron from 'node-cron'
import { describeError } from '../lib/describe-error.ts'
import { type Duration, days, milliseconds } from '../lib/duration.ts'
import { lastOffsetChange, nextOffsetChange, offsetAt } from './time-zone.ts'

const require = createRequire(import.meta.url)

/** Loaded with the first expression: most definitions have none, and each thread would pay for it. */
function cron(): typeof nodeCron {
  return require('node-cron')
}

/** What is wrong with a cron expression in words; undefined when it is good. */
export function cronMistake(expression: string): string | undefined {
  const { valid, errors } = cron().validateDetailed(expression)
  if (!valid) return errors.map(({ message }) => message).join('; ')
  try {
    patternOf(expression)
    return undefined
  } catch (error) {
    return describeError(error)
  }
}

const patterns = new Map<string, croner.Cron>()

/**
 * An expression whose slots can be asked for from any moment on; node-cron, which runs jobs, knows only those after now. It
 * knows no time zone: its moments are local ones, as if the zone had no changes, so that summer time is decided here alone.
 */
function patternOf(expression: string): croner.Cron {
  const known = patterns.get(expression)
  if (known !== undefined) return known
  const { Cron }: typeof croner = require('croner')
  const pattern = new Cron(shortNames(expression), { paused: true, utcOffset: 0, domAndDow: true })
  patterns.set(expression, pattern)
  return pattern
}

/** node-cron takes names of months and days in full too. */
function shortNames(expression: string): string {
  if (expression.startsWith('@')) return expression
  return expression.replace(/[a-z]{4,}/gi, name => name.slice(0, 3))
}

/**
 * The first slot after a moment, in milliseconds since 1970; fields are in the process' time zone. An hour that summer time
 * leaves out has no slots, and one that comes twice has them twice.
 */
export function nextCron(expression: string, after: number): number {
  for (let from = Math.floor(after); ; ) {
    const offset = offsetAt(from + 1)
    const local = patternOf(expression).nextRun(new Date(from + offset))
    if (local === null) return Number.POSITIVE_INFINITY
    const slot = local.getTime() - offset
    const change = nextOffsetChange(from + 1, slot)
    if (change === undefined) return slot
    from = change - 1
  }
}

/** Of slots that have passed, so many at most: only their number is wanted. */
const MOST_PASSED = 1000

/** The slots after one time, up to and with another, of many the last thousand; milliseconds since 1970. */
export function cronBetween(expression: string, after: number, until: number): readonly number[] {
  return passedSlots(expression, after, until, MOST_PASSED)
}

/** The last slot after one time, up to and with another; undefined when there is none. */
export function lastCron(expression: string, after: number, until: number): number | undefined {
  return passedSlots(expression, after, until, 1)[0]
}

/** Looks for slots backwards, from one change of the zone's offset to the one before; gives them in their order. */
function passedSlots(expression: string, after: number, until: number, most: number): readonly number[] {
  const pattern = patternOf(expression)
  const slots: number[] = []
  for (let to = Math.floor(until); to > after; ) {
    const offset = offsetAt(to)
    const from = lastOffsetChange(Math.floor(after) + 1, to) ?? Math.floor(after) + 1
    for (let before = to + 1; slots.length < most; ) {
      const [local] = pattern.previousRuns(1, new Date(before + offset))
      if (local === undefined || local.getTime() - offset < from) break
      before = local.getTime() - offset
      slots.push(before)
    }
    if (slots.length === most) break
    to = from - 1
  }
  return slots.reverse()
}

/** Where the least interval is searched: from the first moment of a leap year, so that the same file always has the same. */
const REFERENCE = Date.UTC(2024, 0, 1) - 1
const SLOTS_LOOKED_AT = 120

/** The least distance of two slots, as far as the first hundred and twenty of a year show. */
export function cronInterval(expression: string): Duration {
  return milliseconds(Math.min(...distances(expression)))
}

function distances(expression: string): readonly number[] {
  const runs = patternOf(expression).nextRuns(SLOTS_LOOKED_AT, new Date(REFERENCE))
  return runs.slice(1).map((run, index) => run.getTime() - (runs[index]?.getTime() ?? 0))
}

/** Gaps are looked for over the weekends and the end of a month, and where slots are rarer, over a few of them. */
const GAPS_LOOKED_AT = { days: 35, slots: 4 }
const HOUR = 3_600_000

/** The longest distance of two slots that follow each other; of gaps within an hour, as far as the first slots show. */
export function cronLongestGap(expression: string): Duration {
  const pattern = patternOf(expression)
  const next = (after: number): number => pattern.nextRun(new Date(after))?.getTime() ?? Number.NaN
  let longest = milliseconds(Math.max(...distances(expression)))
  let slots = 1
  for (let at = next(REFERENCE); at < REFERENCE + days(GAPS_LOOKED_AT.days) || slots < GAPS_LOOKED_AT.slots; slots++) {
    // The last slot of the hour that begins here: what lies between is closer together.
    const last = pattern.previousRuns(1, new Date(at + HOUR))[0]?.getTime() ?? at
    const following = next(last)
    if (Number.isNaN(following)) break
    longest = milliseconds(Math.max(longest, following - last))
    at = following
  }
  return longest
}
