import { parseArgs } from 'node:util'
import { eventUnit } from '../../lib/promql/shape.ts'
import { seriesOf } from '../../slo/core/identity.ts'
import type { Slo } from '../../slo/core/model.ts'
import { SERIES } from '../../slo/core/names.ts'
import { explainSlo } from '../../slo/report/explain.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command/command.ts'
import { CHOICE_HELP, chooseSlos } from './choose.ts'
import { askPrometheus, LOCAL_PROMETHEUS, prometheusUrl } from './prometheus.ts'
import { SOURCE_OPTIONS } from './source-options.ts'

const HELP = `Says in words and a table what an SLO promises: how long an outage it bears, for which part of bad events it pages
after how long, and how long the budget then lasts.

  npm run slo -- explain               every SLO of this repository
  npm run slo -- explain ID …          only these, such as web-edge-availability

${CHOICE_HELP}
  --prometheus URL        count the budget in today's events, asked of Prometheus (${LOCAL_PROMETHEUS})

Exit codes: 0 done · 1 an error in a definition, or Prometheus did not answer · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const options = { ...SOURCE_OPTIONS, prometheus: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  if (values.compat !== undefined) throw new UsageError("Only our own rules are explained, not sloth's")
  const url = values.prometheus === undefined ? undefined : prometheusUrl(values.prometheus)
  const slos = await chooseSlos(values, positionals, io)
  if (slos === undefined) return EXIT.bad
  const texts: string[] = []
  for (const slo of slos) {
    const traffic = url === undefined ? undefined : await trafficOf(slo, url, io)
    if (traffic === 'unanswered') return EXIT.bad
    texts.push(explainSlo(slo, traffic))
  }
  io.stdout(texts.join('\n'))
  return EXIT.good
}

/** Events a second over the last day; undefined where the SLO has no data, or does not count by the second. */
async function trafficOf(slo: Slo, url: string, io: CommandIo): Promise<number | undefined | 'unanswered'> {
  if (slo.sli.kind === 'ratio' || eventUnit(slo.sli.totalQuery) !== 'per second') return undefined
  const answer = await askPrometheus(url, `sum(avg_over_time(${seriesOf(slo, SERIES.total)}[1d]))`)
  if (answer.kind === 'answered') return answer.readings[0]?.value
  io.stderr(`${answer.problem}\n`)
  return 'unanswered'
}

/** `explain`: what an SLO promises and when it alerts. */
export const explain: Command = { summary: 'say what an SLO promises, and when it alerts', help: HELP, run }
