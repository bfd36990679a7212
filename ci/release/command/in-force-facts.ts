import { readLiveBoard } from '../../../adapters/grafana/dashboards.ts'
import type { GrafanaDeps } from '../../../adapters/grafana/request.ts'
import { createPrometheus } from '../../../adapters/prometheus/client.ts'
import { type DashboardJson, difference } from '../../../dashboards/push/push-plan.ts'
import { seconds } from '../../../lib/duration.ts'
import { textAt } from '../../../lib/json/path.ts'
import { RULES_HASH_LABEL, SERIES } from '../../../slo/core/names.ts'
import type { Look, RulesAnswer } from '../core/deploy/in-force.ts'

const TIMEOUT = seconds(5)

/** Which rules a Prometheus has in force; unknown where there is none, or it does not answer. Does not reject. */
export async function readRulesInForce(url: string | undefined, signal: AbortSignal): Promise<RulesAnswer> {
  if (url === undefined || url === '') return { unknown: 'PROMETHEUS_URL names none', isNamed: false }
  const answer = await createPrometheus(url, { timeout: TIMEOUT, signal }).instant(SERIES.rulesInfo)
  if (answer.kind === 'unanswered') return { unknown: `Prometheus does not answer: ${answer.problem}`, isNamed: true }
  return { hashes: new Set(answer.readings.map(({ labels }) => labels[RULES_HASH_LABEL] ?? '')) }
}

/** Whether a Grafana has these dashboards as they were applied. Does not reject. */
export async function readBoardsInForce(
  grafana: GrafanaDeps | undefined,
  wanted: readonly DashboardJson[],
): Promise<Look> {
  if (grafana === undefined) return { is: 'unknown', why: 'GRAFANA_URL names no Grafana', isNamed: false }
  const what: string[] = []
  for (const board of wanted) {
    const uid = textAt(board, 'uid')
    const found = await readLiveBoard(grafana, uid)
    if (!found.isGood) return { is: 'unknown', why: found.problem, isNamed: true }
    const differs = found.value === undefined ? 'it is not there' : difference(board, found.value)
    if (differs !== undefined) what.push(`Grafana’s ${uid}: ${differs}`)
  }
  return what.length === 0 ? { is: 'in-force' } : { is: 'not-yet', what }
}
