import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { days, milliseconds } from '../../../lib/duration.ts'
import type { Probe } from '../definition/model.ts'
import { exampleProbe, exampleRoute } from '../probes/probe.testkit.ts'
import { createSlotClock, type SlotClock } from './slot-clock.ts'

let clock: SlotClock | undefined
afterEach(() => clock?.stop())

/** A clock that keeps what is due, and whose cron expressions all mean the same distant moment. */
function startClock(untilCronMs: number = days(1)) {
  const due: { readonly name: string; readonly slotNumber: number }[] = []
  const started = createSlotClock(
    { next: () => Date.now() + untilCronMs, between: () => [] },
    { onSlot: ({ name }, _, slotNumber) => due.push({ name, slotNumber }), onPassed: () => undefined },
  )
  clock = started
  return { clock: started, due, numbers: () => due.map(({ slotNumber }) => slotNumber) }
}

function everyTwentieth(more: Partial<Probe> = {}): Probe {
  const schedule = { interval: milliseconds(50), cron: undefined, jitter: milliseconds(0) }
  return exampleProbe({ name: 'a', schedule, routes: [exampleRoute(1)], ...more } as Parameters<typeof exampleProbe>[0])
}

test('the slots of a probe are numbered from 1 on, so that its addresses are used in turn', async () => {
  const { clock, due, numbers } = startClock()
  clock.define([everyTwentieth()], {})
  expect(clock.current('a')?.slotNumber).toBe(0)
  await expect.poll(() => due.length).toBeGreaterThanOrEqual(3)
  expect(numbers().slice(0, 3)).toEqual([1, 2, 3])
})

test('a probe that is defined in another way goes on counting, and has one timer', async () => {
  const { clock, due, numbers } = startClock()
  clock.define([everyTwentieth()], {})
  await expect.poll(() => due.length).toBeGreaterThanOrEqual(2)
  clock.define([everyTwentieth({ description: 'changed' })], {})
  await expect.poll(() => due.length).toBeGreaterThanOrEqual(4)
  expect(numbers()).toEqual(due.map((_, index) => index + 1))
  expect(clock.current('a')?.probe.description).toBe('changed')
})

test('a slot whose timer is late when the probe changes is served once, and the old timer ends', async () => {
  const { clock, due, numbers } = startClock()
  clock.define([everyTwentieth()], {})
  await expect.poll(() => due.length).toBeGreaterThanOrEqual(1)
  // Nothing else runs meanwhile, so the next slot comes due and its timer cannot fire.
  for (const until = performance.now() + 60; performance.now() < until; );
  clock.define([everyTwentieth({ description: 'changed' })], {})
  await expect.poll(() => due.length).toBeGreaterThanOrEqual(5)
  expect(numbers()).toEqual(due.map((_, index) => index + 1))
})

test('nothing is due any more of a probe that is gone, nor of any after the stop', async () => {
  const { clock, due } = startClock()
  clock.define([everyTwentieth(), everyTwentieth({ name: 'b' })], {})
  await expect.poll(() => new Set(due.map(({ name }) => name)).size).toBe(2)
  clock.define([everyTwentieth({ name: 'b' })], {})
  due.length = 0
  await expect.poll(() => due.length).toBeGreaterThanOrEqual(3)
  expect(due.filter(({ name }) => name === 'a')).toEqual([])
  clock.stop()
  due.length = 0
  await sleep(150)
  expect([due, clock.current('b')]).toEqual([[], undefined])
})

test('a slot that is further away than a timer of Node reaches is waited for without a warning', async () => {
  const warnings: string[] = []
  const note = ({ name }: Error) => void warnings.push(name)
  process.on('warning', note)
  const { clock, due } = startClock(days(40))
  const schedule = { interval: days(40), cron: '0 0 1 1 *', jitter: milliseconds(0) }
  clock.define([everyTwentieth({ schedule })], {})
  await sleep(50)
  process.off('warning', note)
  expect([warnings, due]).toEqual([[], []])
})
