import { expect, test } from 'vitest'
import { cronBetween } from './cron.ts'

const NOON = new Date(2026, 1, 5, 12, 0, 0).getTime()

test('the slots between two times are those after the one, up to and with the other', () => {
  expect(cronBetween('*/10 * * * * *', NOON, NOON + 30_000)).toEqual([10, 20, 30].map(second => NOON + second * 1000))
  expect(cronBetween('*/10 * * * * *', NOON + 0.5, NOON + 9999.5)).toEqual([])
})

test('slots more than a day ago are left out', () => {
  expect(cronBetween('0 0 12 * * *', NOON - 5 * 86_400_000, NOON)).toEqual([NOON])
})
