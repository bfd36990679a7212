import { parseArgs } from 'node:util'
import { type Duration, days, formatDuration, humanDuration } from '../../lib/duration.ts'
import { renderTable } from '../../lib/text-table.ts'
import { timeToExhaustion } from '../../slo/core/budget.ts'
import { REPORT_QUERY, reportFaultDomain, reportSlos, type SloReport } from '../../slo/report/report.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command/command.ts'
import { askPrometheus, LOCAL_PROMETHEUS, prometheusUrl } from './prometheus.ts'

const HELP = `Prints how every SLO stands now, from a live Prometheus: the part of events that was good in the period so far, what is
left of the budget, and how long it lasts if things stay as they are.

  npm run slo -- budget                        ${LOCAL_PROMETHEUS}, where \`npm start\` runs it
  npm run slo -- budget --prometheus URL
  npm run slo -- budget --format json          for programs; what has no data is absent

Exit codes: 0 every budget is positive · 1 one is spent · 2 wrong usage · 3 Prometheus did not answer, knows no SLO, or
has no data of one
`

const BLIND = 3
const FORMATS: readonly string[] = ['text', 'json']

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const options = {
    prometheus: { type: 'string', default: LOCAL_PROMETHEUS },
    format: { type: 'string', default: 'text' },
  } as const
  const { values } = parseArgs({ args: [...argv], options })
  const url = prometheusUrl(values.prometheus)
  if (!FORMATS.includes(values.format)) {
    throw new UsageError(`There is no format "${values.format}": write one of ${FORMATS.join(', ')}`)
  }
  const answer = await askPrometheus(url, REPORT_QUERY)
  if (answer.kind === 'unanswered') {
    io.stderr(`${answer.problem}\n`)
    return BLIND
  }
  const reports = reportSlos(answer.readings)
  if (reports.length === 0) {
    io.stderr(`The Prometheus at ${url} has recorded no SLO: load the rules that \`npm run slo\` writes\n`)
    return BLIND
  }
  if (values.format === 'json') io.stdout(`${JSON.stringify(reports, undefined, 2)}\n`)
  else io.stdout(textOf(reports, reportFaultDomain(answer.readings)))
  return exitCodeOf(reports)
}

/** A spent budget is worse than one that nobody knows, and neither is good. */
function exitCodeOf(reports: readonly SloReport[]): number {
  const budgets = reports.map(({ budgetRemaining }) => budgetRemaining)
  if (budgets.some(budget => budget !== undefined && budget <= 0)) return EXIT.bad
  return budgets.includes(undefined) ? BLIND : EXIT.good
}

function textOf(reports: readonly SloReport[], faultDomain: string | undefined): string {
  return `${renderTable([HEADER, ...reports.map(row)])}\nfault domain: ${faultDomain ?? 'unknown'}\n`
}

const HEADER = ['SLO', 'objective', 'period', 'attained', 'budget left', 'burn 5 min', 'burn 1 h', 'lasts']

function row(report: SloReport): readonly string[] {
  const period = report.periodDays === undefined ? undefined : days(report.periodDays)
  return [
    report.id,
    percent(report.objective),
    period === undefined ? 'no data' : formatDuration(period),
    percent(report.periodSli),
    percent(report.budgetRemaining),
    times(report.burnRate5m),
    times(report.burnRate1h),
    lastsOf(report, period),
  ]
}

function lastsOf({ budgetRemaining, burnRate5m }: SloReport, period: Duration | undefined): string {
  if (budgetRemaining === undefined || burnRate5m === undefined || period === undefined) return 'no data'
  const lasts = timeToExhaustion(budgetRemaining, burnRate5m, period)
  if (lasts === 0) return 'spent'
  // Slower than the promise allows, the budget grows back as fast as it goes.
  return lasts === undefined || burnRate5m < 1 ? 'for ever' : humanDuration(lasts)
}

function percent(ratio: number | undefined): string {
  return ratio === undefined ? 'no data' : `${Number((ratio * 100).toPrecision(5))} %`
}

function times(burn: number | undefined): string {
  return burn === undefined ? 'no data' : String(Number(burn.toPrecision(3)))
}

/** `budget`: how every SLO stands now. */
export const budget: Command = { summary: 'say how every SLO stands now', help: HELP, run }
