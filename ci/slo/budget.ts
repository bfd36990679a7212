import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { type Duration, days, formatDuration, humanDuration } from '../../lib/duration.ts'
import { printable } from '../../lib/text/printable.ts'
import { renderTable } from '../../lib/text/table.ts'
import { withoutPassword } from '../../lib/web-address.ts'
import { timeToExhaustion } from '../../slo/core/budget.ts'
import { lateText } from '../../slo/report/late-text.ts'
import { REPORT_QUERY, reportFaultDomain, reportSlos, type SloReport } from '../../slo/report/report.ts'
import { CLUSTER_OPTION, CLUSTER_PROMETHEUS, inCluster } from '../stack/in-cluster.ts'
import { FOLDER_OPTION, prometheusOf } from '../stack/with-stack.ts'
import { askPrometheus, LOCAL_PROMETHEUS, PROMETHEUS_OPTION } from './prometheus.ts'

type Outcome = typeof EXIT.good | typeof EXIT.bad | typeof EXIT.blind

async function report(
  url: string,
  format: 'text' | 'json',
  io: CommandIo,
  where = `the Prometheus at ${withoutPassword(url)}`,
): Promise<Outcome> {
  const answer = await askPrometheus(url, REPORT_QUERY, where)
  if (answer.kind === 'unanswered') {
    io.stderr(`${printable(answer.problem)}\n`)
    return EXIT.blind
  }
  const reports = reportSlos(answer.readings)
  if (reports.length === 0) {
    io.stderr(`${where.replace('the', 'The')} has recorded no SLO: load the rules that \`npm run slo\` writes\n`)
    return EXIT.blind
  }
  if (format === 'json') io.stdout(`${JSON.stringify(reports, undefined, 2)}\n`)
  // Labels are what a Prometheus says, and a terminal would obey what stands in them.
  else io.stdout(printable(textOf(reports, reportFaultDomain(answer.readings))))
  return exitCodeOf(reports)
}

/** A spent budget is worse than an unknown one, and neither is good. */
function exitCodeOf(reports: readonly SloReport[]): Outcome {
  const budgets = reports.map(({ budgetRemaining }) => budgetRemaining)
  if (budgets.some(budget => budget !== undefined && budget <= 0)) return EXIT.bad
  return budgets.includes(undefined) ? EXIT.blind : EXIT.good
}

function textOf(reports: readonly SloReport[], faultDomain: string | undefined): string {
  const late = reports.flatMap(({ id, countedLate }) =>
    countedLate === undefined ? [] : [`${id}: ${lateText(countedLate)}\n`],
  )
  return `${renderTable([HEADER, ...reports.map(row)])}\n${late.join('')}fault domain: ${faultDomain ?? 'unknown'}\n`
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
  // Slower than the objective allows, the budget grows back as fast as it goes.
  return lasts === undefined || burnRate5m < 1 ? 'never spent' : humanDuration(lasts)
}

function percent(ratio: number | undefined): string {
  return ratio === undefined || Number.isNaN(ratio) ? 'no data' : `${Number((ratio * 100).toPrecision(5))} %`
}

function times(burn: number | undefined): string {
  return burn === undefined ? 'no data' : String(Number(burn.toPrecision(3)))
}

/** `budget`: how every SLO stands now. */
export const budget = defineCommand({
  name: 'npm run slo -- budget',
  summary: 'report how every SLO stands now',
  help: {
    about:
      'From a live Prometheus: the part of events that was good in the period so far, what is left of the budget, and how long it lasts at the present burn rate.',
    uses: [
      ['npm run slo -- budget', 'of the Prometheus that `npm start` runs'],
      ['npm run slo -- budget --cluster', 'of the Prometheus in the cluster'],
      ['npm run slo -- budget --format json', 'for programs; what has no data is absent'],
    ],
  },
  options: {
    prometheus: { ...PROMETHEUS_OPTION, help: 'the Prometheus to query; that of the running stack when absent' },
    folder: FOLDER_OPTION,
    cluster: { ...CLUSTER_OPTION, excludes: 'prometheus' },
    format: { type: 'string', value: 'FORM', choices: ['text', 'json'], default: 'text', help: 'of the report' },
  },
  exits: {
    good: 'every budget is positive',
    bad: 'one is spent',
    blind: 'Prometheus did not answer, knows no SLO, or has no data of one',
  },
  run: async ({ values }, io) => {
    if (values.cluster !== undefined)
      return inCluster(values.cluster, 'prometheus', io, url => report(url, values.format, io, CLUSTER_PROMETHEUS))
    return report((await prometheusOf(values.prometheus, values.folder, io)) ?? LOCAL_PROMETHEUS, values.format, io)
  },
})
