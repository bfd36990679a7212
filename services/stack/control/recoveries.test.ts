import { expect, test } from 'vitest'
import { definedSlo, report } from '../stack.testkit.ts'
import type { FaultPeriod } from './own-faults.ts'
import { recoveries } from './recoveries.ts'

const COUNTED = { kind: 'events', errorQuery: '', totalQuery: '', probe: { probe: 'home', path: 'edge' } } as const
const SLO = { ...definedSlo('edge-availability', 0.999), sli: COUNTED }
const at = (clock: string): string => `2026-02-05T${clock}.000Z`

/** A fault of the edge that was over at 12:03, by a prober that was asked at 12:06:10. */
const PERIOD: FaultPeriod = {
  ...{ probe: 'home', domain: 'edge', evidence: ['edge hangs'], failures: new Map([['home edge', 9]]) },
  ...{ fromWall: Date.parse(at('12:01:00')), untilWall: Date.parse(at('12:03:00')), lastFailures: new Map() },
}
const WATCH = { current: () => [PERIOD], answeredAt: () => new Date(at('12:06:10')) }

test.each<[what: string, faultDomain: string, probedAt: string, good: boolean]>([
  ['that still name the edge are older, and it recovers', 'edge', '12:06:05', true],
  ['that name the edge are newer, so it is broken again', 'edge', '12:06:14', false],
  ['that name another hop are newer', 'app', '12:06:14', false],
  ['that name none are newer', 'none', '12:06:14', true],
])('figures %s', (_, faultDomain, probedAt, good) => {
  const slos = [report('web-edge-availability', { burnRate5m: 20, lastErrorAt: at('12:03:00') })]
  const figures = { slos, faultDomain, probedAt: at(probedAt), blindFor: undefined }
  const { goodSince, faults } = recoveries([SLO], WATCH, figures, new Date(at('12:06:15')))
  expect(Object.keys(goodSince)).toEqual(good ? ['web-edge-availability'] : [])
  expect(faults).toEqual({ at: at('12:06:10'), lasting: [], ended: { edge: at('12:03:00') } })
})
