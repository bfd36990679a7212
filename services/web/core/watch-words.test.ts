import { describe, expect, test } from 'vitest'
import type { Notice } from '../../stack/contract/notice.ts'
import { freshnessOf } from './freshness.ts'
import { headlineOf } from './headline.ts'
import { figures, NOW, SITE, status } from './status.testkit.ts'
import type { Snapshot, Status } from './status.ts'
import { statusDocument } from './status-document.ts'
import { renderStatusPage } from './status-page.ts'
import { shownStanding } from './watch-words.ts'

const SINCE = '2026-02-05T12:05:00.000Z'
const notice = (kind: Notice['kind'], text: string): Notice => ({ kind, since: SINCE, text })
const DEAD = notice('alertmanager-silent', 'Alertmanager does not answer since 12:05:00 UTC')

function saying(notices: readonly Notice[], snapshot: Partial<Snapshot> = {}): Status {
  return status(snapshot, { pages: { source: 'answering', pages: [], notices } })
}
const headlineFor = (shown: Status) => headlineOf(shown, freshnessOf(shown, NOW), NOW)
const pageText = (shown: Status) => renderStatusPage(SITE, shown, NOW).replace(/<style>.*?<\/style>/s, '')

describe('a dead Alertmanager', () => {
  test('is in the headline of a site that is well', () => {
    expect(headlineFor(saying([DEAD]))).toMatchObject({
      tone: 'blind',
      title: 'Pages unknown',
      sentence: expect.stringContaining('Alertmanager does not answer since 12:05:00 UTC.'),
    })
  })

  test('leaves a worse headline where it is, and is said below it', () => {
    const shown = saying([DEAD], { faultDomain: 'ingress' })
    expect(headlineFor(shown).title).toBe('The ingress is broken')
    expect(pageText(shown)).toContain('Pages: unknown, Alertmanager does not answer since 12:05:00 UTC')
  })

  test('is in the list of pages, where there was “no recent pages”, and in the facts for programs', () => {
    expect(pageText(saying([DEAD]))).not.toContain('No recent pages')
    expect(statusDocument(SITE, saying([DEAD]), NOW)).toMatchObject({ arePagesKnown: false, notices: [DEAD] })
    expect(statusDocument(SITE, saying([]), NOW)).toMatchObject({ arePagesKnown: true })
  })
})

test('a pager that does not answer is said with the moment, and what it said before is not', () => {
  const shown = status({}, { pages: { source: 'silent', pages: [], notices: [DEAD], silentSince: SINCE } })
  expect(headlineFor(shown)).toMatchObject({ title: 'Pages unknown', tone: 'blind' })
  expect(pageText(shown)).toContain('the pager does not answer since 12:05:00 UTC')
  expect(pageText(shown)).not.toContain('Alertmanager')
})

test.each([
  ['maintenance', 'maintenance of every probe until 12:30:00 UTC (&lt;new disk&gt;): no budget is spent'],
  ['drill', 'drill “edge-down” since 12:00:00 UTC: something is broken on purpose'],
  ['data-lost', 'the measurements from 11:50:00 to 11:56:00 UTC are lost'],
] as const)('a notice of kind %s is on the page, and changes no headline', (kind, text) => {
  const shown = saying([notice(kind, text.replace('&lt;', '<').replace('&gt;', '>'))])
  expect(pageText(shown)).toContain(`${text.charAt(0).toUpperCase()}${text.slice(1)}`)
  expect(headlineFor(shown).title).toBe('All SLOs are met')
})

describe('an SLO that counts probes, while the prober is silent', () => {
  const probed = figures({ isProbed: true, burnRate5m: 28.6, burnRate1h: 28.6 })
  const other = figures({ id: 'web-requests' })
  const shown = saying([], { faultDomain: undefined, slos: [probed, other] })

  test('is blind, whatever its last figures say, and others are not', () => {
    const freshness = freshnessOf(shown, NOW)
    expect(shownStanding(probed, shown, freshness)).toBe('blind')
    expect(shownStanding(other, shown, freshness)).toBe('kept')
  })

  test('keeps the headline from the memory of its windows', () => {
    expect(headlineFor(shown)).toMatchObject({ tone: 'blind', title: 'Blind' })
  })
})

test('a Prometheus that answers and stores nothing has old figures, and the prober itself is asked', () => {
  const proberSays = { at: NOW, faultDomain: 'ingress', evidence: ['Ingress refuses connections.'] }
  const pages = { source: 'answering', pages: [], notices: [], proberSays } as const
  const shown = status({ newestSampleAt: '2026-02-05T12:05:30.000Z' }, { pages })
  expect(freshnessOf(shown, NOW)).toMatchObject({
    isStale: true,
    sentence: 'Prometheus has stored no sample for 52 s; figures are from 12:05:30 UTC',
  })
  expect(pageText(shown)).toContain(
    'The prober itself says at 12:06:22 UTC: fault domain ingress. Ingress refuses connections.',
  )
})

test('a sample that is as old as scrapes are leaves the figures fresh', () => {
  const shown = status({ newestSampleAt: '2026-02-05T12:05:55.000Z' })
  expect(freshnessOf(shown, NOW)).toMatchObject({ isStale: false, sentence: 'Data 4 s old' })
})
