import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { steadyNow } from '../../adapters/steady-clock.ts'
import { milliseconds, seconds } from '../../lib/duration.ts'
import type { Sample } from './core/judge/sample.ts'
import type { Probe } from './definition/model.ts'
import { exampleProbe, exampleRoute } from './probes/probe.testkit.ts'
import { runProbe } from './probes/run-probe.ts'
import { createLoopWatch, LATE } from './thread/loop-watch.ts'
import { createScheduler, type Scheduler } from './thread/scheduler.ts'

let server: ChildProcess
let port: number

beforeAll(async () => {
  server = fork('services/prober/delay-server.testkit.ts')
  ;[port] = await once(server, 'message')
})
afterAll(() => server.disconnect())

/** What was measured of the first byte beyond what the server held, in milliseconds. */
function biasMs({ observation }: Sample): number {
  return (observation.phases.wait ?? Number.NaN) * 1000 - Number(observation.response?.headers['x-held-ms'])
}

/** The worst of those that were answered; a machine that is busy enough makes a probe wait beyond its deadline. */
function worstBiasMs(samples: readonly Sample[]): number {
  return Math.max(...samples.map(biasMs).filter(Number.isFinite))
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** The same measured on a bare socket: what this machine, busy as it is, adds to any measurement. */
async function bareBiasMs(target: string): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1' })
  await once(socket, 'connect')
  const start = performance.now()
  socket.write(`GET ${target} HTTP/1.1\r\nhost: app.test\r\nconnection: close\r\n\r\n`)
  const [reply] = await once(socket, 'data')
  const waited = performance.now() - start
  socket.destroy()
  return waited - Number(/x-held-ms: (\S+)/.exec(String(reply))?.[1])
}

describe('the prober is right to the millisecond, as far as the machine allows', () => {
  test.each([
    [5, 61],
    [50, 31],
    [500, 7],
  ])('about a server that holds %d ms', async (hold, count) => {
    const target = `/hold/${hold}`
    const route = exampleRoute(port, { target })
    const beyondBare: number[] = []
    for (let slotNumber = 0; slotNumber < count; slotNumber++) {
      const probeRun = {
        probe: exampleProbe(),
        route,
        role: 'slot',
        slotSteady: steadyNow(),
        slotNumber,
        timeout: seconds(2),
      } as const
      const [ours, bare] = await Promise.all([runProbe(probeRun), bareBiasMs(target)])
      beyondBare.push(biasMs(ours) - bare)
    }
    expect(Math.abs(median(beyondBare))).toBeLessThan(1)
  })
})

/** Runs probes until so many samples are there; also how many slots the machine slept through, as the scheduler reports. */
async function measure(probes: readonly Probe[], count: number) {
  const samples: Sample[] = []
  let missed = 0
  const watch = createLoopWatch()
  const scheduler: Scheduler = createScheduler({
    watch,
    report(message) {
      if (message.type === 'sample') samples.push(message.sample)
      if (message.type === 'slot' && message.skipped === 'missed') missed += message.count
    },
    cron: { next: () => Number.POSITIVE_INFINITY, between: () => [] },
    random: Math.random,
    isReferenceGood: () => true,
  })
  scheduler.define(probes, 1000)
  while (samples.length < count) await sleep(20)
  await scheduler.stop()
  return { samples: samples.sort((a, b) => a.slotWall - b.slotWall), missed }
}

function every200Ms(name: string, target: string): Probe {
  const schedule = { interval: milliseconds(200), cron: undefined, jitter: milliseconds(0) }
  return exampleProbe({ name, schedule, timeout: milliseconds(190), routes: [exampleRoute(port, { target })] })
}

/** The wall clock counts in whole milliseconds, and is read at both ends. */
const CLOCK_GRAIN_MS = 2

test('a prober that starves itself marks its samples instead of calling the server slow', async () => {
  const blocks: { readonly from: number; readonly until: number }[] = []
  const block = setInterval(() => {
    const from = Date.now()
    while (Date.now() < from + 60);
    blocks.push({ from, until: Date.now() })
    // No multiple of the probes' interval: sooner or later a block falls on every moment of a slot.
  }, 270)
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const { samples } = await measure(
    names.map(name => every200Ms(name, '/hold/50')),
    100,
  )
  clearInterval(block)
  const valid = samples.filter(({ invalid }) => invalid === undefined)
  expect(samples.length - valid.length).toBeGreaterThan(10)
  expect(valid.length).toBeGreaterThan(10)
  // Wrong samples are among them; none that ran while the loop was blocked is valid.
  expect(worstBiasMs(samples)).toBeGreaterThan(LATE)
  const wasHeld = ({ slotWall, startDelaySeconds, observation }: Sample) => {
    const start = slotWall + startDelaySeconds * 1000
    const end = start + observation.durationSeconds * 1000
    return blocks.some(({ from, until }) => start < from - CLOCK_GRAIN_MS && end > until - CLOCK_GRAIN_MS)
  }
  expect(samples.filter(wasHeld).length).toBeGreaterThan(0)
  expect(valid.filter(wasHeld)).toEqual([])
})

/** Twelve seconds of every forty, at a tenth of the time. */
const STALL = { everyMs: 4000, forMs: 1200 } as const

/** Whether the server was in its stall when a sample's request came. */
function metAStall({ slotWall, startDelaySeconds, observation: { phases } }: Sample): boolean {
  const until = startDelaySeconds + (phases.connect ?? 0) + (phases.send ?? 0)
  return isStalled(slotWall + until * 1000)
}

function isStalled(time: number): boolean {
  return time % STALL.everyMs < STALL.forMs
}

function share(samples: readonly Sample[], is: (sample: Sample) => boolean): number {
  return samples.filter(is).length / samples.length
}

test('availability and latency of a server that stalls three tenths of the time are measured within one point', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `probe-${index}`)
  const { samples, missed } = await measure(
    names.map(name => every200Ms(name, `/stall/${STALL.everyMs}/${STALL.forMs}`)),
    20 * 22,
  )
  // A whole period of each probe: twenty slots, of which six fall into the stall, however slow the target is.
  const periods = names.flatMap(name => samples.filter(({ probe }) => probe === name).slice(0, 20))
  expect(periods.length).toBeGreaterThanOrEqual(400 - missed)
  // Only a slot that the machine slept through, and that was reported as missed, may be absent from the periods.
  const stalledShare = share(periods, ({ slotWall }) => isStalled(slotWall))
  expect(Math.abs(stalledShare - 0.3)).toBeLessThanOrEqual(0.02 + missed / periods.length)
  // On a busy machine some samples are the prober's own lateness, which it marks on each of them.
  const valid = periods.filter(({ invalid }) => invalid === undefined)
  expect(valid.length).toBeGreaterThan(100)
  const truth = share(valid, metAStall)
  const bad = valid.filter(({ outcome }) => !outcome.isGood)
  expect(Math.abs(bad.length / valid.length - truth)).toBeLessThanOrEqual(0.01)
  // As an SLI counts it: answers in time over all probes, so that what hung is slow as well.
  const inTime = ({ outcome, observation }: Sample) => outcome.isGood && observation.durationSeconds <= 0.15
  expect(Math.abs(share(valid, inTime) - (1 - truth))).toBeLessThanOrEqual(0.01)
  expect(new Set(bad.map(({ outcome }) => (outcome.isGood ? '' : outcome.failure.reason)))).toEqual(
    new Set(['timeout']),
  )
})
