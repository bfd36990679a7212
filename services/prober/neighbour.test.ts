import { describe, expect, test } from 'vitest'
import { type FaultDomain, PATHS, type Path } from './contract/names.ts'
import type { FaultPeriod } from './core/fault/fault-history.ts'
import { createFaultHistory } from './core/fault/fault-history.ts'
import { createFaultTracker } from './core/fault/fault-tracker.ts'
import { exampleSample } from './core/judge/example-sample.testkit.ts'
import type { Sample } from './core/judge/sample.ts'
import { createSlotLedger } from './core/slots/slot-ledger.ts'
import { recordedLog } from './log-lines.testkit.ts'
import { createMessageHandler, followFaults } from './message-handler.ts'
import { createMetrics } from './metrics.ts'
import { exampleProbe, exampleRoute } from './probes/probe.testkit.ts'
import { createSamples } from './samples.ts'
import { createSummarisedLog } from './summarised-log.ts'

const SLOT_MS = 5000
const NEIGHBOUR = 'neighbour'

/** How a request ends; undefined for well. */
type End = Partial<Pick<Sample, 'outcome' | 'answeredBy' | 'observation'>> | undefined

const bad = (phase: 'connect' | 'wait', reason: 'refused' | 'timeout' | 'status'): Sample['outcome'] => ({
  isGood: false,
  failure: { phase, reason, detail: '' },
})
const REFUSED: End = { outcome: bad('connect', 'refused'), answeredBy: undefined }
const HUNG: End = { outcome: bad('wait', 'timeout'), answeredBy: undefined }
const APP_500: End = { outcome: bad('wait', 'status'), answeredBy: 'app' }
const SLOW: End = { outcome: { isGood: true, isDegraded: true } }

/** What one of our own probes meets on each path while a hop is ill. */
const FAULTS = {
  'the edge refuses': { domain: 'edge', ends: { edge: REFUSED } },
  'the edge hangs': { domain: 'edge', ends: { edge: HUNG } },
  'the ingress hangs': { domain: 'ingress', ends: { edge: HUNG, ingress: HUNG } },
  'the app answers 500': { domain: 'app', ends: { edge: APP_500, ingress: APP_500, app: APP_500 } },
  'the app is slow': { domain: 'app', ends: { edge: SLOW, ingress: SLOW, app: SLOW } },
} as const satisfies Readonly<Record<string, { domain: FaultDomain; ends: Readonly<Partial<Record<Path, End>>> }>>

/** How often the neighbour fails, in slots. */
const NEIGHBOURS = {
  'always bad': () => true,
  'bad every second time': (slot: number) => slot % 2 === 0,
  'bad every seventh time': (slot: number) => slot % 7 === 0,
} as const

/** A prober's main thread with a probe of ours on every path, and one of a target that is not. */
function proberWith(isNeighbourBad: (slot: number) => boolean) {
  let nowWall = 1_700_000_000_000
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  const log = createSummarisedLog(recordedLog().log, () => 0)
  const samples = createSamples({ metrics, log, maintenanceReason: () => undefined, budget: 'counted' })
  const slots = createSlotLedger()
  const fault = createFaultTracker()
  const history = createFaultHistory()
  const probes = [
    exampleProbe({ name: 'home', routes: PATHS.map(path => exampleRoute(80, { path })) }),
    exampleProbe({ name: NEIGHBOUR, routes: [exampleRoute(80, { path: 'app' })] }),
  ]
  const routes = probes.flatMap(({ name, routes }) => routes.map(({ path }) => ({ probe: name, path })))
  slots.define(routes, 0)
  const definitions = { probes, evidence: [], maintenance: [], maxInFlight: 1, files: [], secrets: [] }
  samples.define(definitions, routes)
  metrics.define(definitions)
  const confirming: string[] = []
  const handle = createMessageHandler({
    ...{ metrics, log, fault, history, slots, samples, maintenanceReason: () => undefined },
    nowWall: () => nowWall,
    order: order => void (order.type === 'confirm' && confirming.push(order.probe)),
    reportFault: () => undefined,
    probes: () => probes.map(({ name }) => name),
  })
  const serve = (probe: string, role: 'slot' | 'confirm', ends: Readonly<Partial<Record<Path, End>>>): void => {
    for (const route of routes.filter(one => one.probe === probe)) {
      const { observation, ...end } = ends[route.path] ?? {}
      const unanswered = end.outcome?.isGood === false ? { response: undefined } : {}
      if (role === 'slot') handle({ type: 'slot', ...route, slotSteady: nowWall, count: 1, skipped: undefined })
      const sample = exampleSample({ ...route, role, slotWall: nowWall, ...end, observation: unanswered })
      handle({ type: 'sample', sample })
    }
    handle({ type: 'batch', probe, role })
  }
  let number = 0
  return {
    history,
    fault,
    /** So many slots of both probes, each followed by the confirmations that it asks for. */
    pass(count: number, ends: Readonly<Partial<Record<Path, End>>> = {}, isEdgeAlive = true): void {
      for (let slot = 0; slot < count; slot++, number++) {
        nowWall += SLOT_MS
        const endsOf: Readonly<Record<string, Readonly<Partial<Record<Path, End>>>>> = {
          home: ends,
          [NEIGHBOUR]: isNeighbourBad(number) ? { app: HUNG } : {},
        }
        for (const [probe, own] of Object.entries(endsOf)) serve(probe, 'slot', own)
        handle({ type: 'evidence', hop: 'edge', isAlive: isEdgeAlive })
        handle({ type: 'evidence', hop: 'ingress', isAlive: true })
        for (const probe of confirming.splice(0)) {
          for (let again = 0; again < 2; again++) serve(probe, 'confirm', endsOf[probe] ?? {})
        }
      }
    },
  }
}

const minutes = (count: number): number => (count * 60_000) / SLOT_MS

/** The domains of the periods of one probe, those that last marked so; those of no hop left out. */
function told(history: { since(wall: number): readonly FaultPeriod[] }, probe: string): readonly string[] {
  return history
    .since(0)
    .filter(period => period.probe === probe && period.domain !== 'unknown')
    .map(({ domain, until }) => (until === undefined ? `${domain} lasts` : domain))
}

describe.each(Object.keys(NEIGHBOURS) as (keyof typeof NEIGHBOURS)[])('beside a target that is %s', often => {
  test.each(Object.entries(FAULTS))('%s: it is named, it ends, and comes again', (what, { domain, ends }) => {
    const { pass, history, fault } = proberWith(NEIGHBOURS[often])
    const isEdgeAlive = what !== 'the edge refuses'
    pass(minutes(2))
    pass(minutes(2), ends, isEdgeAlive)
    expect(told(history, 'home')).toEqual([`${domain} lasts`])
    expect(fault.current.domain).toBe(domain)
    pass(minutes(7))
    expect(told(history, 'home')).toEqual([domain])
    pass(minutes(2), ends, isEdgeAlive)
    expect(told(history, 'home')).toEqual([domain, `${domain} lasts`])
    pass(minutes(7))
    expect(told(history, 'home')).toEqual([domain, domain])
  })

  test('no failure of its is counted in a fault of ours, and none of ours in its', () => {
    const { pass, history } = proberWith(NEIGHBOURS[often])
    for (const { ends } of Object.values(FAULTS)) {
      pass(minutes(2), ends)
      pass(minutes(7))
    }
    for (const { probe, failures } of history.since(0)) {
      expect(Object.keys(failures).filter(route => !route.startsWith(`${probe} `))).toEqual([])
    }
  })
})

test('while nothing is measured no probe is well, whatever it was', () => {
  const { pass, history, fault } = proberWith(() => false)
  pass(3)
  fault.blind('Nothing is measured.')
  followFaults({ fault, history, nowWall: () => 1_800_000_000_000 }, ['home'])
  expect(told(history, 'home')).toEqual(['prober lasts'])
  pass(3)
  expect(told(history, 'home')).toEqual(['prober'])
})
