import { expect, test } from 'vitest'
import { part } from '../stack.testkit.ts'
import { createStackMetrics } from './metrics.ts'

test('the metrics show which parts run, which are stand-ins, and whether a drill runs', async () => {
  const parts = [part('edge'), part('ingress', { standIn: 'stand-in: Nginx', state: 'restarting', restarts: 2 })]
  let drill: string | undefined
  const metrics = createStackMetrics(
    () => parts,
    () => drill,
  )
  const samples = async (): Promise<readonly string[]> =>
    (await metrics.metrics()).split('\n').filter(line => line !== '' && !line.startsWith('#'))
  expect(await samples()).toEqual([
    'stack_part_ready{part="edge",kind="real"} 1',
    'stack_part_ready{part="ingress",kind="stand-in"} 0',
    'stack_part_restarts{part="edge"} 0',
    'stack_part_restarts{part="ingress"} 2',
    'stack_drill_active 0',
  ])
  drill = 'app-errors'
  expect(await samples()).toContain('stack_drill_active 1')
})
