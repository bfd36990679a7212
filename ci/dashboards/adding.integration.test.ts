import { expect, test } from 'vitest'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import type { BoardContext } from '../../dashboards/context.ts'
import { answerBoard } from '../../dashboards/preview/answer-board.ts'
import { viewBoard } from '../../dashboards/preview/view.ts'
import { reportBoard } from '../../dashboards/proof/panel-report.testkit.ts'
import { NOW, SCRAPE_SECONDS } from '../../dashboards/proof/scenario.ts'
import { seconds } from '../../lib/duration.ts'
import { startScenarioPrometheus } from './scenario-prometheus.ts'

const [example] = exampleContext.slos
if (example === undefined) throw new Error('the example needs an SLO')

/** The example with one more SLO, and one more probe on two paths. */
const GROWN: BoardContext = {
  slos: [...exampleContext.slos, { ...example, name: 'added' }],
  probes: [...exampleContext.probes, { name: 'extra', paths: ['edge', 'app'], intervalSeconds: 5 }],
}

/**
 * The values on the grown dashboards, as `Board › Panel › name: text`, with a system that measures what `measured`
 * defines.
 */
async function saidOf(measured: BoardContext): Promise<readonly string[]> {
  const { url, stop } = await startScenarioPrometheus('healthy', measured)
  const evaluation = {
    now: NOW,
    scrapeSeconds: SCRAPE_SECONDS,
    chosen: { slo: 'web-added', probe: 'extra' },
  }
  const source = createPrometheus(url, { timeout: seconds(20) })
  try {
    const said: string[] = []
    for (const board of allBoards(GROWN).map(viewBoard)) {
      for (const { panel, statements } of reportBoard(board, await answerBoard(board, source, evaluation))) {
        said.push(...statements.map(({ name, text }) => `${board.title} › ${panel.title} › ${name}: ${text}`))
      }
    }
    return said
  } finally {
    await stop()
  }
}

test('a new SLO and a new probe are on every dashboard that is about them, as soon as they are measured', async () => {
  expect(await saidOf(GROWN)).toEqual(
    expect.arrayContaining([
      'Home › Error budget left › web-added: 62.0%',
      'Home › Not reporting › not reporting: all report',
      'Home › Routes › extra · edge: good',
      'Home › Routes › extra · app: good',
      'SLO overview › SLOs › web-added › Budget left: 62.0%',
      'SLO overview › Burn rate by window › web-added › 1h: 0.0 ×',
      'SLO overview › Measured part of the period › web-added: 100.0%',
      'SLO detail › Error budget left › left: 62.0%',
      'Probes › State by route › extra · edge: good',
      'Probe detail › State › extra · app: good',
      'Release › Budget spent in this range › web-added: 0.0%',
    ]),
  )
})

test('a new SLO and a new probe without data are blind', async () => {
  expect(await saidOf(exampleContext)).toEqual(
    expect.arrayContaining([
      'Home › Not reporting › not reporting: 2',
      'SLO overview › When nothing measures it › web-added: blind',
      'SLO detail › Error budget left › : No data',
    ]),
  )
})
