import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import type { PrivatePrometheus } from '../../adapters/prometheus/private-server.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { answerBoard } from '../../dashboards/preview/answer-board.ts'
import { viewBoard } from '../../dashboards/preview/view.ts'
import { reportBoard } from '../../dashboards/proof/panel-report.testkit.ts'
import { NOW } from '../../dashboards/proof/scenario.ts'
import { seconds } from '../../lib/duration.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { renderSamples } from '../../slo/timeline/sampled-series.ts'
import { startFixturePrometheus } from './fixture-prometheus.ts'

/** What is left of a budget, the error ratio of six hours with a budget of 0.1 %, and the value on both panels. */
const CASES: Readonly<Record<string, readonly [left: number, ratio: number | undefined, said: string]>> = {
  'spent-and-burning': [-0.1, 0.01, 'spent [bad]'],
  'spent-and-quiet': [-0.1, 0, 'spent [bad]'],
  'spent-and-unmeasured': [-0.1, undefined, 'spent [bad]'],
  'just-spent': [0, 0, 'spent [bad]'],
  quiet: [0.5, 0, 'not burning [good]'],
  'quiet-but-for-noise': [0.5, 1e-18, 'not burning [good]'],
  burning: [0.5, 0.001, '2 weeks, 1 day [warn]'],
  'burning-fast': [0.5, 0.014, '1 day, 1 hour [bad]'],
  slow: [0.5, 0.0001, '5 months, 0 weeks [good]'],
  unmeasured: [0.5, undefined, 'no data [blind]'],
  undefined: [0.5, Number.NaN, 'no data [blind]'],
}

const fixture = renderSamples(
  Object.entries(CASES).flatMap(([id, [left, ratio]]) =>
    (
      [
        [SERIES.budgetRemaining, left],
        [SERIES.errorRatio('6h'), ratio],
        [SERIES.errorBudget, 0.001],
        [SERIES.objective, 0.999],
        [SERIES.periodDays, 30],
        [SERIES.info, 1],
      ] as const
    ).map(([name, value]) => ({
      name,
      labels: { [LABELS.id]: id },
      value: () => value,
      range: { startSeconds: NOW - 300, endSeconds: NOW, stepSeconds: 60 },
    })),
  ),
)

let prometheus: PrivatePrometheus
beforeAll(async () => {
  prometheus = await startFixturePrometheus(fixture)
})
afterAll(() => prometheus.stop())

/** The value of an SLO on a panel, as `text [tone]`; in a table, of the row of the SLO. */
async function said(title: string, panelTitle: string, slo: string): Promise<string> {
  const board = allBoards(exampleContext)
    .map(viewBoard)
    .find(candidate => candidate.title === title)
  if (board === undefined) throw new Error(`There is no dashboard ${title}`)
  const panels = board.panels.filter(panel => panel.title === panelTitle)
  const source = createPrometheus(prometheus.url, { timeout: seconds(20) })
  const evaluation = { now: NOW, scrapeSeconds: 60, chosen: { slo } }
  const only = { ...board, panels, annotations: [] }
  const [report] = reportBoard(only, await answerBoard(only, source, evaluation))
  const found = report?.statements.find(
    ({ name }) => name === `${slo} › Budget lasts` || name === 'lasts' || name === '',
  )
  return `${found?.text.toLowerCase()} [${found?.tone}]`
}

test.each(Object.entries(CASES))('a budget that is %s lasts %j', async (slo, [, , expected]) => {
  expect(await said('SLO overview', 'SLOs', slo)).toBe(expected)
  expect(await said('SLO detail', 'Budget lasts', slo)).toBe(expected)
})
