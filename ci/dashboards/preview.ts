import { parseArgs } from 'node:util'
import { writeAtomically } from '../../adapters/files/files.ts'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import type { BoardContext } from '../../dashboards/context.ts'
import { answerBoard } from '../../dashboards/preview/answer-board.ts'
import { type AnsweredBoard, renderPreview } from '../../dashboards/preview/page.ts'
import { type BoardView, viewBoard } from '../../dashboards/preview/view.ts'
import { NOW, SCENARIOS, SCRAPE_SECONDS, type ScenarioName, STORIES } from '../../dashboards/proof/scenario.ts'
import { count } from '../../lib/count.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { type Duration, inSeconds, parseDuration, seconds } from '../../lib/duration.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command/command.ts'
import { readProjectContext } from './project.ts'
import { startScenarioPrometheus } from './scenario-prometheus.ts'

const DEFAULT_FILE = 'dashboards/preview.html'

const HELP = `Draws every board on one page, without Grafana, so that a person sees what was generated.

  npm run dashboards -- preview                          with the scenario "healthy", to ${DEFAULT_FILE}
  npm run dashboards -- preview --scenario outage        with another: ${SCENARIOS.join(', ')}
  npm run dashboards -- preview --url http://HOST:9090   with the live data of a Prometheus
      --scrape SECONDS   how often that Prometheus scrapes (15)
      --range RANGE      look back this far on every board, such as 30m, where its own range is too long for young data
      --out FILE         where the page goes

A scenario is loaded into a real Prometheus of its own, which is gone when the page is written.

Exit codes: 0 written · 1 an error in a definition, or no answer at all · 2 wrong usage
`

interface Source {
  readonly url: string
  readonly now: number
  readonly scrapeSeconds: number
  readonly sentence: string
  readonly chosen: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

/** What was asked for, once it is known to make sense. Throws a UsageError that says all that does not. */
function readOptions(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      scenario: { type: 'string' },
      url: { type: 'string' },
      scrape: { type: 'string' },
      range: { type: 'string' },
      out: { type: 'string', default: DEFAULT_FILE },
    },
  })
  const { url, out } = values
  const scenario = SCENARIOS.find(name => name === (values.scenario ?? 'healthy'))
  const scrapeSeconds = Number(values.scrape ?? 15)
  const range = values.range === undefined ? undefined : parseDuration(values.range)
  const mistakes = [
    scenario === undefined ? `There is no scenario "${values.scenario}": ${SCENARIOS.join(', ')}.` : [],
    url !== undefined && values.scenario !== undefined
      ? 'A --scenario is drawn from its own Prometheus: leave out --url.'
      : [],
    url === undefined && values.scrape !== undefined
      ? 'A scenario knows how often it was scraped: --scrape needs --url.'
      : [],
    url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? '') ? `"${url}" is no address.` : [],
    scrapeSeconds > 0 ? [] : `"${values.scrape}" is no number of seconds.`,
    values.range !== undefined && !(range !== undefined && range > 0)
      ? `"${values.range}" is no duration such as 30m.`
      : [],
  ].flat()
  if (scenario === undefined || mistakes.length > 0) throw new UsageError(mistakes.join('\n'))
  return { scenario, url, scrapeSeconds, range, out }
}

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { scenario, url, scrapeSeconds, range, out } = readOptions(argv)
  const { value: context, diagnostics } = await readProjectContext()
  io.stderr(renderDiagnostics(diagnostics))
  if (hasErrors(diagnostics)) return EXIT.bad
  const source = url === undefined ? await scenarioSource(scenario, context) : liveSource(url, scrapeSeconds)
  try {
    const boards = allBoards(context).map(board => ranged(viewBoard(board), range))
    const answered = await answerAll(boards, source)
    if (!answered.some(hasAnswer)) {
      io.stderr(`${source.url} answers none of the queries: is it a Prometheus?\n`)
      return EXIT.bad
    }
    const page = { boards: answered, index: boards, source: source.sentence, href: (uid: string) => `#${uid}` }
    await writeAtomically(out, renderPreview(page))
    io.stdout(`${count(boards.length, 'board')} drawn in ${out}\n`)
    return EXIT.good
  } finally {
    await source.stop()
  }
}

async function scenarioSource(name: ScenarioName, context: BoardContext): Promise<Source> {
  const { url, stop } = await startScenarioPrometheus(name, context)
  const { story, chosen } = name === 'empty' ? { story: 'Nothing was ever measured.', chosen: {} } : STORIES[name]
  return { url, stop, now: NOW, scrapeSeconds: SCRAPE_SECONDS, chosen, sentence: `Scenario “${name}”: ${story}` }
}

function liveSource(url: string, scrapeSeconds: number): Source {
  const now = Math.floor(Date.now() / 1000)
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

/** `preview`: every board as a picture. */
export const preview: Command = { summary: 'draw every board on one page, without Grafana', help: HELP, run }
