import { expect, test } from 'vitest'
import type { Budget, Path } from './contract/names.ts'
import { exampleSample } from './core/judge/example-sample.testkit.ts'
import type { Definitions } from './definition/model.ts'
import { recordedLog } from './log-lines.testkit.ts'
import { createMetrics } from './metrics.ts'
import { exampleProbe, exampleRoute } from './probes/probe.testkit.ts'
import { createSamples } from './samples.ts'

const PATHS = ['edge', 'ingress'] as const
const DEFINITIONS: Definitions = {
  probes: [exampleProbe({ name: 'home', routes: PATHS.map(path => exampleRoute(80, { path })) })],
  ...{ evidence: [], maintenance: [], maxInFlight: 1, files: [], secrets: [{ value: 's3cret', source: 'the token' }] },
}
const NOTHING: Definitions = { ...DEFINITIONS, probes: [] }
const ROUTES = PATHS.map(path => ({ probe: 'home', path }))

const failure = { phase: 'wait', reason: 'status', detail: 'The status is 500; s3cret is expected' } as const
const good = (path: Path) => exampleSample({ path })
const bad = (path: Path) => exampleSample({ path, outcome: { isGood: false, failure } })

/** The record of samples, with what is logged and the scores, samples and overheads that are counted. */
function recording({ isInMaintenance = false, budget = 'counted' as Budget } = {}) {
  const { log, lines } = recordedLog()
  const scores: number[] = []
  const budgets: string[] = []
  const overheads: number[] = []
  const samples = createSamples({
    metrics: {
      ...createMetrics({ vantage: 'local', version: 'dev' }),
      sample: (_, budget) => void budgets.push(budget),
      failureScore: (_probe, _path, score) => void scores.push(score),
      overhead: (_, seconds) => void overheads.push(seconds),
    },
    log,
    maintenanceReason: () => (isInMaintenance ? 'new disks' : undefined),
    budget,
  })
  samples.define(DEFINITIONS, ROUTES)
  return { samples, lines, scores, budgets, overheads }
}

const FAILED = {
  level: 'warn',
  msg: 'probe failed',
  ...{ probe: 'home', path: 'edge', reason: 'status', phase: 'wait' },
  ...{ detail: 'The status is 500; the token is expected', answeredBy: 'app', traceId: expect.any(String) },
}

test('a path that begins to fail is logged once, and once more when it has recovered', () => {
  const { samples, lines } = recording()
  const firsts = [good('edge'), bad('edge'), bad('edge'), bad('ingress'), good('edge'), good('edge')].map(samples.take)
  expect(firsts).toEqual([false, true, false, false, false, false])
  expect(lines).toEqual([
    FAILED,
    { ...FAILED, path: 'ingress' },
    { level: 'info', msg: 'probe recovered', probe: 'home', path: 'edge' },
  ])
})

test('as long as any path fails, something does', () => {
  const { samples } = recording()
  expect(samples.isAnyFailing).toBe(false)
  for (const sample of [bad('edge'), bad('ingress'), good('edge')]) samples.take(sample)
  expect(samples.isAnyFailing).toBe(true)
  samples.take(good('ingress'))
  expect(samples.isAnyFailing).toBe(false)
})

test('an invalid sample is counted and logged with its cause, and says nothing of its path', () => {
  const { samples, lines, scores, budgets } = recording()
  expect(samples.take({ ...good('edge'), invalid: 'loop_late' })).toBe(false)
  expect(samples.take({ ...bad('edge'), invalid: 'self_error' })).toBe(false)
  expect(samples.isAnyFailing).toBe(false)
  expect(scores).toEqual([])
  expect(budgets).toEqual(['counted', 'counted'])
  const line = { level: 'warn', msg: 'sample invalid', probe: 'home', path: 'edge' }
  expect(lines).toEqual([
    { ...line, cause: 'loop_late' },
    { ...line, cause: 'self_error', detail: 'The status is 500; the token is expected' },
  ])
})

test('a confirmation is counted and kept as evidence, and begins no failure', () => {
  const { samples, lines, budgets } = recording()
  expect(samples.take({ ...bad('edge'), role: 'confirm' })).toBe(false)
  expect(budgets).toEqual(['counted'])
  expect(lines).toEqual([])
  expect(samples.failures.home).toHaveLength(1)
})

test('samples taken in maintenance spend no budget and raise no score, and their failures are logged all the same', () => {
  const { samples, lines, scores, budgets } = recording({ isInMaintenance: true })
  samples.take(bad('edge'))
  expect(budgets).toEqual(['excluded'])
  expect(scores).toEqual([0])
  expect(lines).toEqual([FAILED])
})

test('failures raise the score of their path', () => {
  const { samples, scores } = recording()
  for (const sample of [bad('edge'), bad('edge'), good('ingress')]) samples.take(sample)
  expect(scores[1]).toBeGreaterThan(scores[0] ?? Number.NaN)
  expect(scores[2]).toBe(0)
})

test('the edge’s overhead is counted when both paths of a slot have answered', () => {
  const { samples, overheads } = recording()
  samples.take(good('edge'))
  expect(overheads).toEqual([])
  samples.take(good('ingress'))
  expect(overheads).toEqual([0])
})

test('of a probe that is defined no more nothing is left, should it come back', () => {
  const { samples, overheads, lines } = recording()
  for (const sample of [bad('ingress'), good('edge')]) samples.take(sample)
  samples.define(NOTHING, [])
  expect(samples.knows('home')).toBe(false)
  expect(samples.failures).toEqual({})
  expect(samples.isAnyFailing).toBe(false)
  expect(samples.take(bad('edge'))).toBe(false)
  samples.define(DEFINITIONS, ROUTES)
  expect(samples.knows('home')).toBe(true)
  samples.take(good('ingress'))
  expect(overheads).toEqual([])
  expect(lines).toHaveLength(1)
})

test('where another vantage counts, no failure spends budget or pages', () => {
  const { samples, budgets, scores } = recording({ budget: 'excluded' })
  for (let failed = 0; failed < 20; failed += 1) samples.take(bad('edge'))
  expect(new Set(budgets)).toEqual(new Set(['excluded']))
  expect(new Set(scores)).toEqual(new Set([0]))
})
