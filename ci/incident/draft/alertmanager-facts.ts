import { getJson } from '../../../adapters/http.ts'
import { inAlertmanager } from '../../../adapters/prometheus/alertmanager.ts'
import { seconds } from '../../../lib/duration.ts'
import { at, listAt, textAt } from '../../../lib/json/path.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import type { DraftFacts, SeenAlert } from '../../../postmortems/draft/facts.ts'
import { LABELS } from '../../../slo/core/names.ts'
import type { DraftSpan } from './prometheus-facts.ts'

/** The part of a draft that Alertmanager knows: it forgets alerts that have ended. */
export type AlertmanagerFacts = Pick<DraftFacts, 'alerts' | 'silences'>

const TIMEOUT = seconds(10)

/** Asks an Alertmanager about a span. Rejects with an ExternalError where it does not answer. */
export async function alertmanagerFacts(url: string, span: DraftSpan, signal: AbortSignal): Promise<AlertmanagerFacts> {
  const [alerts, silences] = await Promise.all(['alerts', 'silences'].map(what => listed(url, what, signal)))
  const isIn = (moment: number): boolean => moment >= span.from && moment <= span.to
  return {
    alerts: (alerts ?? []).map(alertOf).filter(({ from }) => isIn(from)),
    silences: (silences ?? [])
      .map(one => ({
        at: Date.parse(textAt(one, 'startsAt')),
        says: `silence by ${textAt(one, 'createdBy')}: ${textAt(one, 'comment')}`,
      }))
      .filter(one => isIn(one.at)),
  }
}

async function listed(url: string, what: string, signal: AbortSignal): Promise<readonly unknown[]> {
  const answer = await getJson(inAlertmanager(url, `api/v2/${what}`), { timeout: TIMEOUT, signal })
  if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
  if (answer.status !== 200 || !Array.isArray(answer.body)) throw new ExternalError(`it answered ${answer.status}`)
  return listAt(answer.body)
}

function alertOf(one: unknown): SeenAlert {
  const texts = Object.entries(Object(at(one, 'labels'))).map(([name, value]) => [name, String(value)] as const)
  const { alertname = '', ...labels } = Object.fromEntries(texts) as Record<string, string>
  const severity = labels[LABELS.severity] ?? ''
  return { alert: alertname, severity, labels, from: Date.parse(textAt(one, 'startsAt')), to: undefined }
}
