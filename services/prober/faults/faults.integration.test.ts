import { beforeAll, expect, test } from 'vitest'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { type Duration, milliseconds, seconds } from '../../../lib/duration.ts'
import type { Sample } from '../core/judge/sample.ts'
import type { Probe } from '../definition/model.ts'
import { createGuard } from '../guard/probe-guard.ts'
import { makeIdentities } from '../probes/identities.testkit.ts'
import { exampleProbe, exampleRoute, expectToStandAtZero } from '../probes/probe.testkit.ts'
import { runProbe } from '../probes/run-probe.ts'
import type { FaultCase, FaultKit, FaultTarget } from './fault-case.testkit.ts'
import { FAULT_CASES } from './fault-cases.testkit.ts'
import { HEAVY_CASES } from './heavy-cases.testkit.ts'

/** Enough for any answer on a busy machine. */
const LONG = seconds(20)
/** For what hangs; a machine too busy to come to the phase that hangs gets four times as much, and again. */
const SHORT = milliseconds(400)
/** Targets that run at once. */
const AT_ONCE = 24

const samples = new Map<string, { readonly sample: Sample; readonly probe: Probe }>()

beforeAll(async () => {
  const kit: FaultKit = { identities: await makeIdentities() }
  const waiting = FAULT_CASES.filter(fault => !HEAVY_CASES.includes(fault))
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      samples.set(next.name, await sampleOf(next, kit))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  // What keeps the loop busy would let two things that a target does one after the other arrive as one.
  for (const fault of HEAVY_CASES) samples.set(fault.name, await sampleOf(fault, kit))
})

async function sampleOf(fault: FaultCase, kit: FaultKit): Promise<{ readonly sample: Sample; readonly probe: Probe }> {
  const target = await fault.serve(kit)
  const probe = exampleProbe(target.probe)
  try {
    const hangsIn = fault.expected !== 'good' && fault.expected.reason === 'timeout' ? fault.expected.phase : undefined
    for (let timeout = fault.timeout ?? (hangsIn === undefined ? LONG : SHORT); ; timeout = milliseconds(timeout * 4)) {
      const sample = await run(target, probe, timeout)
      const hasCome = hangsIn === undefined || sample.observation.phases[hangsIn] !== undefined
      if (hasCome || timeout > LONG) return { sample, probe }
    }
  } finally {
    await target.close()
  }
}

function run({ port, route }: FaultTarget, probe: Probe, timeout: Duration): Promise<Sample> {
  const common = { probe, route: exampleRoute(port, route), slotSteady: steadyNow(), slotNumber: 0, timeout }
  // What an answer may cost would depend on how busy this machine is.
  return runProbe({ ...common, role: 'slot' }, createGuard(probe.name, LONG))
}

test('every case has a name of its own', () => {
  expect(new Set(FAULT_CASES.map(({ name }) => name)).size).toBe(FAULT_CASES.length)
})

test.each(FAULT_CASES.map(fault => [fault.name, fault] as const))('%s', async (name, { expected }) => {
  const run = samples.get(name)
  if (run === undefined) throw new Error('The case was not run')
  const { outcome, invalid, observation } = run.sample
  expect(invalid, 'no target makes a probe throw').toBeUndefined()
  const wanted = expected === 'good' ? { isGood: true } : { isGood: false, failure: expected }
  expect(outcome, JSON.stringify(outcome)).toMatchObject(wanted)
  expectToStandAtZero(run.sample, run.probe, exampleRoute(1, { isSecure: true, host: 'app.test' }))
  if (outcome.isGood) return
  expect(outcome.failure.detail, 'one line for a person').toMatch(/^[^\n]+$/)
  // What hung is charged with the time it hung, and is the last that was begun.
  if (outcome.failure.reason === 'timeout') expect(Object.keys(observation.phases).at(-1)).toBe(outcome.failure.phase)
})
