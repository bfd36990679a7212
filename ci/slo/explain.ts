import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { eventUnit } from '../../lib/promql/shape.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { DEFAULT_FOLDER } from '../../services/stack/plan/command-hint.ts'
import { seriesOf } from '../../slo/core/identity.ts'
import type { Slo } from '../../slo/core/model.ts'
import { SERIES } from '../../slo/core/names.ts'
import { explainSlo } from '../../slo/report/explain.ts'
import { prometheusOf } from '../stack/with-stack.ts'
import { choiceOptions, chooseSlos } from './choose.ts'
import { askPrometheus, LOCAL_PROMETHEUS, PROMETHEUS_OPTION } from './prometheus.ts'

/** Events a second over the last day; undefined where the SLO has no data, or does not count by the second. */
async function trafficOf(slo: Slo, url: string): Promise<number | undefined> {
  if (slo.sli.kind === 'ratio' || eventUnit(slo.sli.totalQuery) !== 'per second') return undefined
  const answer = await askPrometheus(url, `sum(avg_over_time(${seriesOf(slo, SERIES.total)}[1d]))`)
  if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
  return answer.readings[0]?.value
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
    prometheus: {
      ...PROMETHEUS_OPTION,
      help: `count the budget in events of the last day, from a Prometheus such as ${LOCAL_PROMETHEUS}`,
    },
  },
  operands: { value: 'ID …', least: 0, most: Number.POSITIVE_INFINITY, need: 'name SLOs' },
  exits: { good: 'done', bad: 'an error in a definition, or Prometheus did not answer' },
  run: async ({ values, operands }, io: CommandIo) => {
    const slos = await chooseSlos(values, operands, io)
    const url = values.prometheus && (await prometheusOf(values.prometheus, DEFAULT_FOLDER, io))
    const texts: string[] = []
    for (const slo of slos) {
      const traffic = url === undefined ? undefined : await trafficOf(slo, url)
      texts.push(explainSlo(slo, traffic))
    }
    io.stdout(texts.join('\n'))
    return EXIT.good
  },
})
