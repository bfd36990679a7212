import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import type { PrivatePrometheus } from '../../adapters/prometheus/private-server.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import type { BoardContext } from '../../dashboards/context.ts'
import { answerBoard } from '../../dashboards/preview/answer-board.ts'
import { viewBoard } from '../../dashboards/preview/view.ts'
import { reportBoard } from '../../dashboards/proof/panel-report.testkit.ts'
import { NOW } from '../../dashboards/proof/scenario.ts'
import { seconds } from '../../lib/duration.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { METRICS } from '../../services/prober/contract/names.ts'
import { renderSamples, type SampledSeries } from '../../slo/timeline/sampled-series.ts'
import { startFixturePrometheus } from './fixture-prometheus.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE

/** When a probe last ran and last succeeded, in seconds before now. */
interface Run {
  readonly intervalSeconds?: number
  readonly ranAgo: number
  readonly succeededAgo: number
  /** When the prober restarted, and so lost both. */
  readonly restartedAgo?: number
}

const OFTEN = { intervalSeconds: 5 }
const HOURLY = { intervalSeconds: HOUR }
const FAILED = { ranAgo: 50 * MINUTE, succeededAgo: 110 * MINUTE }

/**
 * Probes by name, with the expected values on the dashboards: whether they report, and for how long they have failed.
 */
const CASES: Readonly<Record<string, readonly [run: Run, reporting: string, failingFor: string]>> = {
  'often-good': [{ ...OFTEN, ranAgo: 2, succeededAgo: 2 }, 'reports [good]', 'not failing [good]'],
  'often-late': [{ ...OFTEN, ranAgo: 4 * MINUTE, succeededAgo: 4 * MINUTE }, 'reports [good]', 'not failing [good]'],
  'often-silent': [{ ...OFTEN, ranAgo: 6 * MINUTE, succeededAgo: 7 * MINUTE }, 'silent [blind]', 'no data [blind]'],
  'hourly-good': [
    { ...HOURLY, ranAgo: 50 * MINUTE, succeededAgo: 50 * MINUTE },
    'reports [good]',
    'not failing [good]',
  ],
  'hourly-failed': [{ ...HOURLY, ...FAILED }, 'reports [good]', '1 hour, 0 minutes [bad]'],
  'hourly-restarted': [
    { ...HOURLY, ...FAILED, restartedAgo: 20 * MINUTE },
    'reports [good]',
    '1 hour, 0 minutes [bad]',
  ],
  'hourly-silent': [
    { ...HOURLY, ranAgo: 190 * MINUTE, succeededAgo: 190 * MINUTE },
    'silent [blind]',
    'no data [blind]',
  ],
  'unknown-good': [{ ranAgo: 190 * MINUTE, succeededAgo: 190 * MINUTE }, 'reports [good]', 'not failing [good]'],
  'unknown-failed': [{ ...FAILED }, 'reports [good]', '1 hour, 0 minutes [bad]'],
}

const NEVER_RAN = { name: 'hourly-new', paths: ['edge'], ...HOURLY }

const context: BoardContext = {
  ...exampleContext,
  probes: [
    NEVER_RAN,
    ...Object.entries(CASES).map(([name, [{ intervalSeconds }]]) => ({
      name,
      paths: ['edge'],
      ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
    })),
  ],
}

function exposed(probe: string, { ranAgo, succeededAgo, restartedAgo = 0 }: Run): readonly SampledSeries[] {
  const labels = { job: 'prober', [LABELS.probe]: probe, [LABELS.path]: 'edge', [LABELS.vantage]: 'local' }
  const range = { startSeconds: NOW - 4 * HOUR, endSeconds: NOW, stepSeconds: 15 }
  const gauge = (name: string, ago: number): SampledSeries => ({
    name,
    labels,
    value: moment => (moment >= NOW - ago && moment <= NOW - restartedAgo ? NOW - ago : undefined),
    range,
  })
  return [gauge(METRICS.lastRun, ranAgo), gauge(METRICS.lastSuccess, succeededAgo)]
}

let prometheus: PrivatePrometheus
beforeAll(async () => {
  const series = Object.entries(CASES).flatMap(([name, [run]]) => exposed(name, run))
  prometheus = await startFixturePrometheus(renderSamples(series))
})
afterAll(() => prometheus.stop())

/** The values of a panel, as `text [tone]`, by name. */
async function said(title: string, panelTitle: string, probe: string): Promise<ReadonlyMap<string, string>> {
  const board = allBoards(context)
    .map(viewBoard)
    .find(candidate => candidate.title === title)
  if (board === undefined) throw new Error(`There is no dashboard ${title}`)
  const only = { ...board, panels: board.panels.filter(panel => panel.title === panelTitle), annotations: [] }
  const chosen = { [LABELS.probe]: probe, [LABELS.path]: 'edge' }
  const source = createPrometheus(prometheus.url, { timeout: seconds(20) })
  const [report] = reportBoard(only, await answerBoard(only, source, { now: NOW, scrapeSeconds: 15, chosen }))
  return new Map(report?.statements.map(({ name, text, tone }) => [name, `${text.toLowerCase()} [${tone}]`]))
}

test.each(Object.entries(CASES))('the probe %s is shown by its own bound', async (probe, [, reporting, failingFor]) => {
  const row = await said('Probes', 'Last runs', probe)
  expect(row.get(`${probe} › edge › Reporting`)).toBe(reporting)
  // Grafana has no column for a query without a result.
  expect(row.get(`${probe} › edge › Failing for`) ?? 'no data [blind]').toBe(failingFor)
  expect([...(await said('Probe detail', 'Reporting', probe)).values()]).toEqual([reporting])
  const [detail] = (await said('Probe detail', 'Failing for', probe)).values()
  expect(detail).toBe(failingFor)
})

test.each([
  ['Home', 'Failing now', '3 [bad]'],
  ['Home', 'Not reporting', '3 [blind]'],
  ['Watcher', 'Routes not reporting', '3 [blind]'],
  ['Probes', 'Failing now', '3 [bad]'],
  // A probe that has never run has no series to select.
  ['Probes', 'Silent', '2 [blind]'],
])('%s counts under “%s” %s', async (board, panel, expected) => {
  expect([...(await said(board, panel, '.+')).values()]).toEqual([expected])
})
