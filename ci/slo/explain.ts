import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { milliseconds } from '../../lib/duration.ts'
import { eventUnit } from '../../lib/promql/shape.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { printable } from '../../lib/text/printable.ts'
import { periodName, seriesOf } from '../../slo/core/identity.ts'
import type { Slo } from '../../slo/core/model.ts'
import { SERIES } from '../../slo/core/names.ts'
import { explainSlo, type MeasuredEvents } from '../../slo/report/explain.ts'
import { FOLDER_OPTION, prometheusOf } from '../stack/with-stack.ts'
import { choiceOptions, chooseSlos } from './choose.ts'
import { askPrometheus, LOCAL_PROMETHEUS, PROMETHEUS_OPTION } from './prometheus.ts'

/** What the rules have recorded of an SLO's events; undefined where they have nothing, or count no events. */
async function measuredEvents(slo: Slo, url: string): Promise<MeasuredEvents | undefined> {
  if (slo.sli.kind === 'ratio' || eventUnit(slo.sli.totalQuery) === 'unknown') return undefined
  const ask = async (series: string): Promise<number | undefined> => {
    const answer = await askPrometheus(url, `sum(${seriesOf(slo, series)})`)
    if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
    return answer.readings[0]?.value
  }
  const period = periodName(slo)
  const [expected, coverage] = [await ask(SERIES.expected(period)), await ask(SERIES.coverage(period))]
  if (expected === undefined || coverage === undefined) return undefined
  return { expected, measured: milliseconds(slo.period * coverage) }
}

/** `explain`: what an SLO promises and when it alerts. */
export const explain = defineCommand({
  name: 'npm run slo -- explain',
  summary: 'explain what an SLO promises, and when it alerts',
  help: {
    about:
      'How long a full outage the budget allows; and for several parts of bad events, after how long it pages and how long the budget lasts.',
    uses: [
      ['npm run slo -- explain', 'every SLO of this repository'],
      ['npm run slo -- explain ID …', 'only these, such as web-edge-availability'],
    ],
  },
  options: {
    ...choiceOptions("Only our own rules are explained, not sloth's"),
    folder: FOLDER_OPTION,
    prometheus: {
      ...PROMETHEUS_OPTION,
      help: `count the budget in events, as a Prometheus such as ${LOCAL_PROMETHEUS} has recorded them; what is extrapolated says from how much data`,
    },
  },
  operands: { value: 'ID …', least: 0, most: Number.POSITIVE_INFINITY, need: 'name SLOs' },
  exits: { good: 'done', bad: 'an error in a definition, or Prometheus did not answer' },
  run: async ({ values, operands }, io: CommandIo) => {
    const slos = await chooseSlos(values, operands, io)
    const url = values.prometheus && (await prometheusOf(values.prometheus, values.folder, io))
    const texts: string[] = []
    for (const slo of slos) {
      texts.push(explainSlo(slo, url === undefined ? undefined : await measuredEvents(slo, url)))
    }
    io.stdout(printable(texts.join('\n')))
    return EXIT.good
  },
})
