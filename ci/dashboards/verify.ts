import { parseArgs } from 'node:util'
import type { DashboardJson } from '../../dashboards/push/push-plan.ts'
import { count } from '../../lib/count.ts'
import { DATASOURCE_UID } from '../../services/monitoring/core/grafana-provisioning.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command/command.ts'
import { type BoardCheck, type CheckTarget, checkBoard, dataSourceProblem } from './check-board.ts'
import { grafanaOf, isWelcome, TOKEN_VARIABLE } from './grafana-options.ts'
import { readWantedBoards } from './project.ts'

const HELP = `Looks whether a Grafana has our boards as they were generated, and whether it can answer them.

  ${TOKEN_VARIABLE}=… npm run dashboards -- verify --url URL
      --datasource UID   the Prometheus data source in that Grafana (${DATASOURCE_UID})
      --scrape SECONDS   how often that Prometheus scrapes (15)

Reads every board back and compares it; then asks every query of every panel through Grafana's own data source, with
variables filled in. A provisioning error is only a line in Grafana's log: run this after each deploy. The role Viewer is
enough for the token. A certificate of a CA of your own is trusted by NODE_EXTRA_CA_CERTS=FILE.

A data source that has none of our SLOs is not taken for a quiet one.

Exit codes: 0 all there, all answered · 1 a board is missing or differs, or a query fails · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      url: { type: 'string' },
      datasource: { type: 'string', default: DATASOURCE_UID },
      scrape: { type: 'string', default: '15' },
    },
  })
  // Without a signal: reading leaves nothing behind when it is interrupted.
  const grafana = grafanaOf(values.url, io)
  const scrapeSeconds = Number(values.scrape)
  if (!(scrapeSeconds > 0)) throw new UsageError(`--scrape takes a number of seconds, not "${values.scrape}".`)
  const wanted = await readWantedBoards(io)
  if (wanted === undefined || !(await isWelcome(grafana, io))) return EXIT.bad
  const now = Math.floor(Date.now() / 1000)
  return verifyBoards(wanted, { grafana, dataSource: values.datasource, scrapeSeconds, now }, io)
}

/** Says every board that is not as it should be, and every query that Grafana cannot answer. */
export async function verifyBoards(
  wanted: readonly DashboardJson[],
  target: CheckTarget,
  io: CommandIo,
): Promise<number> {
  const silence = await dataSourceProblem(target)
  if (silence !== undefined) io.stderr(`no query was asked: ${silence}\n`)
  const checks: BoardCheck[] = []
  for (const board of wanted) {
    const check = await checkBoard(board, target, silence === undefined)
    checks.push(check)
    for (const problem of check.problems) io.stderr(`bad   ${String(board.title)} (${String(board.uid)}): ${problem}\n`)
    if (check.problems.length === 0) io.stdout(`good  ${String(board.title)}${counted(check)}\n`)
  }
  const good = checks.filter(({ problems }) => problems.length === 0).length
  const queries = checks.reduce((sum, check) => sum + check.queries, 0)
  const end = silence === undefined ? `${count(queries, 'query was', 'queries were')} asked` : 'no query was asked'
  io.stdout(`${good} of ${wanted.length} boards are good; ${end}\n`)
  return good === wanted.length && silence === undefined ? EXIT.good : EXIT.bad
}

function counted({ queries, withData }: BoardCheck): string {
  return queries === 0 ? '' : `: ${count(queries, 'query', 'queries')}, ${withData} with data`
}

/** `verify`: does Grafana have them, and can it answer them? */
export const verify: Command = {
  summary: 'compare a Grafana’s boards with ours, and ask their queries',
  help: HELP,
  run,
}
