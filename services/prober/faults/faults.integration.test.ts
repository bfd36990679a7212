import { beforeAll, expect, test } from 'vitest'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { type Duration, milliseconds, seconds } from '../../../lib/duration.ts'
import type { Sample } from '../core/judge/sample.ts'
import { makeIdentities } from '../probes/identities.testkit.ts'
import { exampleProbe, exampleRoute, expectToStandAtZero } from '../probes/probe.testkit.ts'
import { runProbe } from '../probes/run-probe.ts'
import type { FaultCase, FaultKit, FaultTarget } from './fault-case.testkit.ts'
import { HTTP1_BODY_CASES } from './http1-body-cases.testkit.ts'
import { HTTP1_HEAD_CASES } from './http1-head-cases.testkit.ts'

const CASES: readonly FaultCase[] = [...HTTP1_HEAD_CASES, ...HTTP1_BODY_CASES]

/** Enough for any answer on a busy machine. */
const LONG = seconds(20)
/** For what hangs; a machine too busy to come to the phase that hangs gets four times as much, and again. */
const SHORT = milliseconds(400)
/** Targets that run at once. */
const AT_ONCE = 24

const samples = new Map<string, Sample>()

beforeAll(async () => {
  const kit: FaultKit = { identities: await makeIdentities() }
  const waiting = [...CASES]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      samples.set(next.name, await sampleOf(next, kit))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
})

async function sampleOf(fault: FaultCase, kit: FaultKit): Promise<Sample> {
  const target = await fault.serve(kit)
  try {
    const hangsIn = fault.expected !== 'good' && fault.expected.reason === 'timeout' ? fault.expected.phase : undefined
    for (let timeout = fault.timeout ?? (hangsIn === undefined ? LONG : SHORT); ; timeout = milliseconds(timeout * 4)) {
      const sample = await run(target, timeout)
      const hasCome = hangsIn === undefined || sample.observation.phases[hangsIn] !== undefined
      if (hasCome || timeout > LONG) return sample
    }
  } finally {
    await target.close()
  }
}

function run({ port, route, probe }: FaultTarget, timeout: Duration): Promise<Sample> {
  return runProbe({
    probe: exampleProbe(probe),
    route: exampleRoute(port, route),
    role: 'slot',
    slotSteady: steadyNow(),
    slotNumber: 0,
    timeout,
  })
}

test('every case has a name of its own', () => {
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length)
})

test.each(CASES.map(fault => [fault.name, fault] as const))('%s', async (name, { expected }) => {
  const sample = samples.get(name)
  if (sample === undefined) throw new Error('The case was not run')
  const { outcome, invalid, observation } = sample
  expect(invalid, 'no target makes a probe throw').toBeUndefined()
  const wanted = expected === 'good' ? { isGood: true } : { isGood: false, failure: expected }
  expect(outcome, JSON.stringify(outcome)).toMatchObject(wanted)
  expectToStandAtZero(sample, exampleProbe(), exampleRoute(1, { isSecure: true, host: 'app.test' }))
  if (outcome.isGood) return
  expect(outcome.failure.detail, 'one line for a person').toMatch(/^[^\n]+$/)
  // What hung is charged with the time it hung, and is the last that was begun.
  if (outcome.failure.reason === 'timeout') expect(Object.keys(observation.phases).at(-1)).toBe(outcome.failure.phase)
})
