import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { pastTitle } from './past-title.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const TITLES = ['web', 'prober'].flatMap(name => {
  const text = readFileSync(path.join(ROOT, `slo/generated/${name}.rules.yaml`), 'utf8')
  return [...text.matchAll(/^ +title: (.*)$/gm)].flatMap(([, title = '']) => waysOf(title.replace(/^"|"$/g, '')))
})

/** A title with each way of its choices. */
function waysOf(title: string): readonly string[] {
  const choice = /\{\{ if [^}]*\}\}(.*?)\{\{ else \}\}(.*?)\{\{ end \}\}/.exec(title)
  const [all = '', one = '', other = ''] = choice ?? []
  return choice === null ? [title] : [one, other].flatMap(way => waysOf(title.replace(all, way)))
}
/** Titles that say of themselves that they are of the past. */
const IN_THE_PAST = /rejected|hung|ended by itself/

test('there are titles', () => expect(TITLES.length).toBeGreaterThan(15))

test.each([...new Set(TITLES)].filter(title => !IN_THE_PAST.test(title)))(
  'the title of an alert that is over: %s',
  title => expect(pastTitle(title)).not.toBe(title),
)

test.each([
  [
    'web-edge: the error budget burns 40.0 times as fast as allowed (worst of 2 SLOs)',
    'web-edge: the error budget burned 40.0 times as fast as allowed (worst of 2 SLOs)',
  ],
  ['web-edge: no data', 'web-edge had no data'],
  ['The prober runs, but home on app is not measured', 'The prober ran, but home on app was not measured'],
  ['2.5% of the samples of home on app are invalid', '2.5% of the samples of home on app were invalid'],
  [
    'No alert can page: Prometheus stores no samples since 12:00:00 UTC; Alertmanager does not answer since 12:00:30 UTC',
    'No alert could page: Prometheus stored no samples from 12:00:00 UTC on; Alertmanager did not answer from 12:00:30 UTC on',
  ],
  [
    'No alert can page: Alertmanager has heard nothing from Prometheus since 2026-02-05 12:00:00 UTC',
    'No alert could page: Alertmanager had heard nothing from Prometheus from 2026-02-05 12:00:00 UTC on',
  ],
  [
    'No alert can page: Prometheus is stopped since 12:00:00 UTC: less than 15 MiB of the disk of /srv are free, and a full one would destroy what it has measured; it goes on when 23 MiB are free',
    'No alert could page: Prometheus was stopped from 12:00:00 UTC on: less than 15 MiB of the disk of /srv were free',
  ],
  ['The certificate of home on edge has expired', 'The certificate of home on edge had expired'],
  ['an alert of someone else', 'an alert of someone else'],
])('%s: when it is over, %s', (title, past) => expect(pastTitle(title)).toBe(past))
