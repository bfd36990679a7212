import { humanDuration, inSeconds, seconds } from '../../../../lib/duration.ts'
import { jsonValueAt } from '../../../../lib/json/pointer.ts'
import { matchesIn } from '../../../../lib/re2.ts'
import type { Phase } from '../../contract/names.ts'
import type { Reason } from '../../contract/reasons.ts'
import type { Expectation, HeaderExpectation, JsonExpectation } from '../../definition/model.ts'
import type { Certificate, Failure, Observation, Response } from './observation.ts'

/** The judged result of one probe; a degraded one is good, and slower than the hop should be. */
export type Outcome =
  | { readonly isGood: true; readonly isDegraded: boolean }
  | { readonly isGood: false; readonly failure: Failure }

/** Compares an observation with the expectation; `nowSeconds` is seconds since 1970, as in certificates. The first mismatch is the reason. */
export function judge(observation: Observation, expect: Expectation, nowSeconds: number): Outcome {
  const failure =
    observation.failure ??
    certificateFailure(observation.certificate, expect, nowSeconds) ??
    responseFailure(observation.response, expect) ??
    dnsFailure(observation, expect) ??
    receivedFailure(observation, expect) ??
    latencyFailure(observation, expect)
  if (failure !== undefined) return { isGood: false, failure }
  const { degradedAbove } = expect
  return {
    isGood: true,
    isDegraded: degradedAbove !== undefined && observation.durationSeconds > inSeconds(degradedAbove),
  }
}

function certificateFailure(
  certificate: Certificate | undefined,
  { tls }: Expectation,
  nowSeconds: number,
): Failure | undefined {
  if (certificate === undefined) return undefined
  if (tls.minVersion === '1.3' && certificate.protocol !== 'TLSv1.3') {
    return fail('tls', 'tls_version', `The handshake agreed on ${certificate.protocol}; at least TLS 1.3 is expected`)
  }
  const daysLeft = (certificate.chainNotAfter - nowSeconds) / 86_400
  if (tls.daysLeft !== undefined && daysLeft < tls.daysLeft) {
    return fail(
      'tls',
      'tls_days_left',
      `${certificate.firstToEnd} has ${Math.floor(daysLeft)} days left; ${tls.daysLeft} are expected`,
    )
  }
  return undefined
}

/** Compares a response with the expectation; also used for each step of a journey. */
export function responseFailure(response: Response | undefined, expect: Expectation): Failure | undefined {
  if (response === undefined) return undefined
  const { status, headers, body, httpVersion } = response
  if (!expect.status.some(([from, to]) => status >= from && status <= to)) {
    const isRedirect = status >= 300 && status < 400 && headers.location !== undefined
    const wanted = expect.status.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(', ')
    const detail = `The status is ${status}; ${wanted} is expected`
    if (!isRedirect) return fail('wait', 'status', detail)
    return fail('wait', 'redirect', `${detail}, and the redirect to ${headers.location} was not followed`)
  }
  if (expect.httpVersion !== undefined && httpVersion !== expect.httpVersion) {
    return fail(
      'wait',
      'http_version',
      `The answer came in HTTP/${httpVersion}; HTTP/${expect.httpVersion} is expected`,
    )
  }
  const header = expect.headers.map(wanted => headerMismatch(wanted, headers[wanted.name])).find(isText)
  if (header !== undefined) return fail('wait', 'header', header)
  const mismatch =
    expect.bodyContains.filter(text => !body.includes(text)).map(text => `The body does not contain "${text}"`)[0] ??
    expect.bodyMatches
      .filter(source => !matchesIn(source, body))
      .map(source => `The body does not match /${source}/`)[0] ??
    jsonMismatch(expect.json, body)
  return mismatch === undefined ? undefined : fail('transfer', 'body', mismatch)
}

function headerMismatch(wanted: HeaderExpectation, value: string | undefined): string | undefined {
  const { name } = wanted
  if (wanted.is === 'absent')
    return value === undefined ? undefined : `The header ${name} is "${value}"; it must be absent`
  if (value === undefined) return `The header ${name} is missing`
  if (!('text' in wanted)) return undefined
  const isMet = wanted.is === 'equal' ? value === wanted.text : matchesIn(wanted.text, value)
  const expected = wanted.is === 'equal' ? `"${wanted.text}"` : `/${wanted.text}/`
  return isMet ? undefined : `The header ${name} is "${value}"; ${expected} is expected`
}

function jsonMismatch(expectations: readonly JsonExpectation[], body: string): string | undefined {
  if (expectations.length === 0) return undefined
  let document: unknown
  try {
    document = JSON.parse(body)
  } catch {
    return 'The body is not JSON'
  }
  return expectations
    .map(expectation => valueMismatch(expectation, jsonValueAt(document, expectation.pointer)))
    .find(isText)
}

function valueMismatch(
  { pointer, equals, matches: source, atLeast, atMost }: JsonExpectation,
  value: unknown,
): string | undefined {
  if (value === undefined) return `There is nothing at ${pointer || 'the root'} of the body`
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (equals !== undefined && text !== equals) return `${pointer} is ${text}; ${equals} is expected`
  if (source !== undefined && !matchesIn(source, text)) return `${pointer} is ${text}; /${source}/ is expected`
  if (atLeast !== undefined && !(Number(value) >= atLeast))
    return `${pointer} is ${text}; at least ${atLeast} is expected`
  if (atMost !== undefined && !(Number(value) <= atMost)) return `${pointer} is ${text}; at most ${atMost} is expected`
  return undefined
}

function dnsFailure({ dns }: Observation, { rcode, answers }: Expectation): Failure | undefined {
  if (dns === undefined) return undefined
  const isEmpty = dns.rcode === 'NOERROR' && dns.answers.length === 0
  if (rcode === 'NODATA' && isEmpty) return undefined
  if (rcode === 'NOERROR' && isEmpty) {
    const others = dns.ignored === 0 ? '' : `, only ${dns.ignored} of other names, classes or types`
    return fail('wait', 'answer', `The answer has no record that was asked for${others}`)
  }
  if (dns.rcode !== rcode) return fail('wait', 'rcode', `The response code is ${dns.rcode}; ${rcode} is expected`)
  const missing = answers.find(text => !dns.answers.some(answer => answer.includes(text)))
  if (missing === undefined) return undefined
  return fail('wait', 'answer', `No answer has "${missing}": ${dns.answers.join(', ') || 'there is none'}`)
}

function receivedFailure({ received }: Observation, { receive }: Expectation): Failure | undefined {
  if (receive === undefined || received === undefined || matchesIn(receive, received)) return undefined
  return fail('wait', 'answer', `What was received does not match /${receive}/`)
}

function latencyFailure({ durationSeconds, phases }: Observation, { maxLatency }: Expectation): Failure | undefined {
  if (maxLatency === undefined || durationSeconds <= inSeconds(maxLatency)) return undefined
  const detail = `It took ${humanDuration(seconds(durationSeconds))}; at most ${humanDuration(maxLatency)} is expected`
  return fail((phases.transfer ?? 0) > (phases.wait ?? 0) ? 'transfer' : 'wait', 'latency', detail)
}

function isText(value: string | undefined): value is string {
  return value !== undefined
}

function fail(phase: Phase, reason: Reason, detail: string): Failure {
  return { phase, reason, detail }
}
