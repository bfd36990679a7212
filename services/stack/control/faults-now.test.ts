import { expect, test } from 'vitest'
import { faultsNow } from './faults-now.ts'
import type { FaultPeriod } from './own-faults.ts'

const wall = (minute: number): number => Date.UTC(2026, 1, 5, 12, minute)

function period(probe: string, domain: FaultPeriod['domain'], from: number, until?: number): FaultPeriod {
  const untilWall = until === undefined ? undefined : wall(until)
  return { probe, domain, evidence: [], fromWall: wall(from), untilWall, failures: new Map(), lastFailures: new Map() }
}

test('a hop is over when no probe has it as its fault any more, at the last of its ends', () => {
  const periods = [
    period('home', 'edge', 0, 4),
    period('shop', 'edge', 0, 5),
    period('home', 'app', 2, 3),
    { ...period('shop', 'app', 6), instances: '1 of 2', failing: 'web-2' },
    period('neighbour', 'unknown', 1),
  ]
  expect(faultsNow(periods, new Date(wall(7)))).toEqual({
    at: '2026-02-05T12:07:00.000Z',
    lasting: [{ faultDomain: 'app', failing: 'web-2' }, { faultDomain: 'unknown' }],
    ended: { edge: '2026-02-05T12:05:00.000Z' },
  })
})
