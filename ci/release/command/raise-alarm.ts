import { type AskOptions, ask } from '../../../adapters/http.ts'
import { postAlert } from '../../../adapters/prometheus/alertmanager.ts'
import { seconds } from '../../../lib/duration.ts'
import { LABELS } from '../../../slo/core/names.ts'

/** The alert that a rollback failed: nothing but a person can help. */
const ROLLBACK_FAILED = 'RollbackFailed'

/** Where a person can be reached. */
export interface AlarmPlaces {
  /** The address of an Alertmanager. */
  readonly alertmanager: string | undefined
  /** The address of a heartbeat, of which `/fail` says that something is wrong. */
  readonly heartbeat: string | undefined
}

/** Lets a person know by every way that there is; gives what was reached and what was not, a line each. Does not reject. */
export async function raiseAlarm(sentence: string, places: AlarmPlaces): Promise<readonly string[]> {
  const options: AskOptions = { timeout: seconds(10) }
  return Promise.all([
    alertLine(sentence, places.alertmanager, options),
    heartbeatLine(sentence, places.heartbeat, options),
  ])
}

async function alertLine(sentence: string, address: string | undefined, options: AskOptions): Promise<string> {
  if (!address) return 'Alertmanager was not reached: ALERTMANAGER_URL names none.'
  const labels = { alertname: ROLLBACK_FAILED, [LABELS.severity]: 'page', [LABELS.service]: 'deploy' }
  const alert = { labels, annotations: { title: 'A rollback failed', summary: sentence } }
  const answer = await postAlert(address, alert, options)
  if (answer.kind === 'unanswered') return `Alertmanager was not reached: ${answer.problem}`
  if (answer.status >= 300) return `Alertmanager refused the alert: it answered ${answer.status}`
  return `Alertmanager has the alert ${ROLLBACK_FAILED}.`
}

async function heartbeatLine(sentence: string, address: string | undefined, options: AskOptions): Promise<string> {
  if (!address) return 'The heartbeat was not reached: HEARTBEAT_URL names none.'
  const url = new URL(`${address.replace(/\/$/, '')}/fail`)
  const answer = await ask(url, options, { method: 'POST', body: sentence })
  if (answer.kind === 'unanswered') return `The heartbeat was not reached: ${answer.problem}`
  return answer.status < 300 ? 'The heartbeat was sent /fail.' : `The heartbeat refused: it answered ${answer.status}`
}
