import { expect, test } from 'vitest'
import type { PartStatus } from './core/part-status.ts'
import { createStackMetrics } from './metrics.ts'

const EDGE: PartStatus = { name: 'edge', state: 'ready', url: 'https://localhost/', restarts: 2 }
const INGRESS: PartStatus = { name: 'ingress', state: 'held', url: 'http://localhost/', restarts: 0, standIn: 'Nginx' }

test('every part tells whether it is ready, what kind it is, and how often it was started again', async () => {
  const text = await createStackMetrics(
    () => [EDGE, INGRESS],
    () => 'ingress-down',
  ).metrics()
  expect(text).toContain('stack_part_ready{part="edge",kind="real"} 1')
  expect(text).toContain('stack_part_ready{part="ingress",kind="stand-in"} 0')
  expect(text).toContain('stack_part_restarts{part="edge"} 2')
  expect(text).toContain('stack_drill_active 1')
})
