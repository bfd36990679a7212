import { expect, test } from 'vitest'
import type { Notice } from '../contract/notice.ts'
import { titleNow } from '../contract/page.ts'
import { isNewsOf, ownPage } from './own-page.ts'

const SINCE = '2026-02-05T12:00:00.000Z'
const after = (seconds: number) => new Date(Date.parse(SINCE) + seconds * 1000)
const SILENT: Notice = {
  kind: 'alertmanager-silent',
  since: SINCE,
  text: 'Alertmanager does not answer since 12:00:00 UTC',
}

test('an alerting that is broken for a minute is a page of the stack itself, with what the prober says', () => {
  expect(ownPage([SILENT], undefined, undefined, after(59))).toBeUndefined()
  const fault = { domain: 'ingress', evidence: ['ingress refuses connections'] } as const
  expect(ownPage([SILENT], undefined, fault, after(60))).toMatchObject({
    id: `stack ${SINCE}`,
    severity: 'page',
    status: 'firing',
    startedAt: SINCE,
    title: 'No alert can page: Alertmanager does not answer since 12:00:00 UTC',
    faultDomain: 'ingress',
    evidence: ['ingress refuses connections'],
  })
})

test.each(['maintenance', 'drill', 'prober-silent', 'data-lost'] as const)(
  '%s is none: alerts report it, or nothing is to be done',
  kind => expect(ownPage([{ ...SILENT, kind }], undefined, undefined, after(3600))).toBeUndefined(),
)

test('it remains one page while the reasons change, and ends with the last of them', () => {
  const first = ownPage([SILENT], undefined, undefined, after(60))
  const other: Notice = { kind: 'storage-fails', since: after(30).toISOString(), text: 'Prometheus stores no samples' }
  const second = ownPage([other], first, undefined, after(90))
  expect(second).toMatchObject({
    id: first?.id,
    startedAt: SINCE,
    title: 'No alert can page: Prometheus stores no samples',
  })
  expect(ownPage([], second, undefined, after(120))).toMatchObject({
    id: first?.id,
    status: 'resolved',
    resolvedAt: after(120).toISOString(),
  })
  expect(ownPage([], undefined, undefined, after(120))).toBeUndefined()
})

test('when it is over it says from when to when, and nothing of hops', () => {
  const fault = { domain: 'app', evidence: ['the app answered 500'] } as const
  const over = ownPage([], ownPage([SILENT], undefined, fault, after(60)), fault, after(152))
  expect(over).toMatchObject({ faultDomain: 'none', evidence: [] })
  expect(over && titleNow(over)).toBe('No alert could page: Alertmanager did not answer from 12:00:00 to 12:02:32 UTC')
})

test('news is its beginning, its end, and another broken hop: all there is to learn of an outage then', () => {
  const blind = ownPage([SILENT], undefined, { domain: 'none', evidence: [] }, after(60))
  const broken = ownPage([SILENT], blind, { domain: 'app', evidence: [] }, after(70))
  const over = ownPage([], broken, undefined, after(80))
  if (blind === undefined || broken === undefined || over === undefined) throw new Error('there is no page')
  expect(isNewsOf(blind, undefined)).toBe(true)
  expect(isNewsOf(blind, blind)).toBe(false)
  expect(isNewsOf(broken, blind)).toBe(true)
  expect(isNewsOf(blind, broken)).toBe(false)
  expect(isNewsOf(over, broken)).toBe(true)
})
