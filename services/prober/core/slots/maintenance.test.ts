import { describe, expect, test } from 'vitest'
import { lastCron } from '../../../../adapters/cron.ts'
import { hours, minutes } from '../../../../lib/duration.ts'
import { budgetOf, createWindowWatch, maintenanceReason } from './maintenance.ts'

const at = (time: string) => new Date(`2026-11-22T${time}`).getTime()

describe('a window of half an hour on Sundays at three', () => {
  test.each([
    ['02:59:59', false],
    ['03:00:00', true],
    ['03:29:59', true],
    ['03:30:00', false],
  ])('at %s: %s', (time, isOpen) =>
    expect(createWindowWatch(lastCron)({ cron: '0 3 * * 0', duration: minutes(30) }, at(time))).toBe(isOpen),
  )
})

describe('a window over midnight, an hour long', () => {
  test.each([
    ['2026-11-21T23:29:59', false],
    ['2026-11-21T23:30:00', true],
    ['2026-11-22T00:29:59', true],
    ['2026-11-22T00:30:00', false],
  ])('at %s: %s', (time, isOpen) => {
    const watch = createWindowWatch(lastCron)
    expect(watch({ cron: '30 23 * * *', duration: minutes(60) }, new Date(time).getTime())).toBe(isOpen)
  })
})

test('a sample of a slot before the window counts, whenever its end is reported', () => {
  const watch = createWindowWatch(lastCron)
  const window = { cron: '0 3 * * 0', duration: minutes(30) }
  expect([at('03:00:01'), at('02:59:58'), at('03:00:02')].map(time => watch(window, time))).toEqual([true, false, true])
})

test('a window of a week by seconds is evaluated by asking once for each moment, and for no moment twice', () => {
  const asked: (readonly [after: number, until: number])[] = []
  const counted = (cron: string, after: number, until: number) => {
    asked.push([after, until])
    return lastCron(cron, after, until)
  }
  const isOpen = createWindowWatch(counted)
  const week = { cron: '15 0 3 * * 0', duration: hours(7 * 24 - 1) }
  expect(isOpen(week, at('02:59:00'))).toBe(false)
  expect(isOpen({ ...week }, at('03:00:16'))).toBe(true)
  expect(isOpen(week, at('03:00:16'))).toBe(true)
  expect(asked).toEqual([
    [at('02:59:00') - week.duration, at('02:59:00')],
    [at('02:59:00'), at('03:00:16')],
  ])
})

test('an expression with seconds opens on its second, and is evaluated as time goes by', () => {
  const window = { cron: '10 0 3 * * *', duration: minutes(1) }
  const isOpen = createWindowWatch(lastCron)
  const times = ['03:00:09', '03:00:10', '03:01:09', '03:01:10'] as const
  expect(times.map(time => isOpen(window, at(time)))).toEqual([false, true, true, false])
})

test('maintenance is about the probes it names, about all when it names none, and ends by itself', () => {
  const manual = [
    { from: 0, until: 1000, probes: ['home'], reason: 'database' },
    { from: 0, until: 500, probes: [], reason: 'everything' },
  ]
  const reason = (probe: string, time: number) => maintenanceReason(probe, time, manual, [], () => false)
  expect(reason('home', 0)).toBe('database')
  expect(reason('home', -1)).toBeUndefined()
  expect(reason('other', 0)).toBe('everything')
  expect(reason('home', 999)).toBe('database')
  expect(reason('home', 1000)).toBeUndefined()
  expect(reason('other', 500)).toBeUndefined()
})

test('a window is about the probes it names, and what was started by hand is named first', () => {
  const windows = [
    { cron: '0 3 * * 0', duration: minutes(30), probes: ['home'], reason: 'patches' },
    { cron: '0 3 * * 0', duration: minutes(30), probes: [], reason: 'Sunday' },
  ]
  const manual = [{ from: 0, until: at('04:00:00'), probes: ['shop'], reason: 'database' }]
  const reason = (probe: string, time: string) =>
    maintenanceReason(probe, at(time), manual, windows, createWindowWatch(lastCron))
  expect(['home', 'shop', 'login'].map(probe => reason(probe, '03:10:00'))).toEqual(['patches', 'database', 'Sunday'])
  expect(reason('home', '03:30:00')).toBeUndefined()
})

test.each([
  [undefined, 'counted'],
  ['patches', 'excluded'],
])('a sample taken in maintenance for %s is %s', (reason, budget) => expect(budgetOf(reason, 'counted')).toBe(budget))

test('where nothing is counted, a sample outside maintenance is not counted either', () =>
  expect(budgetOf(undefined, 'excluded')).toBe('excluded'))
