import { PHASES } from '../../contract/names.ts'
import type { Certificate } from '../judge/observation.ts'
import type { Sample } from '../judge/sample.ts'

/** Asks for the details too: headers, the start of the body, and a command that repeats the probe. */
export interface Explanation {
  readonly curl: string | undefined
}

const BODY_LINES = 8

/** One sample as text for a terminal. */
export function renderSample(sample: Sample, explanation: Explanation | undefined): string {
  const { probe, path, outcome, observation, invalid } = sample
  if (invalid === 'self_error' && !outcome.isGood) return unmeasured(sample, outcome.failure.detail)
  const result = outcome.isGood ? (outcome.isDegraded ? 'GOOD, slow' : 'GOOD') : 'BAD'
  const lines = [
    `${probe} on ${path}: ${result}`,
    ...(outcome.isGood
      ? []
      : [
          row('reason', `${outcome.failure.reason} in phase ${outcome.failure.phase}`),
          row('', outcome.failure.detail),
        ]),
    row('total', `${milliseconds(observation.durationSeconds)} from connect to the last byte`),
    row('phases', phasesOf(sample)),
    ...addressRows(sample),
    ...replyOf(sample),
    ...(observation.certificate === undefined ? [] : certificateRows(observation.certificate)),
    ...observation.steps.map(step =>
      row('step', `${step.name}: ${step.status ?? 'no reply'}, ${milliseconds(step.seconds)}`),
    ),
    row('trace', sample.traceId),
    ...(explanation === undefined ? [] : explain(sample, explanation)),
  ]
  return `${lines.join('\n')}\n`
}

/** The target was not measured: times and phases would be those of the prober's own fault. */
function unmeasured({ probe, path, traceId }: Sample, detail: string): string {
  return `${[`${probe} on ${path}: NOT MEASURED`, row('reason', detail), row('trace', traceId)].join('\n')}\n`
}

function phasesOf({ observation }: Sample): string {
  const reached = PHASES.filter(phase => observation.phases[phase] !== undefined)
  return (
    reached.map(phase => `${phase} ${milliseconds(observation.phases[phase] ?? 0)}`).join('  ') || 'none was reached'
  )
}

function addressRows({ observation: { address, resolved } }: Sample): string[] {
  if (address === undefined) return []
  return [row('address', resolved.length === 0 ? address : `${address}, of ${resolved.join(', ')}`)]
}

function replyOf({ observation: { response, dns, received }, answeredBy }: Sample): string[] {
  if (dns !== undefined) return [row('reply', `${dns.rcode}: ${dns.answers.join(', ') || 'no answers'}`)]
  if (received !== undefined) return [row('reply', JSON.stringify(received.slice(0, 200)))]
  if (response === undefined) return []
  const { status, httpVersion, bodyBytes, redirects } = response
  return [
    row(
      'reply',
      `status ${status} over HTTP/${httpVersion}, ${bodyBytes} bytes, written by ${answeredBy ?? 'unknown'}`,
    ),
    ...redirects.map(url => row('redirect', url)),
  ]
}

function certificateRows({ subject, issuer, notAfter, problem, protocol, cipher }: Certificate): string[] {
  const end = new Date(notAfter * 1000).toISOString().slice(0, 16).replace('T', ' ')
  return [
    row('tls', `${protocol}, ${cipher}`),
    row(
      'cert',
      `${subject || 'no subject'}, signed by ${issuer || 'no name'}, until ${end} UTC: ${problem ?? 'verified'}`,
    ),
  ]
}

function explain({ observation: { response } }: Sample, { curl }: Explanation): string[] {
  const headers = Object.entries(response?.headers ?? {}).map(([name, value], index) =>
    row(index === 0 ? 'headers' : '', `${name}: ${value}`),
  )
  const body = (response?.body ?? '').split('\n').slice(0, BODY_LINES)
  return [
    ...headers,
    ...body.filter(line => line.trim() !== '').map((line, index) => row(index === 0 ? 'body' : '', line.slice(0, 100))),
    ...(curl === undefined ? [] : [row('repeat', curl)]),
  ]
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(9)} ${text}`
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(2)} ms`
}
