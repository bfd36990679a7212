import { answerBoard } from '../../adapters/board-queries.ts'
import { type GrafanaDeps, readLiveBoard } from '../../adapters/grafana.ts'
import { allBoards } from '../../dashboards/boards.ts'
import { generatedFiles } from '../../dashboards/generated-files.ts'
import { panelData } from '../../dashboards/preview/read-panel.ts'
import { viewBoard } from '../../dashboards/preview/view.ts'
import { DATASOURCE_UID } from '../../dashboards/provisioning.ts'
import { type DashboardJson, isSame } from '../../dashboards/push-plan.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic.ts'
import { type Command, type CommandIo, EXIT } from '../command.ts'
import { readGrafanaOptions, TOKEN_VARIABLE } from './grafana-options.ts'
import { readProjectContext, sha256 } from './project.ts'
import { wantedBoards } from './push.ts'

const HELP = `Looks whether a Grafana has our boards as they were generated, and whether it can answer them.

  ${TOKEN_VARIABLE}=… npm run dashboards -- verify --url URL

Reads every board back and compares it; then asks every query of every panel through Grafana's own data source
“${DATASOURCE_UID}”, with variables filled in. A provisioning error is only a line in Grafana's log: run this after each deploy.

Exit codes: 0 all there, all answered · 1 a board is missing or differs, or a query fails · 2 wrong usage
`

const SCRAPE_SECONDS = 15

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const read = readGrafanaOptions(argv, io)
  if (typeof read === 'string') {
    io.stderr(`${read}\n\n${HELP}`)
    return EXIT.usage
  }
  const { value: context, diagnostics } = await readProjectContext()
  io.stderr(renderDiagnostics(diagnostics))
  if (hasErrors(diagnostics)) return EXIT.bad
  const now = Math.floor(Date.now() / 1000)
  return verifyBoards(wantedBoards(generatedFiles(allBoards(context), sha256)), read.grafana, now, io)
}

/** Says every board that is not as it should be, and every query that Grafana cannot answer. */
export async function verifyBoards(
  wanted: readonly DashboardJson[],
  grafana: GrafanaDeps,
  now: number,
  io: CommandIo,
): Promise<number> {
  let problems = 0
  for (const board of wanted) {
    const found = await problemsOf(board, grafana, now)
    problems += found.length
    for (const problem of found) io.stderr(`${String(board.title)}: ${problem}\n`)
    if (found.length === 0) io.stdout(`good  ${String(board.title)}\n`)
  }
  io.stdout(problems === 0 ? `${wanted.length} boards are there and answered\n` : `${problems} problems\n`)
  return problems === 0 ? EXIT.good : EXIT.bad
}

async function problemsOf(board: DashboardJson, grafana: GrafanaDeps, now: number): Promise<readonly string[]> {
  const live = await readLiveBoard(grafana, String(board.uid))
  if (!live.isGood) return [live.problem]
  if (live.value === undefined) return ['Grafana does not have it']
  const drift = isSame(board, live.value) ? [] : ['it is not what was generated']
  const view = viewBoard(live.value.json)
  const answers = await answerBoard(
    view,
    {
      prometheusUrl: new URL(`api/datasources/proxy/uid/${DATASOURCE_UID}/`, withSlash(grafana.url)).href,
      now,
      scrapeSeconds: SCRAPE_SECONDS,
      headers: { authorization: `Bearer ${grafana.token}` },
    },
    grafana.options,
  )
  const unanswered = view.panels.flatMap(panel =>
    panelData(panel, answers).problems.map(problem => `panel “${panel.title}”, ${problem}`),
  )
  return [...drift, ...unanswered]
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`
}

/** `verify`: does Grafana have them, and can it answer them? */
export const verify: Command = {
  summary: 'compare a Grafana’s boards with ours, and ask their queries',
  help: HELP,
  run,
}
