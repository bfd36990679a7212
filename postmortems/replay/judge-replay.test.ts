import { expect, test } from 'vitest'
import { milliseconds, minutes } from '../../lib/duration.ts'
import type { Incident } from '../definition/model.ts'
import { type Replayed, replayProblems } from './judge-replay.ts'
import type { Firing } from './replay-file.ts'

const firing = (
  alertname: string,
  from: number,
  to: number | undefined,
  more: Record<string, string> = {},
): Firing => ({
  labels: { alertname, sloth_severity: 'page', sloth_service: 'web', ...more },
  from: minutes(from),
  to: to === undefined ? undefined : minutes(to),
})

const GOOD: readonly Firing[] = [
  firing('Burns', 2, 30),
  firing('Surge', 1, 23),
  firing('Killed', 6, undefined, { sloth_severity: 'ticket', pod: 'a' }),
]

const EXPECTED: Incident['expected'] = {
  alerts: [
    {
      ...{ alert: 'Burns', severity: 'page', labels: {}, isThereBefore: false },
      ...{ from: minutes(1), by: minutes(2), endsFrom: minutes(29), endsBy: minutes(31) },
    },
    {
      ...{ alert: 'Killed', severity: undefined, labels: { pod: 'a' }, isThereBefore: false },
      ...{ from: milliseconds(0), by: minutes(7), endsFrom: undefined, endsBy: undefined },
    },
  ],
  silent: [{ alert: 'Gone', severity: undefined, labels: {} }],
  pages: 1,
  faultDomain: 'app',
}

function problems(firings: readonly Firing[], domains: readonly string[] = ['none', 'unknown', 'app', 'none']) {
  const prober = domains.map(domain => ({ counts: new Map(), domain })) as Replayed['prober']
  const scrapes = domains.map((_, index) => minutes(index))
  const incident = { expected: EXPECTED, length: minutes(21) } as Incident
  return replayProblems(incident, { firings, prober, scrapes })
}

test('what is as the file says has no problem', () => expect(problems(GOOD)).toEqual([]))

const [burns, surge, killed] = GOOD as [Firing, Firing, Firing]

test.each<readonly [what: string, firings: readonly Firing[], says: string]>([
  ['an alert that is gone', [surge, killed], 'Burns (page) does not fire, and must by 2m.'],
  [
    'one of another severity',
    [{ ...burns, labels: { ...burns.labels, sloth_severity: 'ticket' } }, surge, killed],
    'Burns (page) does not fire, and must by 2m.',
  ],
  [
    'one of another pod',
    [burns, surge, firing('Killed', 6, 9, { pod: 'b' })],
    'Killed (a) does not fire, and must by 7m.',
  ],
  ['one that is late', [firing('Burns', 3, 30), surge, killed], 'Burns (page) fires at 3m, not by 2m.'],
  ['one that is early', [firing('Burns', 0, 30), surge, killed], 'Burns (page) fires at 0s, before 1m.'],
  ['one that ends early', [firing('Burns', 2, 10), surge, killed], 'Burns (page) ends at 10m, before 29m.'],
  ['one that ends late', [firing('Burns', 2, 40), surge, killed], 'Burns (page) ends at 40m, not by 31m.'],
  ['one that never ends', [firing('Burns', 2, undefined), surge, killed], 'Burns (page) ends never, not by 31m.'],
  ['one that must be silent', [...GOOD, firing('Gone', 4, 5)], 'Gone fires at 4m, and must stay silent.'],
  ['one that fires before the incident', [...GOOD, firing('Other', -3, 5)], 'Other (page) fires before the incident.'],
  [
    'a page of another group',
    [...GOOD, firing('Absent', 5, 9, { sloth_service: 'prober' })],
    'There are 2 pages (at 1m, at 5m), not 1.',
  ],
  ['a page that comes again', [...GOOD, firing('Surge', 40, 42)], 'There are 2 pages (at 1m, at 40m), not 1.'],
  ['no page at all', [killed], 'There are 0 pages, not 1.'],
])('%s is a problem', (_, firings, says) => expect(problems(firings)).toContain(says))

test.each([
  [['none', 'unknown', 'none'], 'The fault domain app is never named.'],
  [['none', 'edge', 'app'], 'The fault domain edge is named, and only app may be.'],
])('the hops %j are a problem', (domains, says) => expect(problems(GOOD, domains)).toContain(says))
