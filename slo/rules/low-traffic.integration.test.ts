import { expect, test } from 'vitest'
import { replayRules } from '../../ci/slo/replay-rules.ts'
import { hours, minutes } from '../../lib/duration.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { columnsOf } from '../timeline/replay-chart.ts'
import { rangeOf, simulatedSlo } from '../timeline/simulation.ts'
import { firstAlert } from './alert-time.ts'

const slo = simulatedSlo(
  exampleSlo(
    `version: prometheus/v1
service: shop
slos: [{ name: home, objective: 99.9, sli: { events: { error_query: "sum(rate(b[{{.window}}]))", total_query: "sum(rate(a[{{.window}}]))" } }, alerting: { name: Burns } }]
`,
  ),
)

/** How long after the outage began the page fires, in minutes, in a real Prometheus. */
async function pagedAfter(eventsPerMinute: number, badPercent: number): Promise<number> {
  const eventsPerSecond = eventsPerMinute / 60
  const timeline = {
    segments: [
      { length: hours(3), eventsPerSecond, badRatio: 0 },
      { length: minutes(50), eventsPerSecond, badRatio: badPercent / 100 },
    ],
    series: [],
  }
  const range = rangeOf({ about: { service: 'shop' }, timeline })
  const [result] = await replayRules([slo], timeline, range, columnsOf(range, 4), () => undefined)
  const [page] = result?.alerts.page ?? []
  return page === undefined ? Number.POSITIVE_INFINITY : (page.from - range.startSeconds) / 60 - 180
}

test.concurrent.each([
  [1, 100],
  [10, 100],
  [0.2, 100],
])(
  'at %d events a minute, of which %d in a hundred are bad, the page fires when so many whole events have come',
  async (events, bad) => {
    const predicted = (firstAlert(slo, 'page', bad / 100, events / 60) ?? 0) / 60_000
    const paged = await pagedAfter(events, bad)
    // A scrape and an evaluation later.
    expect(paged).toBeLessThanOrEqual(predicted + 0.75)
    expect(paged).toBeGreaterThanOrEqual(predicted - 0.1)
  },
)
