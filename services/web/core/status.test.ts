import { expect, test } from 'vitest'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
import type { Reading } from '../../../slo/report/reading.ts'
import { METRICS } from '../../prober/contract/names.ts'
import { DEFINED, NOW } from './status.testkit.ts'
import { initialStatus, shownSlos, takeSnapshot } from './status.ts'

const identity = { [LABELS.id]: 'web-edge', [LABELS.service]: 'web', [LABELS.slo]: 'edge' }
const reading = (series: string, value: number, labels: Record<string, string> = identity): Reading => ({
  labels: { __name__: series, ...labels },
  value,
})

test('readings become figures, with the SLI over the period the SLO has', () => {
  const readings = [
    reading(SERIES.objective, 0.999),
    reading(SERIES.periodDays, 30),
    reading(SERIES.budgetRemaining, 0.5),
    reading(SERIES.errorRatio('5m'), 0.002),
    reading(SERIES.errorRatio('1h'), 0.001),
    reading(SERIES.errorRatio('3d'), 0.9),
    reading(SERIES.errorRatio('30d'), 0.0005),
    reading(METRICS.faultDomain, 0, { domain: 'none' }),
    reading(METRICS.faultDomain, 1, { domain: 'edge' }),
  ]
  const snapshot = takeSnapshot(NOW, readings, [])
  expect(snapshot).toMatchObject({ takenAt: NOW, faultDomain: 'edge' })
  expect(snapshot.slos).toMatchObject([{ id: 'web-edge', periodSli: 0.9995, budgetRemaining: 0.5 }])
  expect(snapshot.slos[0]?.burnRate5m).toBeCloseTo(2)
})

test('a value that is not a number is no data', () => {
  const readings = [
    reading(SERIES.objective, 0.999),
    reading(SERIES.periodDays, 30),
    reading(SERIES.errorRatio('30d'), Number.NaN),
  ]
  expect(takeSnapshot(NOW, readings, []).slos[0]).not.toHaveProperty('periodSli')
})

test('an SLO that is defined and not measured is shown, without any figure', () => {
  expect(takeSnapshot(NOW, [], [DEFINED])).toEqual({ takenAt: NOW, slos: [DEFINED], faultDomain: undefined })
})

test('SLOs stand in the order they were written, and one that is no longer written is not shown', () => {
  const second = { ...DEFINED, id: 'web-edge' }
  const other = reading(SERIES.objective, 0.99, { ...identity, [LABELS.id]: 'another' })
  const { slos } = takeSnapshot(NOW, [other, reading(SERIES.objective, 0.999)], [DEFINED, second])
  expect(slos.map(({ id }) => id)).toEqual(['web-edge-latency', 'web-edge'])
})

test('before anything is read the definitions are shown', () => {
  expect(shownSlos(initialStatus([DEFINED]))).toEqual([DEFINED])
})

test('the hop that is named comes with the share of its instances that fail, or as slow', () => {
  const domain = reading(METRICS.faultDomain, 1, { domain: 'app' })
  const instances = (bad: number, good: number) => [
    reading(METRICS.faultInstances, bad, { outcome: 'bad' }),
    reading(METRICS.faultInstances, good, { outcome: 'good' }),
  ]
  const seen = (...readings: Reading[]) => takeSnapshot(NOW, [domain, ...readings], [])
  expect(seen(...instances(1, 1))).toEqual({ takenAt: NOW, slos: [], faultDomain: 'app', faultInstances: '1 of 2' })
  expect(seen(...instances(0, 0), reading(METRICS.faultSlow, 1, {}))).toMatchObject({ isSlow: true })
  expect(seen(...instances(0, 0), reading(METRICS.faultSlow, 0, {}))).toEqual({
    takenAt: NOW,
    slos: [],
    faultDomain: 'app',
  })
})
