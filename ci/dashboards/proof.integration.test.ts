import { beforeAll, describe, expect, test } from 'vitest'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import type { PrivatePrometheus } from '../../adapters/prometheus/private-server.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { answerBoard } from '../../dashboards/preview/answer-board.ts'
import type { Statement } from '../../dashboards/preview/read-panel.ts'
import { type BoardView, type PanelView, viewBoard } from '../../dashboards/preview/view.ts'
import { COST_BUDGETS } from '../../dashboards/proof/cost-budget.testkit.ts'
import { costOf, type PanelReport, renderReport, reportBoard } from '../../dashboards/proof/panel-report.testkit.ts'
import { NOW, SCENARIO_NAMES, SCENARIOS, SCRAPE_SECONDS, type ScenarioName } from '../../dashboards/proof/scenario.ts'
import { seconds } from '../../lib/duration.ts'
import { textAt } from '../../lib/json/path.ts'
import type { Tone } from '../../slo/report/tones.ts'
import { grafanaStatements } from '../../tests/grafana/statements.testkit.ts'
import { startScenarioPrometheus } from './scenario-prometheus.ts'

const BOARDS: readonly BoardView[] = allBoards(exampleContext).map(viewBoard)

interface Looked {
  readonly board: BoardView
  readonly reports: readonly PanelReport[]
  readonly cost: number
  /** What Grafana's own code makes of the same answers. */
  readonly inGrafana: readonly string[]
  /** Prometheus' errors for the queries of the board's annotations. */
  readonly unanswered: readonly string[]
}

/** Evaluates every query of every panel in a real Prometheus with the scenario's fixture. */
async function lookAt(prometheus: PrivatePrometheus, name: ScenarioName): Promise<readonly Looked[]> {
  const source = createPrometheus(prometheus.url, { timeout: seconds(20) })
  const chosen = name === 'empty' ? {} : SCENARIOS[name].chosen
  const evaluation = { now: NOW, scrapeSeconds: SCRAPE_SECONDS, chosen }
  const looked: Looked[] = []
  for (const board of BOARDS) {
    const answers = await answerBoard(board, source, evaluation)
    const unanswered = answers.annotations.flatMap(annotation =>
      annotation.kind === 'unanswered' ? [annotation.problem] : [],
    )
    const inGrafana: string[] = []
    for (const panel of board.panels.filter(isSaidByGrafana)) {
      for (const statement of await grafanaStatements(panel, answers)) inGrafana.push(placed(board, panel, statement))
    }
    looked.push({ board, reports: reportBoard(board, answers), cost: costOf(answers), inGrafana, unanswered })
  }
  return looked
}

/** A heatmap has colours and no text: what the golden files say of one is our own summary. */
function isSaidByGrafana({ type }: PanelView): boolean {
  return type !== 'row' && type !== 'heatmap'
}

/** A statement with its panel, as a line. */
function placed({ title }: BoardView, panel: PanelView, { name, text, tone }: Statement): string {
  return `${title} › ${panel.title} › ${name}: “${text}” [${tone ?? 'neutral'}]`
}

/** The panels with a value in this tone, or beyond the line of this tone, as `Board › Panel`. */
function panelsIn(tone: Tone, looked: readonly Looked[]): readonly string[] {
  return looked.flatMap(({ board, reports }) =>
    reports
      .filter(({ statements }) => statements.some(statement => statement.tone === tone || statement.beyond === tone))
      .map(({ panel }) => `${board.title} › ${panel.title}`),
  )
}

const looks = new Map<ScenarioName, readonly Looked[]>()
const inScenario = (name: ScenarioName): readonly Looked[] => looks.get(name) ?? []

/** The values of a panel in a scenario. */
function said(name: ScenarioName, title: string, panelTitle: string): readonly Statement[] {
  const board = inScenario(name).find(looked => looked.board.title === title)
  const report = board?.reports.find(({ panel }) => panel.title === panelTitle)
  if (report === undefined) throw new Error(`There is no panel ${title} › ${panelTitle}`)
  return report.statements
}

/** A busy machine takes ten times as long for its six servers as an idle one. */
const SCENARIOS_WITHIN_MS = 180_000

beforeAll(async () => {
  for (const name of SCENARIO_NAMES) {
    const prometheus = await startScenarioPrometheus(name, exampleContext)
    try {
      looks.set(name, await lookAt(prometheus, name))
    } finally {
      await prometheus.stop()
    }
  }
}, SCENARIOS_WITHIN_MS)

describe.each<ScenarioName>([...SCENARIO_NAMES])('in the scenario %s', name => {
  test('a real Prometheus answers every query of every panel, and of every annotation', () => {
    const problems = inScenario(name).flatMap(({ reports, unanswered }) => [
      ...reports.flatMap(report => report.problems),
      ...unanswered,
    ])
    expect(problems).toEqual([])
    expect(inScenario(name)).toHaveLength(BOARDS.length)
  })

  test('every panel says, in text and colour, what Grafana’s own code says', () => {
    for (const { board, reports, inGrafana } of inScenario(name)) {
      const said = reports
        .filter(({ panel }) => isSaidByGrafana(panel))
        .flatMap(({ panel, statements }) => statements.map(statement => placed(board, panel, statement)))
      expect(said).toEqual(inGrafana)
    }
  })

  test('every panel says, in text and colour, what it should', async () => {
    const text = inScenario(name)
      .map(({ board, reports }) => renderReport(board, reports))
      .join('\n')
    await expect(text).toMatchFileSnapshot(`testdata/${name}.txt`)
  })
})

/** A state timeline of alert conditions is empty while none holds; Grafana shows “No data” there, whatever is set. */
function isOfConditions({ type, title }: PanelView): boolean {
  return type === 'state-timeline' && title.startsWith('When ')
}

test('while all is well nothing is red, and every panel has something to show', () => {
  const healthy = inScenario('healthy')
  expect(panelsIn('bad', healthy)).toEqual([])
  const empty = healthy.flatMap(({ board, reports }) =>
    reports
      .filter(({ panel }) => !isOfConditions(panel))
      .filter(({ statements }) => statements.some(({ text }) => text === 'No data'))
      .map(({ panel }) => `${board.title} › ${panel.title}`),
  )
  expect(empty).toEqual([])
})

test('no board costs Prometheus more than its budget', async () => {
  const healthy = inScenario('healthy')
  const over = healthy.filter(({ board, cost }) => cost > (COST_BUDGETS[board.uid] ?? 0))
  expect(over.map(({ board, cost }) => `${board.title}: ${cost}`)).toEqual([])
  const costs = Object.fromEntries(healthy.map(({ board, cost }) => [board.uid, cost]))
  await expect(`${JSON.stringify(costs, null, 2)}\n`).toMatchFileSnapshot('testdata/cost.json')
})

test('in an outage the panels that a person looks at first are red', () => {
  expect(panelsIn('bad', inScenario('outage'))).toEqual(
    expect.arrayContaining([
      'Home › Error budget left',
      'Home › Failing now',
      'Home › Pages firing',
      'Home › Worst burn, 1 h',
      'Home › Which hop is broken',
      'Home › Routes',
      'Home › Error ratio',
      'SLO overview › SLOs',
      'SLO overview › Burn rate by window',
      'SLO overview › When it pages',
      'SLO detail › Error budget left',
      'SLO detail › Alerts of this SLO',
      'Probes › State by route',
      'App › Error ratio by route',
      'Cluster › OOM kills, 1 h',
      'Cluster › CPU throttling',
      'Release › Error ratio by release',
      'Release › Budget spent in this range',
    ]),
  )
})

test.each(['healthy', 'outage', 'partial', 'young'] as const)(
  'in the scenario %s what fires is what the panels of the conditions show',
  name => {
    const chosen = SCENARIOS[name].chosen.slo ?? 'web-edge-availability'
    const holds = (title: string) =>
      said(name, 'SLO overview', title).some(({ name: slo, text }) => slo === chosen && text.endsWith('×'))
    const states = said(name, 'SLO detail', 'Alerts of this SLO').map(({ text }) => text)
    const expected = [
      holds('When it pages') ? 'paging' : 'quiet',
      holds('When it opens a ticket') ? 'ticket open' : 'quiet',
    ]
    expect(states).toEqual(expected)
  },
)

test('without any data nothing is green, and nothing is red but the page that says so', () => {
  expect(panelsIn('good', inScenario('empty'))).toEqual([])
  expect(panelsIn('bad', inScenario('empty'))).toEqual(['Watcher › When the prober pages'])
})

test('without any data every panel with thresholds is blind', () => {
  const silent = inScenario('empty').flatMap(({ board, reports }) =>
    reports
      .filter(({ panel }) => panel.type === 'stat' && textAt(panel.field, 'color', 'mode') === 'thresholds')
      // A path without TLS has no certificate, which is no blindness.
      .filter(({ panel }) => panel.title !== 'Certificate ends in')
      .filter(({ statements }) => statements.some(({ tone }) => tone !== 'blind'))
      .map(({ panel }) => `${board.title} › ${panel.title}`),
  )
  expect(silent).toEqual([])
})

test('what is not probed is not reporting, and neither good nor failing', () => {
  const partial = inScenario('partial')
  expect(said('partial', 'Home', 'Not reporting')).toMatchObject([{ text: '1', tone: 'blind' }])
  expect(said('partial', 'Home', 'Failing now')).toMatchObject([{ text: 'none', tone: 'good' }])
  expect(panelsIn('bad', partial)).not.toContain('Home › Routes')
  expect(said('partial', 'Home', 'Routes')).toMatchObject([
    { name: 'home · app', text: 'no bar' },
    { text: 'good' },
    { text: 'good' },
  ])
})

test('where nobody asks there is no error ratio, rather than a good one', () => {
  const texts = said('no-traffic', 'App', 'Error ratio by route').map(({ text }) => text)
  expect(texts).toEqual(['No data', 'No data', 'No data'])
})

test('a cluster of ten minutes is neither red nor called measured', () => {
  expect(panelsIn('bad', inScenario('young'))).toEqual([])
  expect(panelsIn('blind', inScenario('young'))).toContain('SLO overview › Measured part of the period')
})
