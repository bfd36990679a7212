import { expect, test } from 'vitest'
import { seconds } from '../../../lib/duration.ts'
import { STOP_STAGES } from '../plan/part.ts'
import { STAGE_GRACE } from './supervisor.ts'

test('parts that ignore being asked to end, one in every stage, keep Ctrl-C for less than five seconds', () => {
  const stages = new Set(Object.values(STOP_STAGES)).size
  expect(stages * STAGE_GRACE).toBeLessThan(seconds(5))
  // Enough for a part to end by itself: a prober waits for the samples it has begun, Nginx for the answers.
  expect(STAGE_GRACE).toBeGreaterThanOrEqual(seconds(0.9))
})
