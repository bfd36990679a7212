import { expect, test } from 'vitest'
import { createLog } from '../../adapters/log.ts'
import { createStandingVerdict } from './core/fault/fault-tracker.ts'
import { exampleFinished } from './core/judge/example-sample.testkit.ts'
import { createSlotBook } from './core/slots/slot-ledger.ts'
import { createMetrics } from './metrics.ts'
import { createSamples } from './samples.ts'
import { createHandlers } from './thread-messages.ts'

test('what a burst still sees of a probe that is no longer defined is in no verdict', () => {
  const log = createLog({ write: () => undefined, now: () => new Date(), common: {} })
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  const verdict = createStandingVerdict()
  const handlers = createHandlers({
    metrics,
    verdict,
    slots: createSlotBook(),
    samples: createSamples({ metrics, log, maintenanceReason: () => undefined }),
    maintenanceReason: () => undefined,
    now: () => 0,
    tellVerdict: () => undefined,
    order: () => undefined,
    probes: () => [],
  })
  const failure = { phase: 'connect', reason: 'refused', detail: '' } as const
  const late = exampleFinished({ role: 'confirm', outcome: { isGood: false, failure } })
  for (const finished of [late, late]) handlers.finished({ type: 'finished', finished })
  handlers.round({ type: 'round', probe: 'home', role: 'confirm' })
  expect(verdict.current.evidence).toEqual(['Nothing has been probed yet.'])
})
