import { expect, test } from 'vitest'
import type { FaultDomain } from '../../prober/contract/names.ts'
import { type Page, titleNow } from '../contract/page.ts'
import { alert, NOON, notification, page } from '../stack.testkit.ts'
import { describePage, type LocatedFault, type Notification, pageFrom as pageAt } from './page.ts'

const LATER = '2026-02-05T12:10:30.000Z'
const pageFrom = (sent: Notification, previous: Page | undefined, fault: LocatedFault | undefined) =>
  pageAt(sent, previous, fault, new Date(LATER))
const ended = { status: 'resolved', endsAt: LATER } as const

test('an alert becomes a page that says what, how bad, how long, where and what to do', () => {
  expect(pageFrom(notification([alert()]), undefined, undefined)).toEqual({
    id: `{}:{sloth_service="web"} ${NOON}`,
    severity: 'page',
    status: 'firing',
    startedAt: NOON,
    saidAt: LATER,
    title: 'web-edge-availability: the error budget burns 412.0 times as fast as allowed',
    slos: ['web-edge-availability'],
    faultDomain: 'ingress',
    evidence: [],
    burnRate: 412,
    badNow: '41.2%',
    lasts: '1h 44m 52s',
    runbook: 'docs/runbooks/slo-burn-page.md',
    titledBy: 'WebEdgeAvailability web-edge-availability',
  })
})

test('a notification without an alert is no page', () => {
  expect(pageFrom(notification([]), undefined, undefined)).toBeUndefined()
})

test('several SLOs that burn together are one page, with the figures of the worst', () => {
  const slow = alert('web-edge-latency', {}, { burn_rate: '20', bad_now: '20%' })
  const result = pageFrom(notification([slow, alert()]), undefined, undefined)
  expect(result).toMatchObject({
    slos: ['web-edge-availability', 'web-edge-latency'],
    title: 'web-edge-availability: the error budget burns 412.0 times as fast as allowed (worst of 2 SLOs)',
    burnRate: 412,
    badNow: '41.2%',
  })
})

test('an alert that has ended does not count in how bad it is now', () => {
  const over = alert('web-edge-latency', ended, { burn_rate: '1000' })
  const result = pageFrom(notification([over, alert()]), undefined, undefined)
  expect(result).toMatchObject({ status: 'firing', slos: ['web-edge-availability'], burnRate: 412 })
  expect(result).not.toHaveProperty('resolvedAt')
})

test.each([
  ['page', 'page'],
  ['ticket', 'ticket'],
  ['', 'ticket'],
])('severity "%s" is a %s', (severity, expected) => {
  const labels = { sloth_id: 'web-edge-availability', sloth_severity: severity }
  expect(pageFrom(notification([alert(undefined, { labels })]), undefined, undefined)?.severity).toBe(expected)
})

test('an alert of a foreign rule is shown with the fields it has', () => {
  const foreign = { ...alert(), labels: { alertname: 'DiskFull' }, annotations: {} }
  expect(pageFrom(notification([foreign]), undefined, undefined)).toEqual({
    id: `{}:{sloth_service="web"} ${NOON}`,
    severity: 'ticket',
    status: 'firing',
    startedAt: NOON,
    saidAt: LATER,
    title: 'DiskFull',
    slos: [],
    faultDomain: 'unknown',
    evidence: [],
    runbook: '',
    titledBy: 'DiskFull',
  })
})

test('values that Prometheus did not know are absent, never words', () => {
  const result = pageFrom(
    notification([alert(undefined, {}, { lasts: 'unknown', bad_now: 'unknown' })]),
    undefined,
    undefined,
  )
  expect(result).not.toHaveProperty('lasts')
  expect(result).not.toHaveProperty('badNow')
})

test('an incident goes on under its id, from its start, and keeps the SLOs that it hurt', () => {
  const before = page({ slos: ['web-edge-latency'], startedAt: '2026-02-05T11:59:00.000Z', id: 'first' })
  expect(pageFrom(notification([alert()]), before, undefined)).toMatchObject({
    id: 'first',
    startedAt: '2026-02-05T11:59:00.000Z',
    slos: ['web-edge-availability', 'web-edge-latency'],
  })
})

test('what fires after an incident was resolved is a new one', () => {
  const before = page({ status: 'resolved', id: 'first', slos: ['web-edge-latency'] })
  expect(pageFrom(notification([alert()]), before, undefined)).toMatchObject({
    id: `{}:{sloth_service="web"} ${NOON}`,
    slos: ['web-edge-availability'],
  })
})

test('an incident ends when the last of its alerts does', () => {
  const alerts = [alert(undefined, ended), alert('web-edge-latency', { ...ended, endsAt: '2026-02-05T12:05:00.000Z' })]
  expect(pageFrom(notification(alerts), page(), undefined)).toMatchObject({ status: 'resolved', resolvedAt: LATER })
})

test('moments are compared as moments, in whatever time zone they are written', () => {
  const alerts = [
    alert(undefined, { status: 'resolved', startsAt: '2026-02-05T12:30:00+01:00', endsAt: '2026-02-05T12:45:00Z' }),
    alert(undefined, { status: 'resolved', startsAt: '2026-02-05T12:00:00Z', endsAt: '2026-02-05T13:15:00+01:00' }),
  ]
  expect(pageFrom(notification(alerts), undefined, undefined)).toMatchObject({
    startedAt: '2026-02-05T12:30:00+01:00',
    resolvedAt: '2026-02-05T12:45:00Z',
  })
})

test.each<[string, FaultDomain | undefined, string, Page | undefined, string, readonly string[]]>([
  ['the prober, when it names a hop now', 'app', 'ingress', page(), 'app', ['app answers 500']],
  ['the alert, when the prober says none again', 'none', 'ingress', undefined, 'ingress', []],
  [
    'the alert, when the prober is not sure',
    'unknown',
    'ingress',
    page({ faultDomain: 'edge' }),
    'ingress',
    page().evidence,
  ],
  [
    'the page as it was, when the alert names none',
    undefined,
    'none',
    page({ faultDomain: 'edge' }),
    'edge',
    page().evidence,
  ],
  ['nothing, when it is unknown', undefined, 'unknown', undefined, 'unknown', []],
])('the hop is named by %s', (_, domain, annotated, previous, faultDomain, evidence) => {
  const fault = domain === undefined ? undefined : { domain, evidence: ['app answers 500'] }
  const result = pageFrom(notification([alert(undefined, {}, { fault_domain: annotated })]), previous, fault)
  expect(result).toMatchObject({ faultDomain, evidence })
})

test('the title and the runbook are of one alert, and what goes on after it is said beside them', () => {
  const surge = {
    ...alert(undefined, {
      labels: { alertname: 'ProbeFailuresSurge', probe: 'neighbour', path: 'app', sloth_severity: 'page' },
    }),
    annotations: { title: 'neighbour fails on app far more often than allowed', runbook: 'docs/runbooks/surge.md' },
  }
  const both = pageAt(notification([surge, alert()]), undefined, undefined, new Date(NOON))
  expect(both).toMatchObject({ runbook: 'docs/runbooks/slo-burn-page.md' })
  expect(both).not.toHaveProperty('firesNow')
  const after = pageFrom(notification([surge, alert(undefined, ended)]), both, undefined)
  expect(after).toMatchObject({
    title: both?.title,
    runbook: 'docs/runbooks/slo-burn-page.md',
    firesNow: [
      { title: 'neighbour fails on app far more often than allowed', runbook: 'docs/runbooks/surge.md', since: NOON },
    ],
  })
  expect(after && titleNow(after)).toContain('burned 412.0 times')
  expect(after && describePage(after).join()).toContain('now      neighbour fails on app')
  expect(pageFrom(notification([surge, alert()]), after, undefined)).not.toHaveProperty('firesNow')
})

test('a page lasts until its end is heard of, for it was shown as firing; an end that is heard late is of its own moment', () => {
  const over = (endsAt: string) => notification([alert(undefined, { status: 'resolved', endsAt })])
  expect(pageFrom(over('2026-02-05T12:10:20.000Z'), page(), undefined)?.resolvedAt).toBe(LATER)
  expect(pageFrom(over('2026-02-05T12:05:00.000Z'), page(), undefined)?.resolvedAt).toBe('2026-02-05T12:05:00.000Z')
})

const { burnRate: _burn, badNow: _bad, lasts: _lasts, ...bare } = page()
const DESCRIBED: Readonly<Record<string, Page>> = {
  page: page(),
  ticket: page({ severity: 'ticket', title: 'web-edge-availability: nothing is well', evidence: [] }),
  'page-about-no-budget': {
    ...bare,
    slos: [],
    title: 'Nothing probes',
    summary: 'The prober has not answered for 5m.',
  },
  'page-without-figures': { ...bare, slos: [], evidence: [], faultDomain: 'unknown' },
  'page-without-a-hop-or-a-runbook': { ...bare, slos: [], evidence: [], faultDomain: 'unknown', runbook: '' },
  resolved: page({ status: 'resolved', resolvedAt: LATER }),
  'resolved-without-a-hop': { ...bare, slos: [], faultDomain: 'unknown', status: 'resolved', resolvedAt: LATER },
  'resolved-at-an-unknown-time': page({ status: 'resolved', slos: [] }),
}

test.each(Object.keys(DESCRIBED))('the words of a %s stay as they were looked at', async name => {
  const described = DESCRIBED[name] ?? page()
  await expect(`${describePage(described).join('\n')}\n`).toMatchFileSnapshot(`testdata/page/${name}.txt`)
})

test('what the probes showed keeps its own moment, however often the alert is sent', () => {
  const sent = notification([alert(undefined, {}, { fault_domain: 'unknown' })])
  const first = pageAt(sent, undefined, { domain: 'app', evidence: ['app answers 500'] }, new Date(NOON))
  const later = pageAt(sent, first, { domain: 'unknown', evidence: [] }, new Date(LATER))
  expect(later).toMatchObject({ faultDomain: 'app', evidence: ['app answers 500'], seenAt: NOON })
  const again = pageAt(sent, later, { domain: 'edge', evidence: ['refused'] }, new Date(LATER))
  expect(again).toMatchObject({ faultDomain: 'edge', evidence: ['refused'], seenAt: LATER })
})

test('the same burn rate again is of the moment that it was said first', () => {
  const sent = notification([alert(undefined, {}, { burn_rate: '50.3' })])
  const first = pageAt(sent, undefined, undefined, new Date(NOON))
  expect(pageAt(sent, first, undefined, new Date(LATER))).toMatchObject({ burnRate: 50.3, saidAt: NOON })
})

test('a page goes on saying how bad its worst moment was, and when that was: later words are of windows that it is leaving', () => {
  const first = pageAt(
    notification([alert(undefined, {}, { burn_rate: '86.7' })]),
    undefined,
    undefined,
    new Date(NOON),
  )
  const worse = pageAt(notification([alert(undefined, {}, { burn_rate: '210.5' })]), first, undefined, new Date(LATER))
  expect(worse).toMatchObject({ burnRate: 210.5, saidAt: LATER })
  // Once nothing fails, the alert's own value is that of its long window, which is higher than that of a short outage.
  const leaving = {
    title: 'web: the error budget burns 500.0 times as fast as allowed',
    burn_rate: '500.0',
    bad_now: '0%',
  }
  const after = pageAt(
    notification([alert(undefined, {}, leaving)]),
    worse,
    undefined,
    new Date('2026-02-05T12:20:00Z'),
  )
  expect(after).toMatchObject({ title: worse?.title, burnRate: 210.5, saidAt: LATER })
})
