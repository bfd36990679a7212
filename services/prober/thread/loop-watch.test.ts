import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { milliseconds } from '../../../lib/duration.ts'
import { BUSY } from '../contract/bounds.ts'
import { currentTurn } from '../guard/turn.ts'
import { createLoopWatch, foreignLateness, LATE } from './loop-watch.ts'

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

/** A thread that never waits for a processor: all its time is work. */
const unhindered = () => milliseconds(performance.now())
/** A probe that all the time of a turn was spent on. */
const BUSY_OWN = { spent: milliseconds(0), spentInTurn: () => milliseconds(60_000) }

test.each([
  ['seen by a tick', 15],
  ['that no tick has seen yet', 0],
])('lateness %s that a probe made itself is held against the others, and not against it', async (_, pause) => {
  const watch = createLoopWatch(unhindered)
  const [own, other] = [watch.begin(BUSY_OWN), watch.begin()]
  await sleep(pause)
  block(LATE * 3)
  await sleep(pause)
  expect([watch.end(own), watch.end(other)]).toEqual([undefined, 'loop_late'])
})

test('what a probe used of a busy second is not held against it', async () => {
  const watch = createLoopWatch(unhindered)
  watch.drain()
  block(100)
  watch.drain()
  const own = { ...BUSY_OWN, spent: milliseconds(60_000) }
  expect([watch.end(watch.begin(own)), watch.end(watch.begin())]).toEqual([undefined, 'overload'])
})

test.each([
  ['all', 80, 90, 90, 0],
  ['a part', 80, 30, 80, 50],
  ['no more than the processor worked', 80, 75, 20, 60],
])('of lateness a probe is charged %s', (_, lag, own, worked, foreign) => {
  const [lagMs, ownMs, workedMs] = [milliseconds(lag), milliseconds(own), milliseconds(worked)]
  expect(foreignLateness(lagMs, ownMs, workedMs)).toBe(foreign)
})

test('a long measurement stays valid with a lateness that falsifies a twentieth of it, and no more', () => {
  const ends = [2000, 600_000].map(took => {
    const watch = createLoopWatch(unhindered)
    const run = watch.begin()
    block(LATE * 6)
    // Begun earlier by the wall clock too, or it would look as if that had been set.
    return watch.end({ ...run, nowSteady: run.nowSteady - took, nowWall: run.nowWall - took })
  })
  expect(ends).toEqual(['loop_late', undefined])
})

test('lateness before a probe began is not its own, though no tick has seen it yet', async () => {
  let [pause, causes]: [number, unknown[]] = [0, []]
  // A busy machine makes a thread late in a pause, too: measured again until a pause is as long as was asked for.
  do {
    const watch = createLoopWatch(unhindered)
    const before = watch.begin()
    block(LATE * 3)
    const [after, from] = [watch.begin(), performance.now()]
    await sleep(15)
    pause = performance.now() - from
    causes = [watch.end(before), watch.end(after)]
  } while (pause > 15 + LATE / 2)
  expect(causes).toEqual(['loop_late', undefined])
})

test('a probe is not freed of the lateness that others made beside its own work', async () => {
  const watch = createLoopWatch(unhindered)
  const own = watch.begin({ ...BUSY_OWN, spentInTurn: () => milliseconds(5) })
  block(LATE * 3)
  await sleep(15)
  expect(watch.end(own)).toBe('loop_late')
})

test('samples of a thread that was busy for most of the last second are invalid, until it has room again', async () => {
  const watch = createLoopWatch()
  // On a busy machine the pauses are longer than asked for: tried until the thread was busy all the same.
  do {
    watch.drain()
    for (let time = 0; time < 10; time++) {
      block(20)
      await sleep(1)
    }
  } while (watch.drain().utilization <= BUSY)
  expect(watch.end(watch.begin())).toBe('overload')
  await sleep(200)
  watch.drain()
  expect(watch.end(watch.begin())).toBeUndefined()
})

test('each tick begins a turn, to which time is charged', async () => {
  const watch = createLoopWatch()
  const run = watch.begin()
  const before = currentTurn().number
  await expect.poll(() => currentTurn().number).toBeGreaterThan(before)
  watch.end(run)
})
