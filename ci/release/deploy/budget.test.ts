import { expect, test } from 'vitest'
import { exampleRelease, installation } from './scenario.testkit.ts'

const LITTLE = { left: 0.2, burn: 0.1, pages: [], unknown: undefined }

test('with little of a budget left the gate is strict, and says how many bad releases it would let pass', async () => {
  const here = installation()
  const usual = await here.deploy(exampleRelease('good', 'v1'))
  here.budget = LITTLE
  const strict = await here.deploy(exampleRelease('good', 'v2'))
  expect(strict).toMatchObject({ exit: 0, run: { budget: { state: 'LOW' } } })
  expect(usual.run.report?.sentence).toContain('passes in fewer than 1 of 100 cases')
  expect(strict.run.report?.sentence).toContain('passes in fewer than 1 of 10,000 cases')
  expect((strict.run.seconds.get('gate') ?? 0) / (usual.run.seconds.get('gate') ?? 1)).toBeCloseTo(2, 0)
})

test('the gate of a way back is as usual, whatever is left', async () => {
  const here = installation()
  here.isSigned = false
  await here.deploy(exampleRelease('good', 'v1'))
  here.budget = LITTLE
  const { exit, run } = await here.deploy(exampleRelease('half-500', 'v2'))
  expect(exit).toBe(20)
  expect(run.report?.sentence).toContain('passes in fewer than 1 of 100 cases')
})

test('what a deploy cost is asked over the time in which it changed something, and only then', async () => {
  const here = installation()
  const { run } = await here.deploy(exampleRelease('good', 'v1'))
  const changing = ['apply', 'rollout', 'gate', 'in-force', 'finish'] as const
  const spent = changing.reduce((sum, state) => sum + (run.seconds.get(state) ?? 0), 0)
  expect(run.cost).toMatchObject({ slos: [{ badSeconds: spent / 100 }] })
  expect((await here.deploy(exampleRelease('good', 'v1'))).run.cost).toBeUndefined()
})
