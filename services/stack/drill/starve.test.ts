import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { part } from '../stack.testkit.ts'
import { createStarve } from './starve.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

function starving() {
  const events: string[] = []
  let pid: number | undefined = 11
  const starve = createStarve(
    {
      signal: (name, signal) => void events.push(`${signal} ${name}`),
      statuses: () => {
        const { pid: _, ...without } = part('prober')
        return [pid === undefined ? without : { ...without, pid }]
      },
    },
    guarded => {
      events.push(`guard ${guarded}`)
      return () => void events.push(`dismiss ${guarded}`)
    },
  )
  return { events, starve, become: (next: number | undefined) => (pid = next) }
}

test('a part is stopped in slices under a guard, and goes on at the end', async () => {
  const { events, starve } = starving()
  const feed = starve('prober')
  await vi.advanceTimersByTimeAsync(110)
  feed()
  await vi.advanceTimersByTimeAsync(5000)
  expect(events).toEqual([
    'guard 11',
    'SIGSTOP prober',
    'SIGCONT prober',
    'SIGSTOP prober',
    'SIGCONT prober',
    'dismiss 11',
  ])
})

test('a part that was started again is guarded anew, and one that does not run is left alone', async () => {
  const { events, starve, become } = starving()
  const feed = starve('prober')
  become(undefined)
  await vi.advanceTimersByTimeAsync(1000)
  become(12)
  await vi.advanceTimersByTimeAsync(1000)
  feed()
  expect(events.filter(event => !event.startsWith('SIG'))).toEqual(['guard 11', 'dismiss 11', 'guard 12', 'dismiss 12'])
})
