import { expect, test } from 'vitest'
import { wallToSteady } from '../../adapters/steady-clock.ts'
import { createFaultHistory } from './core/fault/fault-history.ts'
import { createFaultTracker } from './core/fault/fault-tracker.ts'
import type { Localisation } from './core/fault/localise.ts'
import { exampleSample } from './core/judge/example-sample.testkit.ts'
import { createSlotLedger } from './core/slots/slot-ledger.ts'
import { recordedLog } from './log-lines.testkit.ts'
import { createMessageHandler } from './message-handler.ts'
import { createMetrics, type ProberMetrics } from './metrics.ts'
import { exampleProbe, exampleRoute } from './probes/probe.testkit.ts'
import { createSamples } from './samples.ts'
import { createSummarisedLog } from './summarised-log.ts'
import type { WorkerMessage, WorkerOrder } from './thread/messages.ts'

const HOME = exampleProbe({ name: 'home', routes: [exampleRoute(80, { path: 'edge' })] })
const ROUTE = { probe: 'home', path: 'edge' } as const
const DEFINITIONS = { probes: [HOME], evidence: [], maintenance: [], maxInFlight: 1, files: [], secrets: [] }

const failure = { phase: 'connect', reason: 'refused', detail: '' } as const
const GOOD = exampleSample()
const BAD = exampleSample({ outcome: { isGood: false, failure }, observation: { response: undefined } })
const CONFIRMED = { ...BAD, role: 'confirm' } as const

/** A handler and what it did: the slots and vitals it counted, the orders it gave, and the fault domains it reported. */
function handling({ isDefined = true, isInMaintenance = false } = {}) {
  const counted: unknown[][] = []
  const orders: WorkerOrder[] = []
  const reported: Localisation['domain'][] = []
  const real = createMetrics({ vantage: 'local', version: 'dev' })
  const note =
    (name: keyof ProberMetrics) =>
    (...args: unknown[]) =>
      void counted.push([name, ...args])
  const metrics = {
    ...real,
    slot: note('slot'),
    reference: note('reference'),
    vitals: note('vitals'),
    maintenance: note('maintenance'),
    setAside: note('setAside'),
    stray: note('stray'),
  }
  const maintenanceReason = () => (isInMaintenance ? 'new disks' : undefined)
  const slots = createSlotLedger()
  const { log: written, lines } = recordedLog()
  const log = createSummarisedLog(written, () => 0)
  const samples = createSamples({ metrics, log, maintenanceReason, budget: 'counted' })
  if (isDefined) {
    slots.define([ROUTE], 0)
    samples.define(DEFINITIONS, [ROUTE])
    metrics.define(DEFINITIONS)
  }
  const fault = createFaultTracker()
  const history = createFaultHistory()
  const handle = createMessageHandler({
    ...{ metrics, log, fault, history, slots, samples, maintenanceReason, nowWall: () => GOOD.slotWall },
    order: order => void orders.push(order),
    reportFault(changed) {
      if (changed !== undefined) reported.push(changed.domain)
    },
    probes: () => ['home'],
  })
  return {
    handleAll: (...messages: readonly WorkerMessage[]) => messages.map(handle),
    slots,
    samples,
    fault,
    history,
    lines,
    counted,
    orders,
    reported,
  }
}

const slot = (count: number, skipped?: 'missed'): WorkerMessage => ({
  ...{ type: 'slot', ...ROUTE, slotSteady: 5000, count, skipped },
})
const batch = (role: 'slot' | 'confirm'): WorkerMessage => ({ type: 'batch', probe: 'home', role })
/** A slot with its sample, to the end of its batch. */
const served = (sample: typeof GOOD): readonly WorkerMessage[] => [slot(1), { type: 'sample', sample }, batch('slot')]

test.each([
  [1, undefined],
  [3, 'missed'],
] as const)('%d slots that came due, skipped as %s, are so many in the ledger', (count, skipped) => {
  const { handleAll, counted, slots } = handling()
  handleAll(slot(count, skipped))
  expect(counted).toEqual(new Array(count).fill(['slot', 'home', 'edge', skipped]))
  expect(slots.servedToSteady).toEqual({ home: 5000 })
  expect(slots.isComplete).toBe(skipped !== undefined)
})

test('a good sample ends its slot, and the fault domain is reported once', () => {
  const { handleAll, slots, orders, reported } = handling()
  handleAll(...served(GOOD), ...served(GOOD))
  expect(slots.isComplete).toBe(true)
  expect(orders).toEqual([])
  expect(reported).toEqual(['none'])
})

test('a first failure is confirmed at once, its hops are asked, and no fault is named before the burst has ended', () => {
  const { handleAll, orders, reported } = handling()
  handleAll(...served(BAD))
  expect(orders).toEqual([{ type: 'confirm', probe: 'home' }, { type: 'gather' }, { type: 'gather' }])
  handleAll({ type: 'sample', sample: CONFIRMED })
  expect(reported).toEqual([])
  handleAll(batch('confirm'))
  expect(reported).toEqual(['edge'])
})

test('while a probe fails its hops are asked after every slot, and their answers count at once', () => {
  const { handleAll, orders, reported, fault } = handling()
  handleAll(...served(BAD), { type: 'sample', sample: CONFIRMED }, batch('confirm'))
  orders.length = 0
  handleAll(...served(BAD))
  expect(orders).toEqual([{ type: 'gather' }])
  handleAll({ type: 'evidence', hop: 'edge', isAlive: true })
  expect(fault.current.evidence).toContain('The edge answers when asked about itself.')
  handleAll(...served(GOOD), ...served(GOOD))
  expect(reported).toEqual(['edge', 'none'])
})

test('an answer about a hop that comes when nothing fails any more changes nothing', () => {
  const { handleAll, reported, fault } = handling()
  handleAll(...served(GOOD), { type: 'evidence', hop: 'ingress', isAlive: false })
  expect(reported).toEqual(['none'])
  expect(fault.current.evidence).toEqual(['Every path is good.', 'Path edge of home: good.'])
})

test('a reference that is measured wrongly makes the prober the fault domain, until it is right again', () => {
  const { handleAll, counted, reported } = handling()
  handleAll(...served(GOOD))
  counted.length = 0
  handleAll(
    { type: 'reference', errorSeconds: 0.5, isGood: false },
    { type: 'reference', errorSeconds: undefined, isGood: false },
    { type: 'reference', errorSeconds: 0.001, isGood: true },
  )
  expect(reported).toEqual(['none', 'prober', 'none'])
  // Where there was no answer there is no error to count.
  expect(counted).toEqual([
    ['reference', 0.5],
    ['reference', 0.001],
  ])
})

test('a reference that stays right localises nothing', () => {
  const { handleAll, reported } = handling()
  handleAll(slot(1), { type: 'sample', sample: GOOD }, { type: 'reference', errorSeconds: 0.001, isGood: true })
  handleAll(
    { type: 'reference', errorSeconds: 0.5, isGood: false },
    { type: 'reference', errorSeconds: 0.5, isGood: true },
  )
  expect(reported).toEqual(['prober', 'none'])
})

test.each([true, false])('vitals are counted, and with them whether a probe is in maintenance: %s', isInMaintenance => {
  const { handleAll, counted } = handling({ isInMaintenance })
  handleAll({ type: 'vitals', utilization: 0.25, lagsSeconds: [0.001] })
  expect(counted).toEqual([
    ['vitals', 0.25, [0.001]],
    ['maintenance', 'home', isInMaintenance],
  ])
})

test('late samples of a burst of a probe that is no longer defined are ignored', () => {
  const { handleAll, fault } = handling({ isDefined: false })
  handleAll({ type: 'sample', sample: CONFIRMED }, { type: 'sample', sample: CONFIRMED }, batch('confirm'))
  expect(fault.current.evidence).toEqual(['Nothing has been probed yet.'])
})

test('the sample of a slot that no definition knows any more is ignored', () => {
  const { handleAll, fault, orders } = handling({ isDefined: false })
  handleAll({ type: 'sample', sample: BAD }, { type: 'sample', sample: BAD }, batch('slot'))
  expect(orders).toEqual([])
  expect(fault.current.evidence).toEqual(['Nothing has been probed yet.'])
})

test('a probe that is set aside is counted and said, with its reason, and so is its return', () => {
  const { handleAll, counted, lines, samples } = handling()
  const aside = { type: 'setAside', ...ROUTE } as const
  handleAll(
    slot(1),
    { type: 'sample', sample: { ...BAD, invalid: 'self_error' } },
    { ...aside, untilSteady: wallToSteady(60_000), because: 'TypeError' },
  )
  expect(samples.failures.home?.[0]?.setAside).toMatch(
    /^set aside until 1970-01-01T00:0[01]:\d\d\.\d+Z, because TypeError$/,
  )
  handleAll({ ...aside, untilSteady: undefined, because: '' }, { ...aside, probe: 'gone', untilSteady: 1, because: '' })
  expect(lines.slice(1)).toEqual([
    { level: 'error', msg: 'probe set aside', ...ROUTE, until: expect.any(String), because: 'TypeError' },
    { level: 'info', msg: 'probe no longer set aside', ...ROUTE },
  ])
  expect(counted.filter(([name]) => name === 'setAside')).toEqual([
    ['setAside', 'home', 'edge', true],
    ['setAside', 'home', 'edge', false],
  ])
})

test('an exception of the thread that no probe was ended for is counted and logged with its stack', () => {
  const { handleAll, counted, lines } = handling()
  handleAll({ type: 'stray', probe: undefined, error: 'TypeError', stack: 'at' })
  expect(counted).toEqual([['stray']])
  expect(lines).toEqual([{ level: 'error', msg: 'exception in the probing thread', error: 'TypeError', stack: 'at' }])
})

test('a failure that counts is in the history of faults, under the hop that is named next; one in maintenance is not', () => {
  const { handleAll, history } = handling()
  handleAll(...served(BAD), { type: 'sample', sample: CONFIRMED }, batch('confirm'), ...served(BAD))
  expect(history.since(0)).toMatchObject([{ domain: 'edge', failures: { 'home edge': 2 } }])
  const resting = handling({ isInMaintenance: true })
  resting.handleAll(...served(BAD), { type: 'sample', sample: CONFIRMED }, batch('confirm'), ...served(BAD))
  expect(resting.history.since(0)).toMatchObject([{ domain: 'edge', failures: {} }])
})
