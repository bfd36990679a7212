import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { BUSY } from '../contract/bounds.ts'
import { createLoopWatch, LATE } from './loop-watch.ts'

/** Blocks the event loop. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

test('a wall clock that was set while a probe ran makes its sample invalid, forward or back', () => {
  const causeOf = (stepMs: number): string | undefined => {
    const watch = createLoopWatch()
    const start = watch.begin()
    // The clock went forward by this much: at the start it showed as much less.
    const cause = watch.end({ ...start, nowWall: start.nowWall - stepMs })
    // A busy machine may pause this thread at any moment: that says nothing of the clock.
    return cause === 'loop_late' ? causeOf(stepMs) : cause
  }
  const causes = [-3_600_000, -300, -1, 0, 1, 300, 3_600_000].map(causeOf)
  expect(causes).toEqual(['clock_step', 'clock_step', undefined, undefined, undefined, 'clock_step', 'clock_step'])
})

test('a sample during which the loop was late is invalid, and the one after it is not', async () => {
  const watch = createLoopWatch()
  const start = watch.begin()
  await sleep(15)
  block(LATE * 3)
  await sleep(15)
  expect(watch.end(start)).toBe('loop_late')
  expect(watch.end(watch.begin())).toBeUndefined()
})

test('the loop is watched while any probe runs, in seconds of lateness, and no longer', async () => {
  const watch = createLoopWatch()
  const [one, other] = [watch.begin(), watch.begin()]
  watch.end(one)
  await sleep(15)
  block(120)
  await sleep(30)
  const { lagsSeconds } = watch.drain()
  expect(Math.max(...lagsSeconds)).toBeGreaterThan(0.08)
  expect(Math.max(...lagsSeconds)).toBeLessThan(60)
  watch.end(other)
  watch.drain()
  await sleep(50)
  expect(watch.drain().lagsSeconds).toEqual([])
})

test('lateness that no tick has seen yet counts too: the probe may end first', async () => {
  const watch = createLoopWatch()
  const start = watch.begin()
  block(LATE * 3)
  expect(watch.end(start)).toBe('loop_late')
})

test('samples of a thread that was busy for most of the last second are invalid, until it has room again', async () => {
  const watch = createLoopWatch()
  watch.drain()
  for (let time = 0; time < 10; time++) {
    block(20)
    await sleep(1)
  }
  expect(watch.drain().utilization).toBeGreaterThan(BUSY)
  expect(watch.end(watch.begin())).toBe('overload')
  await sleep(200)
  watch.drain()
  expect(watch.end(watch.begin())).toBeUndefined()
})
