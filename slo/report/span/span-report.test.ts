import { expect, test } from 'vitest'
import { exampleReport, NOW } from './report.testkit.ts'

const ALLOWED = 518.4

test('incidents are what cost the budget, and all parts add up to it', () => {
  const { incidents, scattered, causes, releases, bad, windows } = exampleReport()
  expect(incidents.map(one => one.bad)).toEqual([90, 8])
  expect(incidents.map(one => one.spent)).toEqual([90 / ALLOWED, 8 / ALLOWED].map(part => expect.closeTo(part, 9)))
  expect(scattered).toMatchObject({ of: 2, bad: 2, spent: expect.closeTo(2 / ALLOWED, 9) })
  expect(causes.map(share => share.bad)).toEqual([90, 8, 2])
  expect(releases.map(share => [share.of, share.bad])).toEqual([
    ['v1', 90],
    ['v2', 10],
  ])
  expect(bad).toBe(100)
  expect(windows[0]?.spent).toBeCloseTo(100 / ALLOWED, 9)
})

test('a month has the budget of the whole month', () => {
  const [, november, october] = exampleReport().windows
  // As many days as the period, so as many probes.
  expect(november?.spent).toBeCloseTo(100 / ALLOWED, 9)
  expect(november?.coverage).toBeCloseTo(1, 9)
  expect(october?.spent).toBeUndefined()
})

test('an alert was real when what it fired for still counts', () => {
  const judged = exampleReport().alerts.map(({ name, isReal }) => [name, isReal])
  expect(judged).toEqual([
    // Its events are none: a drill, which was given back.
    ['WebEdge', false],
    ['WebEdge', true],
    ['SLODataMissing', true],
  ])
})

test('what came since the last sum is in the last step', () => {
  const { bad, incidents } = exampleReport({ pendingBad: 50 })
  expect(bad).toBe(150)
  expect(incidents.find(one => one.endSeconds === NOW)?.bad).toBe(50)
})

test('without a recorded budget nothing has a cost, and every stretch is shown', () => {
  const report = exampleReport({ recorded: undefined, period: {} })
  expect(report.incidents.map(({ bad, spent }) => [bad, spent])).toEqual([90, 8, 1, 1].map(bad => [bad, undefined]))
  expect(report.alerts.find(({ name }) => name === 'WebEdge')?.isReal).toBeUndefined()
})
