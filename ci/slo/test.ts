import { promtoolVersion } from '../../adapters/prometheus/promtool.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { openProgress } from '../../lib/command/progress.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { SLO_FOLDER } from '../../slo/core/folder.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { isBefore, type PrometheusVersion, prometheusVersionText } from '../../slo/core/prometheus-version.ts'
import { neededPrometheus } from '../../slo/rules/prometheus-needs.ts'
import { choiceOptions, chooseSlos } from './choose.ts'
import { requirePrograms } from './programs.ts'
import { type SloReport, testSlo } from './test-slo.ts'

/** Tests several SLOs at once, and reports each as its tests end; whether all of them hold. */
async function testAll(slos: readonly Slo[], io: CommandIo): Promise<boolean> {
  const progress = openProgress(io, 0)
  let done = 0
  const show = () => progress.show(`promtool has tested ${done} of ${slos.length} SLOs`)
  show()
  const installed = await promtoolVersion()
  const results = await Promise.all(
    slos.map(async slo => {
      const tooNew = whyTooNew(slo, installed)
      if (tooNew !== undefined) {
        progress.clear()
        io.stdout(`${sloId(slo)}: ${tooNew}\n`)
        done += 1
        return true
      }
      const report = await testSlo(slo).finally(() => progress.clear())
      io.stdout(`${report.id}: ${wordsOf(slo, report)}\n`)
      done += 1
      if (done < slos.length) show()
      return report.isGood
    }),
  )
  return results.every(isGood => isGood)
}

function wordsOf(slo: Slo, { tests, isGood, output }: SloReport): string {
  if (tests > 0) return isGood ? `${tests} tests hold${withoutOffset(slo)}` : `FAILED\n${output}`
  if (slo.alerting.page.disabled && slo.alerting.ticket.disabled) return 'no tests: it has no alert'
  return 'no tests: its queries are not sums over plain counters, so only its owner knows the series'
}

/** Why the rules of an SLO cannot be tested here: their queries or names are of a newer Prometheus than promtool is. */
function whyTooNew(slo: Slo, installed: PrometheusVersion | undefined): string | undefined {
  const needed = neededPrometheus([withoutGroup(slo)])
  if (needed === undefined || installed === undefined || !isBefore(installed, needed)) return undefined
  const [wanted, here] = [needed, installed].map(prometheusVersionText)
  return `not tested: its rules need Prometheus ${wanted}, and promtool here is ${here}`
}

function withoutGroup({ group: _, ...slo }: Slo): Slo {
  return slo
}

/** What the tested rules lack: promtool 2.42 does not load it. */
function withoutOffset({ group }: Slo): string {
  return group?.queryOffset === undefined ? '' : ' (without query_offset, which promtool 2.42 does not load)'
}

/** `test`: the alerts of every SLO, proved. */
export const testCommand = defineCommand({
  name: 'npm run slo -- test',
  summary: 'prove the alerts of every SLO with promtool',
  help: {
    about:
      "Prometheus' own engine runs the generated tests (a full outage, slow burns, a young service, no probes, a restart of Prometheus and of the app, a gap in the scrapes) against the rules.",
    uses: [
      ['npm run slo -- test', `every SLO of ${SLO_FOLDER}/`],
      ['npm run slo -- test ID …', 'only these, such as web-edge-availability'],
      ['npm run slo -- test --input FILE|DIR', 'any definitions'],
    ],
    notes: `An SLO has tests when it counts a probe, or its queries are sums over counters of the kind sum(rate(requests_total{code=~"5.."}[{{.window}}])), errors over all or good ones over all; when it is a latency, both fused, or an average over one gauge. Of other queries only their owner knows the series; such an SLO is named as one without tests, and so is one without alerts.

Needs promtool on the PATH.`,
  },
  options: choiceOptions("The tests are of our own rules, not of sloth's"),
  operands: { value: 'ID …', least: 0, most: Number.POSITIVE_INFINITY, need: 'name SLOs' },
  exits: { good: 'all hold', bad: 'one does not, a definition has an error, or promtool is missing' },
  run: async ({ values, operands }, io) => {
    const slos = await chooseSlos(values, operands, io)
    requirePrograms(['promtool'], io)
    return (await testAll(slos, io)) ? EXIT.good : EXIT.bad
  },
})
