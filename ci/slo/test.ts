import { parseArgs } from 'node:util'
import type { Slo } from '../../slo/core/model.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command/command.ts'
import { openProgress } from '../command/progress.ts'
import { CHOICE_HELP, chooseSlos } from './choose.ts'
import { missingPrograms } from './programs.ts'
import { SOURCE_FOLDER } from './project.ts'
import { SOURCE_OPTIONS } from './source-options.ts'
import { type SloReport, testSlo } from './test-slo.ts'

const HELP = `Proves the alerts of every SLO with Prometheus' own engine: promtool runs the generated stories (a full outage,
slow burns, a young service, no probes, a restart of Prometheus and of the app, a gap in the scrapes) through the rules.

  npm run slo -- test            every SLO of ${SOURCE_FOLDER}/
  npm run slo -- test ID …       only these, such as web-edge-availability
  npm run slo -- test --input FILE|DIR

An SLO has stories when it counts a probe, or its queries are sums over counters of the kind
sum(rate(requests_total{code=~"5.."}[{{.window}}])), errors over all or good ones over all; when it is a latency, both
fused, or an average over one gauge. Of other queries only their owner knows the series; such an SLO is named as one
without stories, and so is one that alerts nobody.

${CHOICE_HELP}

Needs promtool on the PATH.

Exit codes: 0 all hold · 1 one does not, a definition has an error, or promtool is missing · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...argv], options: SOURCE_OPTIONS, allowPositionals: true })
  if (values.compat !== undefined) throw new UsageError("The stories are promises of our own rules, not of sloth's")
  const chosen = await chooseSlos(values, positionals, io)
  if (chosen === undefined) return EXIT.bad
  const missing = missingPrograms(['promtool'], io)
  if (missing !== undefined) {
    io.stderr(missing)
    return EXIT.bad
  }
  const progress = openProgress(io, 0)
  let told = 0
  const tell = () => progress.show(`promtool has told the stories of ${told} of ${chosen.length} SLOs`)
  tell()
  const results = await Promise.all(
    chosen.map(async slo => {
      const report = await testSlo(slo).finally(() => progress.clear())
      io.stdout(`${report.id}: ${wordsOf(slo, report)}\n`)
      told += 1
      if (told < chosen.length) tell()
      return report.isGood
    }),
  )
  return results.every(isGood => isGood) ? EXIT.good : EXIT.bad
}

function wordsOf(slo: Slo, { tests, isGood, output }: SloReport): string {
  if (tests > 0) return isGood ? `${tests} stories hold` : `FAILED\n${output}`
  if (slo.alerting.page.disabled && slo.alerting.ticket.disabled) return 'no stories: it alerts nobody'
  return 'no stories: its queries are not sums over plain counters, so nobody but its owner knows the series'
}

/** `test`: the alerts of every SLO, proved. */
export const testCommand: Command = { summary: 'prove the alerts with promtool', help: HELP, run }
