import { expect, test } from 'vitest'
import { milliseconds, seconds } from '../../../../lib/duration.ts'
import { exampleSettings, REFUSED, SERVER_ERROR } from '../gate/gate.testkit.ts'
import { runGate } from './run-gate.ts'
import { simulatedWorld } from './simulated.testkit.ts'
import { takeBaseline } from './take-baseline.ts'

const NEVER = new AbortController().signal

test('a good release proceeds after half a minute, with five probes a second on each path', async () => {
  const world = simulatedWorld(() => ({}))
  const report = await runGate(exampleSettings(), world.effects, NEVER)
  expect(report).toMatchObject({
    verdict: 'proceed',
    release: 'new',
    releasesSeen: ['new'],
    startedAt: '2026-02-05T00:16:40.000Z',
  })
  expect(report.seconds).toBeGreaterThan(32)
  expect(report.seconds).toBeLessThan(33.5)
  for (const sent of world.sent.values()) expect(sent / report.seconds).toBeCloseTo(5, 0)
})

test('a canary with a quarter of the answers is probed four times as densely, and decides as soon', async () => {
  const world = simulatedWorld((_, __, index) => ({ release: index % 4 === 0 ? 'new' : 'old' }))
  const report = await runGate(exampleSettings(), world.effects, NEVER)
  expect(report.verdict).toBe('proceed')
  expect(report.seconds).toBeLessThan(40)
  for (const sent of world.sent.values()) expect(sent / report.seconds).toBeGreaterThan(15)
})

test('no path is probed more than twenty times a second, however small the share', async () => {
  const world = simulatedWorld((_, __, index) => ({ release: index % 50 === 0 ? 'new' : 'old' }))
  const report = await runGate(exampleSettings(), world.effects, NEVER)
  expect(report).toMatchObject({ verdict: 'hold', because: 'undecided' })
  for (const sent of world.sent.values()) expect(sent / 180).toBeLessThanOrEqual(20)
})

test('answers that hang are judged when they time out, and the probes go on meanwhile', async () => {
  const world = simulatedWorld(() => ({
    took: seconds(4),
    release: undefined,
    failure: { ...REFUSED, reason: 'timeout' },
  }))
  const report = await runGate(exampleSettings(), world.effects, NEVER)
  expect(report.verdict).toBe('roll-back')
  expect(report.paths[0]?.judged.reasons).toMatchObject({ timeout: expect.any(Number) })
  expect(world.sent.get('edge')).toBeGreaterThan(20)
})

test('a machine that stands still has no decision: probes that were due and not sent are its own fault', async () => {
  const world = simulatedWorld(() => ({}))
  let asked = 0
  const effects = {
    ...world.effects,
    ask: (path: string) => {
      // Of each second the machine runs for a half.
      if (++asked % 5 === 0) world.freeze(0.5)
      return world.effects.ask(path)
    },
  }
  const report = await runGate(exampleSettings(), effects, NEVER)
  expect(report).toMatchObject({ verdict: 'hold', because: 'excluded' })
  expect(report.sentence).toContain('the machine of the gate was late')
})

test('a wall clock that jumps changes nothing', async () => {
  const world = simulatedWorld(() => ({}))
  let jumps = 0
  const wallNow = () => new Date(Date.UTC(2026, 1, 5) + 86_400_000 * (jumps++ % 2))
  const report = await runGate(exampleSettings(), { ...world.effects, wallNow }, NEVER)
  expect(report.verdict).toBe('proceed')
  expect(report.seconds).toBeLessThan(33.5)
})

test('an interrupted gate holds with what it has', async () => {
  const world = simulatedWorld(() => ({}))
  const ending = new AbortController()
  const report = await runGate(exampleSettings(), world.effects, ending.signal, (_, now) => {
    if (now > 1010) ending.abort()
  })
  expect(report).toMatchObject({ verdict: 'hold', because: 'interrupted' })
  expect(report.sentence).toMatch(/^Hold: it was interrupted, and until then none of \d+ answers of new failed/)
})

test('a gate that is interrupted before it begins sends nothing', async () => {
  const world = simulatedWorld(() => ({}))
  const report = await runGate(exampleSettings(), world.effects, AbortSignal.abort())
  expect(report).toMatchObject({ verdict: 'hold', because: 'interrupted' })
  expect(world.sent.size).toBe(0)
})

test('a target that never answers while a hundred probes of its path wait ends in a hold or a rollback, never in a pass', async () => {
  const world = simulatedWorld(() => ({ took: seconds(1000) }))
  const report = await runGate(exampleSettings(), world.effects, NEVER)
  expect(report).toMatchObject({ verdict: 'hold', because: 'excluded' })
  expect(world.sent.get('edge')).toBe(100)
})

test('a baseline counts what fails before the deploy, and the gate judges by it', async () => {
  const world = simulatedWorld((_, __, index) => (index % 50 === 7 ? { failure: REFUSED, release: undefined } : {}))
  const baselines = await takeBaseline(['edge', 'ingress'], seconds(30), world.effects, NEVER)
  expect(baselines.get('edge')).toEqual({ answers: expect.any(Number), failed: 3, unsigned: 3 })
  expect(baselines.get('edge')?.answers).toBeGreaterThan(145)
  const report = await runGate(exampleSettings({ baselines }), world.effects, NEVER)
  expect(report.verdict).toBe('proceed')
  expect(report.tests.map(({ ratesFrom }) => ratesFrom)).toEqual(['baseline', 'baseline', undefined])
  expect(report.paths[0]?.baseline).toEqual(baselines.get('edge'))
})

test('the same world gives the same report', async () => {
  const run = () => {
    const replies = (_: string, __: number, index: number) =>
      index % 31 === 3 ? { failure: SERVER_ERROR, took: milliseconds(7) } : {}
    return runGate(exampleSettings(), simulatedWorld(replies).effects, NEVER)
  }
  expect(await run()).toEqual(await run())
})
