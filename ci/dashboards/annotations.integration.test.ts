import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import type { PrivatePrometheus } from '../../adapters/prometheus/private-server.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { momentsOf } from '../../dashboards/preview/annotations.ts'
import { answerBoard } from '../../dashboards/preview/answer-board.ts'
import { viewBoard } from '../../dashboards/preview/view.ts'
import { NOW } from '../../dashboards/proof/scenario.ts'
import { seconds } from '../../lib/duration.ts'
import { LABELS } from '../../slo/core/names.ts'
import { renderSamples, type SampledSeries } from '../../slo/timeline/sampled-series.ts'
import type { TimeRange } from '../../slo/timeline/time-range.ts'
import { startFixturePrometheus } from './fixture-prometheus.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONTH: TimeRange = { startSeconds: NOW - 30 * DAY, endSeconds: NOW, stepSeconds: MINUTE }

/**
 * When each instance was scraped, before now: for half an hour none was, and once the second was not for eight minutes.
 */
const isScraped = (instance: string, before: number) =>
  !(before > 4 * HOUR && before < 4.5 * HOUR) &&
  !(instance === 'web-1' && before > 100 * MINUTE && before < 108 * MINUTE)

/** One release; three hours ago the second instance got another one, and seventy minutes ago the first one again. */
function releaseOf(instance: string, before: number): string {
  return instance === 'web-1' && before <= 3 * HOUR && before > 70 * MINUTE ? 'second' : 'first'
}

function released(instance: string, release: string): SampledSeries {
  return {
    name: 'app_release_info',
    labels: { job: 'web', instance, release },
    value: moment =>
      isScraped(instance, NOW - moment) && releaseOf(instance, NOW - moment) === release ? 1 : undefined,
    range: MONTH,
  }
}

/** Two pages, of which the first fired for ten minutes two days ago, and the second still does. */
const pages: SampledSeries = {
  name: 'ALERTS',
  labels: { alertname: 'WebBurns', alertstate: 'firing', [LABELS.id]: 'web-home', [LABELS.severity]: 'page' },
  value: moment => {
    const before = NOW - moment
    return (before <= 50 * HOUR && before > 50 * HOUR - 10 * MINUTE) || before <= 90 * MINUTE ? 1 : undefined
  },
  range: MONTH,
}

/** A maintenance of twenty minutes. */
const maintenance: SampledSeries = {
  name: 'prober_maintenance_active',
  labels: { job: 'prober', instance: 'prober-0', probe: 'home' },
  value: moment => (NOW - moment <= HOUR && NOW - moment > 40 * MINUTE ? 1 : 0),
  range: { ...MONTH, startSeconds: NOW - DAY },
}

const HISTORY = [
  maintenance,
  released('web-0', 'first'),
  released('web-1', 'first'),
  released('web-1', 'second'),
  pages,
]

let prometheus: PrivatePrometheus
beforeAll(async () => {
  prometheus = await startFixturePrometheus(renderSamples(HISTORY))
})
afterAll(() => prometheus.stop())

/** The annotations on a dashboard of a range, as minutes before now. */
async function marked(rangeSeconds: number): Promise<readonly string[]> {
  const [home] = allBoards(exampleContext).map(viewBoard)
  if (home === undefined) throw new Error('there is no dashboard')
  const board = { ...home, panels: [], rangeSeconds }
  const source = createPrometheus(prometheus.url, { timeout: seconds(20) })
  const answers = await answerBoard(board, source, { now: NOW + 90, scrapeSeconds: MINUTE })
  return momentsOf(board, answers).map(({ at, text }) => `${text}, ${Math.round((NOW - at) / MINUTE)} min ago`)
}

const RECENT = ['Release second, 180 min ago', 'WebBurns pages, 90 min ago']
const EARLIER = 'WebBurns pages, 3000 min ago'

describe.each([
  ['six hours', 6 * HOUR, RECENT],
  ['a day', DAY, RECENT],
  ['a week', 7 * DAY, [EARLIER, ...RECENT]],
  ['thirty days', 30 * DAY, [EARLIER, ...RECENT]],
] as const)('on a dashboard of %s', (_, range, expected) => {
  test('a release and a page have one annotation, at their minute, and a gap in the data has none', async () => {
    const marks = (await marked(range)).filter(mark => !mark.startsWith('Maintenance'))
    expect(marks).toEqual(expected)
  })
})

test.each([
  ['six hours', 6 * HOUR, 5 * MINUTE],
  ['thirty days', 30 * DAY, 6 * HOUR],
])('on a dashboard of %s a maintenance has one region, to the nearest step', async (_, range, step) => {
  const found = (await marked(range)).filter(mark => mark.startsWith('Maintenance of home'))
  expect(found).toHaveLength(1)
  const ago = Number(/(\d+) min ago/.exec(found[0] ?? '')?.[1]) * MINUTE
  expect(ago).toBeGreaterThan(40 * MINUTE - step)
  expect(ago).toBeLessThan(HOUR + step)
})
