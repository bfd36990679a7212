import path from 'node:path'
import { runEntry } from '../../adapters/command/entry.js'
import { writeTogether } from '../../adapters/files/write-files.ts'
import { type CommandIo, type Main, UsageError } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { describeError } from '../../lib/describe-error.ts'
import { type Duration, days, hours, parseDuration } from '../../lib/duration.ts'
import { isExternal } from '../../lib/system-error.ts'
import { withoutPassword } from '../../lib/web-address.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { choiceOptions, chooseSlos, unknownSlo } from '../slo/choose.ts'
import { LOCAL_PROMETHEUS, PROMETHEUS_OPTION } from '../slo/prometheus.ts'
import type { SourceValues } from '../slo/source-options.ts'
import { CLUSTER_OPTION, CLUSTER_PROMETHEUS, inCluster } from '../stack/in-cluster.ts'
import { FOLDER_OPTION, prometheusOf } from '../stack/with-stack.ts'
import { type Asked, askReport } from './ask-report.ts'
import { FORMATS, type Format, renderReport } from './formats.ts'

const [SHORTEST, LONGEST] = [hours(1), days(400)]

function readSince(text: string): Duration | undefined {
  const since = parseDuration(text)
  return since === undefined || since < SHORTEST || since > LONGEST ? undefined : since
}

/** The SLOs of these ids, or all; every id that no SLO has is named at once. */
async function chosen(values: SourceValues, ids: readonly string[], io: CommandIo): Promise<readonly Slo[]> {
  const slos = await chooseSlos(values, [], io)
  const known = slos.map(sloId)
  const unknown = [...new Set(ids)].filter(id => !known.includes(id))
  if (unknown.length > 0) throw new UsageError(unknown.map(id => unknownSlo(id, known).message).join('\n'))
  return ids.length === 0 ? slos : slos.filter(slo => ids.includes(sloId(slo)))
}

/** A spent budget is worse than an unknown one, and neither is good. */
function exitCodeOf({ reports }: Asked): typeof EXIT.good | typeof EXIT.bad | typeof EXIT.blind {
  const spent = reports.map(({ windows }) => windows[0]?.spent)
  if (spent.some(part => part !== undefined && part >= 1)) return EXIT.bad
  return spent.includes(undefined) ? EXIT.blind : EXIT.good
}

/** `npm run report`. */
const REPORT = defineCommand({
  name: 'npm run report',
  summary: 'report what SLOs attained, and what has spent their budgets',
  help: {
    about:
      'From a live Prometheus, by calendar month and over the rolling window: attained, objective, the budget by incident, path, reason and release, the alerts and how many were real, and what was measured at all. The figures are those of `npm run slo -- budget` and of the dashboards.',
    uses: [
      ['npm run report', 'every SLO of this repository, the last 30 days, as Markdown'],
      ['npm run report -- --slo web-edge-availability --since 7d', 'one SLO, a week'],
      ['npm run report -- --cluster', 'of the Prometheus in the cluster'],
      ['npm run report -- --format html --out report.html', 'one page with plots, to read, send or print'],
      ['npm run report -- --format md --out report.md', 'with the plots as SVG files beside it'],
    ],
    notes: 'Times are in UTC.',
  },
  options: {
    slo: {
      type: 'string',
      value: 'ID',
      multiple: true,
      help: 'report on this SLO only, such as web-edge-availability',
    },
    since: {
      type: 'string',
      value: 'LENGTH',
      default: '30d',
      parse: readSince,
      need: 'a duration from 1h to 400d, such as 30d',
      help: 'how far to look back',
    },
    format: { type: 'string', value: 'FORM', choices: FORMATS, default: 'md', help: 'of the report' },
    out: { type: 'string', value: 'FILE', help: 'write it there instead of printing it' },
    ...choiceOptions("Only what our own rules record is reported, not what sloth's do"),
    folder: FOLDER_OPTION,
    cluster: { ...CLUSTER_OPTION, excludes: 'prometheus' },
    prometheus: { ...PROMETHEUS_OPTION, help: 'the Prometheus to query; that of the running stack when absent' },
  },
  exits: {
    good: 'every budget is positive',
    bad: 'one is spent, or an error in a definition',
    blind: 'Prometheus did not answer, knows no SLO, or has no data of one',
  },
  run: async ({ values }, io) => {
    const slos = await chosen(values, values.slo, io)
    const reportOf = async (url: string, where = `the Prometheus at ${withoutPassword(url)}`) => {
      const asked = await askedOf(url, { slos, since: values.since }, io, where)
      if (asked === undefined) return EXIT.blind
      await give(asked, values.format, values.out, io)
      return exitCodeOf(asked)
    }
    if (values.cluster !== undefined)
      return inCluster(values.cluster, 'prometheus', io, url => reportOf(url, CLUSTER_PROMETHEUS))
    return reportOf((await prometheusOf(values.prometheus, values.folder, io)) ?? LOCAL_PROMETHEUS)
  },
})

export const main: Main = REPORT.run

if (import.meta.main) await runEntry(main)

/** What Prometheus has; where it does not answer or has nothing, that is said. */
async function askedOf(
  url: string,
  wish: { readonly slos: readonly Slo[]; readonly since: Duration },
  io: CommandIo,
  where: string,
): Promise<Asked | undefined> {
  try {
    const asked = await askReport(url, { ...wish, now: Math.floor(io.now().getTime() / 1000) }, io.signal)
    if (asked.recorded.length > 0) return asked
    io.stderr(`${where.replace('the', 'The')} has recorded no SLO: load the rules that \`npm run slo\` writes\n`)
  } catch (error) {
    if (!isExternal(error)) throw error
    const otherwise = url === LOCAL_PROMETHEUS ? ' (`npm start` runs one there; --prometheus names another)' : ''
    io.stderr(`Cannot query ${where}: ${describeError(error)}${otherwise}\n`)
  }
  return undefined
}

async function give({ reports }: Asked, format: Format, out: string | undefined, io: CommandIo): Promise<void> {
  if (out === undefined) {
    io.stdout(renderReport(reports, format).text)
    return
  }
  const { text, pictures } = renderReport(reports, format, path.basename(out))
  const beside = [...pictures].map(([name, svg]) => [path.join(path.dirname(out), name), svg] as const)
  await writeTogether(new Map([[out, text], ...beside]))
}
