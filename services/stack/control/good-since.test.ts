import { describe, expect, test } from 'vitest'
import { seconds } from '../../../lib/duration.ts'
import type { SloReport } from '../../../slo/report/report.ts'
import { definedSlo, report } from '../stack.testkit.ts'
import { goodSince } from './good-since.ts'
import type { FaultPeriod } from './own-faults.ts'

/** The SLO counts the probe `home` on the path `edge`. */
const COUNTED = { kind: 'events', errorQuery: '', totalQuery: '', probe: { probe: 'home', path: 'edge' } } as const
const SLO = { ...definedSlo('edge-availability', 0.999), sli: COUNTED }
const ID = 'web-edge-availability'
const NOON = Date.parse('2026-02-05T12:00:00.000Z')
const OWN = ['home edge', 'home app']
const OTHER = ['shop edge']

/** Minutes after noon. */
const at = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString()

interface Fault {
  readonly probe?: string
  readonly domain?: FaultPeriod['domain']
  readonly from: number
  /** Absent while it lasts. */
  readonly until?: number
  readonly routes?: readonly string[]
  /** When the last probe of each route failed. */
  readonly last?: number
}

function fault({
  probe = 'home',
  domain = 'app',
  from,
  until,
  routes = OWN,
  last = until ?? from,
}: Fault): FaultPeriod {
  return {
    probe,
    domain,
    evidence: domain === 'unknown' ? [] : [`${domain} failed`],
    fromWall: Date.parse(at(from)),
    untilWall: until === undefined ? undefined : Date.parse(at(until)),
    failures: new Map(routes.map(route => [route, 5])),
    lastFailures: new Map(routes.map(route => [route, Date.parse(at(last))])),
  }
}

/** Since when the SLO is good ten minutes after noon, in minutes after noon; `counted` is the last error in the figures. */
function since(faults: readonly Fault[], counted?: number, changes: Partial<SloReport> = { burnRate5m: 20 }) {
  const lastError = counted === undefined ? {} : { lastErrorAt: at(counted) }
  const found = goodSince([SLO], faults.map(fault), [report(ID, { ...lastError, ...changes })], new Date(at(10)))[ID]
  return found === undefined ? undefined : (Date.parse(found) - NOON) / 60_000
}

describe('an SLO that still burns recovers', () => {
  test('since the last error that is counted, whatever the faults were', () => {
    expect(since([{ from: -1, until: 3, last: 2.9 }], 3.25)).toBe(3.25)
    expect(
      since(
        [
          { from: -1, until: 3 },
          { domain: 'unknown', from: 5, until: 5 },
        ],
        5.25,
      ),
    ).toBe(5.25)
  })
  test('never earlier than an error of no fault at all, such as a single slow probe', () => {
    expect(since([{ from: -1, until: 3 }], 6.5)).toBe(6.5)
    expect(since([], 6.5)).toBe(6.5)
  })
  test('not while it may be the first error of a fault that is not named yet', () => {
    expect(since([{ from: -1, until: 3 }], 9.75)).toBeUndefined()
    expect(since([], 9.75)).toBeUndefined()
    expect(since([{ domain: 'unknown', from: 9.5, until: 9.5 }], 9.75)).toBeUndefined()
  })
  test('since the last failure of its own probes that no figure has yet', () => {
    expect(since([{ from: 8, until: 9.9, last: 9.8 }], 9.5)).toBe(9.8)
  })
  test('since the end of the last of its own faults, where no error is recorded with its time', () => {
    const faults = [
      { from: -1, until: 1 },
      { from: 2, until: 3 },
      { probe: 'shop', domain: 'edge', from: 4, routes: OTHER },
    ] as const
    expect(since(faults)).toBe(3)
  })
  test('whatever else is broken', () => {
    const other = { probe: 'shop', domain: 'edge', from: 4 } as const
    expect(
      since(
        [
          { from: -1, until: 3 },
          { ...other, routes: OTHER },
        ],
        3.25,
      ),
    ).toBe(3.25)
    expect(
      since(
        [
          { from: -1, until: 3 },
          { ...other, routes: [] },
        ],
        3.25,
      ),
    ).toBe(3.25)
  })
  test('not while one of its own faults lasts', () => {
    expect(
      since(
        [
          { from: -1, until: 3 },
          { domain: 'edge', from: 4 },
        ],
        3.25,
      ),
    ).toBeUndefined()
  })
  test('while a hop is slow to its probes, whose time does not count', () => {
    const slow = { ...fault({ from: 4, routes: [] }), isSlow: true } as const
    const reports = [report(ID, { burnRate5m: 20, lastErrorAt: at(3.25) })]
    const periods = [fault({ from: -1, until: 3 }), slow]
    expect(goodSince([SLO], periods, reports, new Date(at(10)))).toEqual({ [ID]: at(3.25) })
    const timed = { ...SLO, sli: { ...COUNTED, probe: { ...COUNTED.probe, latency: seconds(1) } } }
    expect(goodSince([timed], periods, reports, new Date(at(10)))).toEqual({})
  })
  test('not when another hop has just been named, of which no failure is counted yet', () => {
    const named = { domain: 'edge', from: 3, routes: [] } as const
    expect(since([{ domain: 'unknown', from: -1, until: 3 }, named], 3.25)).toBeUndefined()
  })
  test('not for a fault of more than an hour ago, nor when it does not burn', () => {
    expect(since([{ from: -90, until: -55 }], -54)).toBeUndefined()
    expect(since([{ from: -1, until: 3 }], 3.25, {})).toBeUndefined()
  })
})

test('of an SLO that counts no probe nothing is said of probes', () => {
  const slo = definedSlo('checkout', 0.999)
  const reports = [report('web-checkout', { burnRate5m: 20, lastErrorAt: at(3) })]
  expect(goodSince([slo], [], reports, new Date(at(10)))).toEqual({})
})
