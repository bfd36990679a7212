import { expect, test } from 'vitest'
import { cronBetween, cronInterval, cronLongestGap, cronMistake, lastCron, nextCron } from './cron.ts'

const NOON = new Date(2026, 1, 5, 12, 0, 0).getTime()
const DAY = 86_400_000

test('the slots between two times are those after the one, up to and with the other', () => {
  expect(cronBetween('*/10 * * * * *', NOON, NOON + 30_000)).toEqual([10, 20, 30].map(second => NOON + second * 1000))
  expect(cronBetween('*/10 * * * * *', NOON + 0.5, NOON + 9999.5)).toEqual([])
  expect(cronBetween('*/10 * * * * *', NOON - 0.5, NOON + 0.5)).toEqual([NOON])
})

test('of many slots the last thousand are given, in their order', () => {
  const slots = cronBetween('* * * * * *', NOON - DAY, NOON)
  expect(slots).toEqual(Array.from({ length: 1000 }, (_, index) => NOON - (999 - index) * 1000))
  expect(cronBetween('0 12 * * *', NOON - 5 * DAY, NOON)).toHaveLength(5)
})

test('the next slot is later than the moment, and the last one no later than its end', () => {
  expect([NOON - 1, NOON - 0.5, NOON].map(after => nextCron('0 12 * * *', after))).toEqual([NOON, NOON, NOON + DAY])
  const last = (after: number, until: number) => lastCron('0 12 * * *', after, until)
  expect([last(NOON - DAY, NOON), last(NOON - DAY, NOON - 1), last(NOON, NOON + 1)]).toEqual([
    NOON,
    undefined,
    undefined,
  ])
})

test('a day that never comes has no slot, before and after', () => {
  expect(nextCron('0 0 30 2 *', NOON)).toBe(Number.POSITIVE_INFINITY)
  expect(cronBetween('0 0 30 2 *', NOON - 400 * DAY, NOON)).toEqual([])
})

test.each([
  ['*/10 * * * * *', 10],
  ['*/7 * * * *', 4 * 60],
  ['0 9,17 * * 1-5', 8 * 3600],
  ['0 0 29 2 *', 4 * 365.25 * 86_400],
])('the least distance of two slots of %s is %d seconds', (expression, seconds) =>
  expect(cronInterval(expression)).toBe(seconds * 1000),
)

test.each([
  ['*/10 * * * * *', 10],
  ['*/7 * * * *', 7 * 60],
  ['0 9,17 * * *', 16 * 3600],
  ['*/5 9-16 * * 1-5', (7 + 48 + 9) * 3600 + 5 * 60],
  ['0 0 1 * *', 31 * 86_400],
  ['0 0 1 1 *', 366 * 86_400],
])('the longest distance of two slots of %s is %d seconds', (expression, seconds) =>
  expect(cronLongestGap(expression)).toBe(seconds * 1000),
)

test.each([
  ['61 * * * *', '61'],
  ['* * *', ''],
  ['hello', 'fields'],
  ['0 0 * foo *', 'foo'],
])('what is wrong with %s is said', (expression, part) => expect(cronMistake(expression)).toContain(part))

test.each(['*/5 * * * *', '0 0 * January Monday', '@daily', '0 0 L * *', '0 12 * * 1#2'])('%s is good', expression =>
  expect(cronMistake(expression)).toBeUndefined(),
)
