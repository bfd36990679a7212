import { describe, expect, test } from 'vitest'
import { seconds } from '../../../lib/duration.ts'
import { LABELS } from '../../../slo/core/names.ts'
import type { Page } from '../contract/page.ts'
import { alert, definedSlo, notification, page } from '../stack.testkit.ts'
import { type FaultPeriod, faultOf, readFaultPeriods, withOwnFaults } from './own-faults.ts'

/** The SLO of the page counts the probe `home` on the path `edge`. */
const COUNTED = { kind: 'events', errorQuery: '', totalQuery: '', probe: { probe: 'home', path: 'edge' } } as const
const SLOS = [{ ...definedSlo('edge-availability', 0.999), sli: COUNTED }]
const NOON = Date.parse('2026-02-05T12:00:00.000Z')

/** A period in minutes after noon, with failures on the routes that are named. */
function fault(domain: FaultPeriod['domain'], from: number, until: number | undefined, routes: string[]): FaultPeriod {
  return {
    probe: (routes[0] ?? 'home').split(' ')[0] ?? '',
    domain,
    evidence: [`${domain} failed`],
    fromWall: NOON + from * 60_000,
    untilWall: until === undefined ? undefined : NOON + until * 60_000,
    failures: new Map(routes.map(route => [route, 5])),
    lastFailures: new Map(),
  }
}

const OWN = ['home edge', 'home app']
const OTHER = ['shop edge']

describe('a page names the hop of its own failures', () => {
  test.each<[what: string, periods: readonly FaultPeriod[], domain: string]>([
    ['the only one', [fault('app', -1, undefined, OWN)], 'app'],
    ['not a later one of another probe', [fault('app', -1, 3, OWN), fault('ingress', 4, undefined, OTHER)], 'app'],
    ['not one in maintenance', [fault('edge', -1, 3, OWN), fault('ingress', 4, undefined, [])], 'edge'],
    ['not that of the moment, which may be good again', [fault('app', -1, 0.5, OWN)], 'app'],
    [
      'not one an hour before where there is a nearer one',
      [fault('ingress', -60, -50, OWN), fault('app', -1, 2, OWN)],
      'app',
    ],
    ['one an hour before where there is no nearer one', [fault('ingress', -60, -50, OWN)], 'ingress'],
    [
      'not one that was over minutes before, and had a page of its own',
      [fault('ingress', -8, -6, OWN), fault('app', -1, 2, OWN)],
      'app',
    ],
    ['the latest of several', [fault('ingress', -1, 3, OWN), fault('app', 5, undefined, OWN)], 'app'],
    ['a hop rather than no hop', [fault('ingress', -1, 3, OWN), fault('unknown', 5, undefined, OWN)], 'ingress'],
    [
      'not a hop that is slow, which spends nothing of it',
      [{ ...fault('app', -1, undefined, []), isSlow: true }],
      'dns',
    ],
    ['none, where the prober remembers none', [], 'dns'],
  ])('%s', (_, periods, domain) => {
    const notified = notification([alert()])
    expect(faultOf(notified, periods, SLOS, { domain: 'ingress', evidence: [] })?.domain ?? 'dns').toBe(domain)
    expect(withOwnFaults(page({ faultDomain: 'dns' }), periods, SLOS).faultDomain).toBe(domain)
  })

  test('a hop that is slow, where the time of its probes counts', () => {
    const latency = {
      kind: 'events',
      errorQuery: '',
      totalQuery: '',
      probe: { ...COUNTED.probe, latency: seconds(1) },
    } as const
    const slos = [...SLOS, { ...definedSlo('edge-latency', 0.99), sli: latency }]
    const slow = [{ ...fault('app', -1, undefined, []), isSlow: true as const }]
    expect(withOwnFaults(page({ slos: ['web-edge-latency'], faultDomain: 'dns' }), slow, slos).faultDomain).toBe('app')
    expect(withOwnFaults(page({ faultDomain: 'dns' }), slow, slos).faultDomain).toBe('dns')
  })

  test('an SLO that counts no probe takes what the prober names now', () => {
    const now = { domain: 'app', evidence: [] } as const
    expect(faultOf(notification([alert('shop-checkout')]), [fault('edge', -1, 1, OWN)], SLOS, now)).toBe(now)
  })
})

test.each([
  ['app', 'edge', undefined],
  ['app', 'app', 'app'],
  ['ingress', 'edge', undefined],
  ['ingress', 'app', 'app'],
  ['edge', 'edge', 'edge'],
  ['app', 'unknown', 'unknown'],
] as const)('a page about a probe on the path %s, while the %s is broken, names %s', (path, domain, named) => {
  const labels = { alertname: 'ProberFailuresSurge', probe: 'neighbour', path, [LABELS.severity]: 'page' }
  expect(faultOf(notification([alert(undefined, { labels })]), [], SLOS, { domain, evidence: [] })?.domain).toBe(named)
})

test('an alert about the prober itself names no hop, and lists none, whatever is slow or broken at that moment', () => {
  const labels = { alertname: 'ProberSamplesInvalid', probe: 'home', path: 'app', [LABELS.service]: 'prober' }
  const slow = { domain: 'app', isSlow: true, evidence: ['Every path to the app is slow.'] } as const
  const periods = [{ ...fault('app', -1, undefined, []), isSlow: true as const }, fault('ingress', -1, 2, OWN)]
  expect(faultOf(notification([alert(undefined, { labels })]), periods, SLOS, slow)).toBeUndefined()
  const ticket = page({ slos: [], severity: 'ticket', faultDomain: 'prober', evidence: [] })
  expect(withOwnFaults(ticket, periods, SLOS)).toEqual(ticket)
})

test('a page that lasts over three faults lists each with its own time, and names the present one', () => {
  const periods = [
    fault('ingress', -1, 3, OWN),
    fault('edge', 6, 9, OWN),
    { ...fault('app', 12, undefined, OWN), instances: '1 of 2' },
  ]
  expect(withOwnFaults(page(), periods, SLOS)).toMatchObject({
    faultDomain: 'app',
    instances: '1 of 2',
    evidence: ['app failed'],
    causes: [
      { faultDomain: 'ingress', from: '2026-02-05T11:59:00.000Z', until: '2026-02-05T12:03:00.000Z' },
      { faultDomain: 'edge', from: '2026-02-05T12:06:00.000Z', until: '2026-02-05T12:09:00.000Z' },
      { faultDomain: 'app', instances: '1 of 2', from: '2026-02-05T12:12:00.000Z' },
    ],
  })
})

test('a fault that was over before a page began, and had an earlier page, is no cause of it', () => {
  const earlier = page({
    id: 'earlier',
    startedAt: '2026-02-05T11:58:30.000Z',
    status: 'resolved',
    resolvedAt: '2026-02-05T11:59:45.000Z',
  })
  const periods = [fault('edge', -2, -1.5, OWN), fault('app', -0.5, undefined, OWN)]
  const named = (others: Page[]) =>
    withOwnFaults(page(), periods, SLOS, others).causes?.map(({ faultDomain }) => faultDomain)
  expect(named([page(), earlier])).toEqual(['app'])
  expect(named([page(), { ...earlier, slos: ['web-other'] }])).toEqual(['edge', 'app'])
})

test('an alert about neither an SLO nor a path takes no fault of the moment', () => {
  const full = alert(undefined, { labels: { alertname: 'DiskFull', [LABELS.severity]: 'page' } })
  expect(faultOf(notification([full]), [], SLOS, { domain: 'app', evidence: [] })).toBeUndefined()
})

test('a page that was resolved has no fault that came later', () => {
  const resolved = page({ status: 'resolved', resolvedAt: '2026-02-05T12:10:00.000Z' })
  const periods = [fault('ingress', -1, 3, OWN), fault('app', 12, undefined, OWN)]
  expect(withOwnFaults(resolved, periods, SLOS)).toMatchObject({ faultDomain: 'ingress', causes: [{}] })
})

test('the prober’s answer is read with care', () => {
  const from = '2026-02-05T12:00:00.000Z'
  const instances = { failing: ['127.0.0.1:17201'], of: 2 }
  const failures = { 'home edge': 2, odd: 'x' }
  const lastFailures = { 'home edge': '2026-02-05T12:00:10.000Z', odd: 'x' }
  const entry = { probe: 'home', domain: 'app', instances, evidence: ['a', 1], from, failures, lastFailures }
  expect(readFaultPeriods({ faults: [entry, { domain: 'moon', from }, { domain: 'app', from: 'now' }, null] })).toEqual(
    [
      {
        probe: 'home',
        domain: 'app',
        instances: '1 of 2',
        failing: '127.0.0.1:17201',
        evidence: ['a'],
        fromWall: NOON,
        untilWall: undefined,
        failures: new Map([['home edge', 2]]),
        lastFailures: new Map([['home edge', NOON + 10_000]]),
      },
    ],
  )
  expect(readFaultPeriods({ error: 'starting' })).toBeUndefined()
})

test('a page does not list what was over minutes before it began', () => {
  const shown = withOwnFaults(page(), [fault('ingress', -8, -6, OWN), fault('edge', -1, undefined, OWN)], SLOS)
  expect(shown.causes?.map(({ faultDomain }) => faultDomain)).toEqual(['edge'])
})
