import { expect, test } from 'vitest'
import { freshnessOf } from './freshness.ts'
import { NOW, status } from './status.testkit.ts'
import type { Status } from './status.ts'

const at = (takenAt: string): Status => status({ takenAt })
const never: Status = { ...status(), snapshot: undefined }

test.each<[boolean, string, Status]>([
  [false, 'Data 4 s old', at('2026-02-05T12:06:18.000Z')],
  [false, 'Data 30 s old', at('2026-02-05T12:05:52.000Z')],
  [false, 'Data 0 s old', at('2026-02-05T12:06:30.000Z')],
  [true, 'Prometheus has not answered for 31 s; figures are from 12:05:51 UTC', at('2026-02-05T12:05:51.000Z')],
  [
    true,
    'Prometheus has not answered for 1 d; figures are from 2026-02-04 12:06:22 UTC',
    at('2026-02-04T12:06:22.000Z'),
  ],
  [true, 'Prometheus has not been queried yet; there are no figures', never],
  [
    true,
    'Prometheus has not answered for 1 min 22 s; there are no figures yet',
    { ...never, silentSince: '2026-02-05T12:05:00.000Z' },
  ],
])('stale is %s and the page says "%s"', (isStale, sentence, shown) => {
  expect(freshnessOf(shown, NOW)).toMatchObject({ isStale, sentence })
})
