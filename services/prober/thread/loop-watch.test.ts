import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { BUSY } from '../contract/bounds.ts'
import { createLoopWatch, LATE_MS } from './loop-watch.ts'

/** Keeps the loop from everything else. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

test('a wall clock that was set while a probe ran makes its sample invalid, to whichever side', () => {
  const watch = createLoopWatch()
  const causes = [-3_600_000, -300, -1, 0, 1, 300, 3_600_000].map(stepMs => {
    watch.begin()
    // The clock went forward by so much: what it said at the start is as much less than it says now.
    return watch.end(performance.now(), Date.now() - stepMs)
  })
  expect(causes).toEqual(['clock_step', 'clock_step', undefined, undefined, undefined, 'clock_step', 'clock_step'])
})

test('a sample during which the loop was late is invalid, and the one after it is not', async () => {
  const watch = createLoopWatch()
  watch.begin()
  const start = performance.now()
  await sleep(15)
  block(LATE_MS * 3)
  await sleep(15)
  expect(watch.end(start, Date.now() - (performance.now() - start))).toBe('loop_late')
  watch.begin()
  const next = performance.now()
  expect(watch.end(next, Date.now())).toBeUndefined()
})

test('lateness that no tick has seen yet counts too: the probe may end first', async () => {
  const watch = createLoopWatch()
  watch.begin()
  const start = performance.now()
  block(LATE_MS * 3)
  expect(watch.end(start, Date.now() - (performance.now() - start))).toBe('loop_late')
})

test('samples of a thread that was busy for most of the last second are invalid, until it has room again', async () => {
  const watch = createLoopWatch()
  watch.drain()
  for (let turn = 0; turn < 10; turn++) {
    block(20)
    await sleep(1)
  }
  expect(watch.drain().utilization).toBeGreaterThan(BUSY)
  watch.begin()
  expect(watch.end(performance.now(), Date.now())).toBe('overload')
  await sleep(200)
  watch.drain()
  watch.begin()
  expect(watch.end(performance.now(), Date.now())).toBeUndefined()
})
