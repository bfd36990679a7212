import { expect, test } from 'vitest'
import { seconds } from '../../../lib/duration.ts'
import { nextBackoff } from './backoff.ts'

test.each<[what: string, previous: number | undefined, ran: number, next: number]>([
  ['a first failure waits half a second', undefined, 0, 0.5],
  ['also after a long run', undefined, 3600, 0.5],
  ['each further one waits twice as long', 0.5, 0.1, 1],
  ['and twice as long again', 4, 1, 8],
  ['at most ten seconds', 8, 1, 10],
  ['and no longer than that', 10, 1, 10],
  ['a run of half a minute does not count as a recovery', 8, 30, 10],
  ['a longer one does', 8, 30.001, 0.5],
])('%s', (_, previous, ran, next) => {
  expect(nextBackoff(previous === undefined ? undefined : seconds(previous), seconds(ran))).toBe(seconds(next))
})
