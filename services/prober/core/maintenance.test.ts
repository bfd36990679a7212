import { describe, expect, test } from 'vitest'
import { cronMatches } from '../../../adapters/cron.ts'
import { minutes } from '../../../lib/duration.ts'
import { createWindowWatch, maintenanceReason } from './maintenance.ts'

const at = (time: string) => new Date(`2026-11-22T${time}`).getTime()

describe('a window of half an hour on Sundays at three', () => {
  test.each([
    ['02:59:59', false],
    ['03:00:00', true],
    ['03:29:59', true],
    ['03:30:00', false],
  ])('at %s: %s', (time, isOpen) =>
    expect(createWindowWatch(cronMatches)({ cron: '0 3 * * 0', duration: minutes(30) }, at(time))).toBe(isOpen),
  )
})

test('an expression with seconds opens on its second, and is looked at as time goes by', () => {
  const window = { cron: '10 0 3 * * *', duration: minutes(1) }
  const isOpen = createWindowWatch(cronMatches)
  const times = ['03:00:09', '03:00:10', '03:01:09', '03:01:10'] as const
  expect(times.map(time => isOpen(window, at(time)))).toEqual([false, true, true, false])
})

test('maintenance is about the probes it names, about all when it names none, and ends by itself', () => {
  const manual = [
    { until: 1000, probes: ['home'], reason: 'database' },
    { until: 500, probes: [], reason: 'everything' },
  ]
  const reason = (probe: string, time: number) => maintenanceReason(probe, time, manual, [], () => false)
  expect(reason('home', 0)).toBe('database')
  expect(reason('other', 0)).toBe('everything')
  expect(reason('home', 999)).toBe('database')
  expect(reason('home', 1000)).toBeUndefined()
  expect(reason('other', 500)).toBeUndefined()
})
