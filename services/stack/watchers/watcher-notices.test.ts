import { describe, expect, test } from 'vitest'
import type { Notice } from '../contract/notice.ts'
import { NO_FACTS, type WatcherFacts } from './facts.ts'
import { watcherNotices } from './watcher-notices.ts'

const START = new Date('2026-02-05T11:00:00.000Z')
const NOW = new Date('2026-02-05T12:00:00.000Z')
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000)

const WELL: WatcherFacts = {
  ...NO_FACTS,
  newestSample: ago(4),
  newestEvaluation: ago(14),
  newestProberSample: ago(4),
  heartbeat: ago(70),
  fault: { domain: 'none', evidence: [] },
}

const texts = (notices: readonly Notice[]) => notices.map(({ kind, text }) => `${kind}: ${text}`)
const noticesOf = (changes: Partial<WatcherFacts>) => texts(watcherNotices({ ...WELL, ...changes }, START, NOW))

test('nothing is said while everything that watches does', () => expect(noticesOf({})).toEqual([]))

describe('each silence is said, with the moment it began', () => {
  test.each<[string, Partial<WatcherFacts>, string]>([
    [
      'a dead Alertmanager',
      { alertmanagerSilentSince: ago(75), heartbeat: ago(75) },
      'alertmanager-silent: Alertmanager does not answer since 11:58:45 UTC',
    ],
    [
      'an Alertmanager that hears nothing',
      { heartbeat: ago(151) },
      'heartbeat-missing: Alertmanager has heard nothing from Prometheus since 11:57:29 UTC',
    ],
    [
      'an Alertmanager that never heard anything',
      { heartbeat: undefined },
      'heartbeat-missing: Alertmanager has heard nothing from Prometheus since 11:00:00 UTC',
    ],
    [
      'a frozen Prometheus, and nothing that only it can see',
      {
        prometheusSilentSince: ago(200),
        newestSample: ago(200),
        newestEvaluation: ago(200),
        heartbeat: ago(200),
        newestProberSample: ago(200),
      },
      'prometheus-silent: Prometheus does not answer since 11:56:40 UTC',
    ],
    [
      'a Prometheus that answers and stores nothing',
      { newestSample: ago(52), newestEvaluation: ago(61), newestProberSample: ago(52) },
      'storage-fails: Prometheus stores no samples since 11:59:08 UTC',
    ],
    [
      'a Prometheus that stores and evaluates nothing',
      { newestEvaluation: ago(61) },
      'rules-stopped: Prometheus evaluates no rules since 11:58:59 UTC',
    ],
    [
      'a dead prober, once',
      { proberSilentSince: ago(90), newestProberSample: ago(92), fault: undefined },
      'prober-silent: the prober does not answer since 11:58:30 UTC',
    ],
    [
      'a prober that Prometheus does not reach',
      { newestProberSample: ago(31) },
      'prober-unscraped: Prometheus has nothing new from the prober since 11:59:29 UTC',
    ],
  ])('%s', (_, changes, said) => expect(noticesOf(changes)).toEqual([said]))
})

test('what has nothing to do with Prometheus is said beside its silence', () => {
  const changes = { prometheusSilentSince: ago(60), alertmanagerSilentSince: ago(60), proberSilentSince: ago(60) }
  expect(noticesOf(changes).map(text => text.split(':')[0])).toEqual([
    'prometheus-silent',
    'alertmanager-silent',
    'prober-silent',
  ])
})

test('a restart of a part is too short to be said', () => {
  const changes = { prometheusSilentSince: ago(9), alertmanagerSilentSince: ago(9), proberSilentSince: ago(9) }
  expect(noticesOf(changes)).toEqual([])
})

test('samples of an earlier run of the stack are no silence of this one', () => {
  const old = new Date('2026-01-01T00:00:00.000Z')
  const facts = { ...WELL, newestSample: old, newestEvaluation: old, newestProberSample: old, heartbeat: old }
  expect(watcherNotices(facts, NOW, new Date(NOW.getTime() + 20_000))).toEqual([])
})

test('a silence of another day has its date', () => {
  const since = new Date('2026-02-04T23:59:59.000Z')
  expect(noticesOf({ alertmanagerSilentSince: since })).toEqual([
    'alertmanager-silent: Alertmanager does not answer since 2026-02-04 23:59:59 UTC',
  ])
})
