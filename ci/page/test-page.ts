import { type AskOptions, ask } from '../../adapters/http.ts'
import { pause } from '../../adapters/pause.ts'
import { inAlertmanager, postAlert } from '../../adapters/prometheus/alertmanager.ts'
import { type Duration, milliseconds, minutes, seconds } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { LABELS } from '../../slo/core/names.ts'
import { type Notified, notifiedIn } from './notified.ts'

/** What became of a test page. */
export type TestPage =
  | { readonly kind: 'sent'; readonly took: Duration }
  | { readonly kind: 'refused' }
  | { readonly kind: 'nothing' }

const LOOKS_EVERY = milliseconds(200)
const ASK = { timeout: seconds(5) }
/** Alertmanager ends it by itself if this command is killed. */
const LONGEST = minutes(5)

/**
 * Sends a marked page through an Alertmanager and its receivers, waits until these have taken it, and ends it again. Throws an
 * ExternalError where Alertmanager does not answer.
 */
export async function sendTestPage(
  alertmanager: string,
  patience: Duration,
  signal: AbortSignal,
  now: () => Date,
): Promise<TestPage> {
  const options: AskOptions = { ...ASK, signal }
  const before = await notified(alertmanager, options)
  const start = now()
  await post(alertmanager, start, new Date(start.getTime() + LONGEST), options)
  try {
    while (now().getTime() - start.getTime() < patience && !signal.aborted) {
      const { ended, failed } = await notified(alertmanager, options)
      if (failed > before.failed) return { kind: 'refused' }
      if (ended > before.ended) return { kind: 'sent', took: milliseconds(now().getTime() - start.getTime()) }
      await pause(LOOKS_EVERY, signal)
    }
    return { kind: 'nothing' }
  } finally {
    // Also after Ctrl-C, or the page would stand until it is forgotten.
    await post(alertmanager, start, now(), ASK).catch(() => undefined)
  }
}

async function notified(alertmanager: string, options: AskOptions): Promise<Notified> {
  const answer = await ask(inAlertmanager(alertmanager, 'metrics'), options)
  if (answer.kind === 'answered' && answer.status === 200) return notifiedIn(answer.text)
  throw unreached(alertmanager, answer.kind === 'answered' ? `it answered ${answer.status}` : answer.problem)
}

async function post(alertmanager: string, startsAt: Date, endsAt: Date, options: AskOptions): Promise<void> {
  const at = startsAt.toISOString()
  const alert = {
    // Each test is an alert of its own, and none is grouped with a real page.
    labels: { alertname: 'TestPage', [LABELS.severity]: 'page', [LABELS.service]: 'test', sent: at },
    annotations: {
      title: 'TEST: this is no outage',
      headline: 'TEST: this page shows that pages arrive; nothing is broken',
      summary: `It was sent by npm run page at ${at.slice(0, 19).replace('T', ' ')} UTC. It ends by itself.`,
    },
    startsAt: at,
    endsAt: endsAt.toISOString(),
  }
  const answer = await postAlert(alertmanager, alert, options)
  if (answer.kind === 'answered' && answer.status < 300) return
  throw unreached(alertmanager, answer.kind === 'answered' ? `it answered ${answer.status}` : answer.problem)
}

function unreached(address: string, problem: string): ExternalError {
  return new ExternalError(`Cannot reach Alertmanager at ${new URL(address).origin}: ${problem}`)
}
