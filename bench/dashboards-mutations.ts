import { createPrometheus } from '../adapters/prometheus/client.ts'
import type { PrivatePrometheus } from '../adapters/prometheus/private-server.ts'
import { startScenarioPrometheus } from '../ci/dashboards/scenario-prometheus.ts'
import { allBoards } from '../dashboards/boards/boards.ts'
import { exampleContext } from '../dashboards/context.testkit.ts'
import { generatedFiles, LOCK_FILE } from '../dashboards/generated-files.ts'
import { parseBoard } from '../dashboards/lint/board-file.ts'
import { lintBoard } from '../dashboards/lint/lint.ts'
import type { LintedBoard } from '../dashboards/lint/linted-board.ts'
import { projectWorld } from '../dashboards/lint/project-world.ts'
import { answerBoard } from '../dashboards/preview/answer-board.ts'
import type { BoardAnswers } from '../dashboards/preview/answers.ts'
import { type BoardView, viewBoard } from '../dashboards/preview/view.ts'
import { renderReport, reportBoard } from '../dashboards/proof/panel-report.testkit.ts'
import { NOW, SCENARIO_NAMES, SCENARIOS, SCRAPE_SECONDS, type ScenarioName } from '../dashboards/proof/scenario.ts'
import { seconds } from '../lib/duration.ts'
import { type Mutant, mutantsOf } from './dashboards-mutants.ts'

/** The run fails below this ratio of killed mutants. */
const WANTED = 0.95

interface Scene {
  readonly name: ScenarioName
  readonly prometheus: PrivatePrometheus
  /** The report of each dashboard, and the answers that it was made from. */
  readonly boards: ReadonlyMap<string, { readonly answers: BoardAnswers; readonly report: string }>
}

const world = projectWorld(exampleContext)
const files = [...generatedFiles(allBoards(exampleContext), () => '0123abcd')]
  .filter(([name]) => name !== LOCK_FILE)
  .map(([path, text]) => ({ path, text }))
const originals = files.flatMap(file => parseBoard(file).value ?? [])

function ask(board: BoardView, { url }: PrivatePrometheus, name: ScenarioName): Promise<BoardAnswers> {
  const chosen = name === 'empty' ? {} : SCENARIOS[name].chosen
  const source = createPrometheus(url, { timeout: seconds(20) })
  return answerBoard(board, source, { now: NOW, scrapeSeconds: SCRAPE_SECONDS, chosen })
}

async function setScene(name: ScenarioName): Promise<Scene> {
  const prometheus = await startScenarioPrometheus(name, exampleContext)
  const boards = new Map<string, { answers: BoardAnswers; report: string }>()
  for (const { json } of originals) {
    const board = viewBoard(json)
    const answers = await ask(board, prometheus, name)
    boards.set(board.uid, { answers, report: renderReport(board, reportBoard(board, answers)) })
  }
  return { name, prometheus, boards }
}

/** The rule with a finding in the mutant; undefined when there is none. */
function foundByLint(mutant: Mutant, original: LintedBoard): string | undefined {
  const board = parseBoard({ path: original.file.path, text: JSON.stringify(mutant.json, null, 2) }).value
  if (board === undefined) return 'not-a-dashboard'
  const boards = originals.map(other => (other === original ? board : other))
  const [found] = lintBoard(board, 'ours', { ...world, boards })
  return found?.code
}

/** The scenario in which the report of the mutant differs from that of the original; undefined when there is none. */
async function foundByGolden(mutant: Mutant, uid: string, scenes: readonly Scene[]): Promise<string | undefined> {
  const board = viewBoard(mutant.json)
  for (const { name, prometheus, boards } of scenes) {
    const known = boards.get(uid)
    if (known === undefined) continue
    const answers = mutant.changesQuery ? await ask(onlyPanel(board, mutant.panelId), prometheus, name) : known.answers
    const merged = { ...known.answers, answers: new Map([...known.answers.answers, ...answers.answers]) }
    if (renderReport(board, reportBoard(board, merged)) !== known.report) return name
  }
  return undefined
}

function onlyPanel(board: BoardView, id: number): BoardView {
  return { ...board, panels: board.panels.filter(panel => panel.id === id) }
}

const scenes: Scene[] = []
for (const name of SCENARIO_NAMES) scenes.push(await setScene(name))
const tally = new Map<string, { made: number; killed: number }>()
const survivors: string[] = []
try {
  for (const original of originals) {
    for (const mutant of mutantsOf(original.json)) {
      const killer = foundByLint(mutant, original) ?? (await foundByGolden(mutant, original.uid, scenes))
      const { made, killed } = tally.get(mutant.operator) ?? { made: 0, killed: 0 }
      tally.set(mutant.operator, { made: made + 1, killed: killed + (killer === undefined ? 0 : 1) })
      if (killer === undefined) survivors.push(`${mutant.operator}: ${original.title} › ${mutant.where}`)
    }
  }
} finally {
  for (const { prometheus } of scenes) await prometheus.stop()
}

for (const survivor of survivors) process.stdout.write(`survived  ${survivor}\n`)
for (const [operator, { made, killed }] of tally) {
  process.stdout.write(`${operator.padEnd(20)} ${String(killed).padStart(4)} of ${String(made).padStart(4)} killed\n`)
}
const made = [...tally.values()].reduce((sum, row) => sum + row.made, 0)
const killed = made - survivors.length
process.stdout.write(`${killed} of ${made} mutants killed: ${((killed / made) * 100).toFixed(1)} %\n`)
process.exitCode = killed / made >= WANTED ? 0 : 1
