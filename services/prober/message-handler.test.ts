import { expect, test } from 'vitest'
import { createLog } from '../../adapters/log.ts'
import { createFaultTracker } from './core/fault/fault-tracker.ts'
import { exampleSample } from './core/judge/example-sample.testkit.ts'
import { createSlotLedger } from './core/slots/slot-ledger.ts'
import { createMessageHandler } from './message-handler.ts'
import { createMetrics } from './metrics.ts'
import { createSamples } from './samples.ts'

test('late samples of a burst of a probe that is no longer defined are ignored', () => {
  const log = createLog({ write: () => undefined, now: () => new Date(), common: {} })
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  const fault = createFaultTracker()
  const handle = createMessageHandler({
    metrics,
    fault,
    slots: createSlotLedger(),
    samples: createSamples({ metrics, log, maintenanceReason: () => undefined }),
    maintenanceReason: () => undefined,
    nowWall: () => 0,
    reportFault: () => undefined,
    order: () => undefined,
    probes: () => [],
  })
  const failure = { phase: 'connect', reason: 'refused', detail: '' } as const
  const late = exampleSample({ role: 'confirm', outcome: { isGood: false, failure } })
  for (const sample of [late, late]) handle({ type: 'sample', sample })
  handle({ type: 'batch', probe: 'home', role: 'confirm' })
  expect(fault.current.evidence).toEqual(['Nothing has been probed yet.'])
})
