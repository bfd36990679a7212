import type { DashboardJson } from '../../dashboards/push/push-plan.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { count } from '../../lib/count.ts'
import { DATASOURCE_UID } from '../../services/monitoring/core/grafana-provisioning.ts'
import { type BoardCheck, type CheckTarget, checkBoard, dataSourceProblem } from './check-board.ts'
import { BOARD_OPTION } from './options/choice-options.ts'
import { GRAFANA_ENVIRONMENT, GRAFANA_URL_OPTION, grafanaOf, greetOrFail } from './options/grafana-options.ts'
import { SCRAPE_OPTION } from './options/scrape-option.ts'
import { readWantedBoards } from './project.ts'

/** Reports every dashboard that differs, and every query that Grafana cannot evaluate. */
export async function verifyBoards(
  wanted: readonly DashboardJson[],
  target: CheckTarget,
  io: CommandIo,
): Promise<GoodOrBad> {
  const silence = await dataSourceProblem(target)
  if (silence !== undefined) io.stderr(`no query was run: ${silence}\n`)
  const checks: BoardCheck[] = []
  for (const board of wanted) {
    const check = await checkBoard(board, target, silence === undefined)
    checks.push(check)
    for (const problem of check.problems) io.stderr(`bad   ${String(board.title)} (${String(board.uid)}): ${problem}\n`)
    if (check.problems.length === 0) io.stdout(`good  ${String(board.title)}${counted(check)}\n`)
  }
  const good = checks.filter(({ problems }) => problems.length === 0).length
  const queries = checks.reduce((sum, check) => sum + check.queries, 0)
  const end = silence === undefined ? `${count(queries, 'query was', 'queries were')} run` : 'no query was run'
  io.stdout(`${good} of ${wanted.length} dashboards are good; ${end}\n`)
  return good === wanted.length && silence === undefined ? EXIT.good : EXIT.bad
}

function counted({ queries, withData }: BoardCheck): string {
  return queries === 0 ? '' : `: ${count(queries, 'query', 'queries')}, ${withData} with data`
}

/** `verify`: compares the dashboards in Grafana with ours, and evaluates their queries there. */
export const verify = defineCommand({
  name: 'npm run dashboards -- verify',
  summary: 'compare the dashboards of a Grafana with ours, and run their queries',
  help: {
    about:
      "Reads every dashboard back and compares it; then runs every query of every panel through Grafana's own data source, with variables filled in. A provisioning error is only a line in Grafana's log: run this after each deploy.",
    uses: [['npm run dashboards -- verify --url URL', 'the Grafana at that address']],
    environment: GRAFANA_ENVIRONMENT,
    notes:
      'The role Viewer is enough for the token. A data source that has none of our SLOs is reported, and not taken for one without failures.',
  },
  options: {
    url: GRAFANA_URL_OPTION,
    board: BOARD_OPTION,
    datasource: {
      type: 'string',
      value: 'UID',
      default: DATASOURCE_UID,
      help: 'the Prometheus data source in that Grafana',
    },
    scrape: { ...SCRAPE_OPTION, help: 'the scrape interval of that Prometheus' },
  },
  exits: { good: 'all there, all answered', bad: 'a dashboard is missing or differs, or a query fails' },
  run: async ({ values }, io) => {
    const grafana = grafanaOf(values.url, io)
    const wanted = await readWantedBoards(io, values.board)
    await greetOrFail(grafana)
    const now = Math.floor(io.now().getTime() / 1000)
    const target = { grafana, dataSource: values.datasource, scrapeSeconds: values.scrape, now }
    return verifyBoards(wanted, target, io)
  },
})
