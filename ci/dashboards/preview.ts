import { writeAtomically } from '../../adapters/files/write-files.ts'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import type { BoardContext } from '../../dashboards/context.ts'
import { answerBoard } from '../../dashboards/preview/answer-board.ts'
import { type AnsweredBoard, renderPreview } from '../../dashboards/preview/page.ts'
import { type BoardView, viewBoard } from '../../dashboards/preview/view.ts'
import { NOW, SCENARIOS, SCRAPE_SECONDS, type ScenarioName } from '../../dashboards/proof/scenario.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { accept } from '../../lib/command/definition-error.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { type Duration, inSeconds, parseDuration, seconds } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { prometheusOf } from '../stack/with-stack.ts'
import { DATA_OPTIONS } from './options/data-options.ts'
import { readProjectContext } from './project.ts'
import { startScenarioPrometheus } from './scenario-prometheus.ts'

const DEFAULT_FILE = 'dashboards/preview.html'

interface Source {
  readonly url: string
  readonly now: number
  readonly scrapeSeconds: number
  readonly sentence: string
  readonly chosen: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

interface Choice {
  readonly scenario: ScenarioName
  readonly url: string | undefined
  readonly scrapeSeconds: number
  readonly range: Duration | undefined
  readonly out: string
}

async function drawBoards({ scenario, url, scrapeSeconds, range, out }: Choice, io: CommandIo): Promise<void> {
  const context = accept(await readProjectContext(), io)
  const source = url === undefined ? await scenarioSource(scenario, context) : liveSource(url, scrapeSeconds, io.now())
  try {
    const boards = allBoards(context).map(board => ranged(viewBoard(board), range))
    const answered = await answerAll(boards, source)
    if (!answered.some(hasAnswer)) {
      throw new ExternalError(`${source.url} answers none of the queries: is it a Prometheus?`)
    }
    const page = { boards: answered, index: boards, source: source.sentence, href: (uid: string) => `#${uid}` }
    await writeAtomically(out, renderPreview(page))
    io.stdout(`${boards.length} dashboards drawn in ${out}\n`)
  } finally {
    await source.stop()
  }
}

async function scenarioSource(name: ScenarioName, context: BoardContext): Promise<Source> {
  const { url, stop } = await startScenarioPrometheus(name, context)
  const { summary, chosen } = name === 'empty' ? { summary: 'Nothing was ever measured.', chosen: {} } : SCENARIOS[name]
  return { url, stop, now: NOW, scrapeSeconds: SCRAPE_SECONDS, chosen, sentence: `Scenario “${name}”: ${summary}` }
}

function liveSource(url: string, scrapeSeconds: number, moment: Date): Source {
  const now = Math.floor(moment.getTime() / 1000)
  return { url, now, scrapeSeconds, chosen: {}, sentence: `Live data of ${new URL(url).host}.`, stop: async () => {} }
}

function ranged(board: BoardView, range: Duration | undefined): BoardView {
  return range === undefined ? board : { ...board, rangeSeconds: inSeconds(range) }
}

/** Whether Prometheus answered at all. */
function hasAnswer({ answers }: AnsweredBoard): boolean {
  return [...answers.answers.values()].some(({ kind }) => kind === 'answered')
}

async function answerAll(boards: readonly BoardView[], source: Source): Promise<readonly AnsweredBoard[]> {
  const prometheus = createPrometheus(source.url, { timeout: seconds(20), retries: true })
  const answered = []
  for (const board of boards) answered.push({ board, answers: await answerBoard(board, prometheus, source) })
  return answered
}

/** `preview`: every dashboard drawn on one page. */
export const preview = defineCommand({
  name: 'npm run dashboards -- preview',
  summary: 'draw every dashboard in one HTML file, without Grafana',
  help: {
    about: 'To look at what was generated.',
    uses: [
      ['npm run dashboards -- preview', `with the scenario "healthy", to ${DEFAULT_FILE}`],
      ['npm run dashboards -- preview --scenario outage', 'with another scenario'],
      ['npm run dashboards -- preview --url http://HOST:9090', 'with the live data of a Prometheus'],
    ],
    notes: 'A scenario is loaded into a real Prometheus of its own, which is removed when the file is written.',
  },
  options: {
    ...DATA_OPTIONS,
    range: {
      type: 'string',
      value: 'RANGE',
      parse: (text: string) => parseDuration(text) || undefined,
      need: 'a duration such as 30m',
      help: 'look back this far on every dashboard, where its own range is too long for young data',
    },
    out: { type: 'string', value: 'FILE', default: DEFAULT_FILE, help: 'where the HTML goes' },
  },
  exits: { good: 'written', bad: 'an error in a definition, or no answer at all' },
  run: async ({ values }, io) => {
    const { scenario, scrape, range, out } = values
    const url = values.url && (await prometheusOf(values.url, values.folder, io))
    await drawBoards({ scenario, url, scrapeSeconds: scrape, range, out }, io)
    return EXIT.good
  },
})
