import { type AskOptions, ask, type HttpAnswer } from '../http.ts'

/** An alert as the API of Alertmanager takes it; times are ISO 8601. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt?: string
  /** Without it Alertmanager ends the alert after its own time to resolve. */
  readonly endsAt?: string
}

/** An address of Alertmanager's own, wherever it is served from. */
export function inAlertmanager(address: string, path: string): URL {
  return new URL(path, address.endsWith('/') ? address : `${address}/`)
}

/** Gives Alertmanager an alert; its good answer has no body. Never rejects. */
export function postAlert(address: string, alert: PostedAlert, options: AskOptions): Promise<HttpAnswer> {
  const headers = { 'content-type': 'application/json' }
  const details = { method: 'POST', headers, body: JSON.stringify([alert]) }
  return ask(inAlertmanager(address, 'api/v2/alerts'), options, details)
}
