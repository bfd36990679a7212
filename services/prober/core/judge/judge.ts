import { humanDuration, inSeconds, seconds } from '../../../../lib/duration.ts'
import { matchesIn, patternOf } from '../../../../lib/re2.ts'
import type { Phase } from '../../contract/names.ts'
import type { Reason } from '../../contract/reasons.ts'
import type { Expectation, HeaderExpectation } from '../../definition/model.ts'
import { jsonMismatch } from './judge-json.ts'
import { type Certificate, type Failure, headerOf, type Observation, type Response } from './observation.ts'
import { shownAddress, shownText } from './shown-text.ts'

/** The judged result of one probe; a degraded one is good, and slower than the hop should be. */
export type Outcome =
  | { readonly isGood: true; readonly isDegraded: boolean }
  | { readonly isGood: false; readonly failure: Failure }

/** Compares an observation with the expectation; `nowSeconds` is seconds since 1970, as in certificates. The first mismatch is the reason. */
export function judge(observation: Observation, expect: Expectation, nowSeconds: number): Outcome {
  const failure = observation.failure ?? mismatch(observation, expect, nowSeconds)
  if (failure !== undefined) return { isGood: false, failure }
  const { degradedAbove } = expect
  return {
    isGood: true,
    isDegraded: degradedAbove !== undefined && observation.durationSeconds > inSeconds(degradedAbove),
  }
}

/** What of an observation is not as expected, first of all; also of each step of a journey. */
export function mismatch(observation: Observation, expect: Expectation, nowSeconds: number): Failure | undefined {
  return (
    certificateFailure(observation.certificate, expect, nowSeconds) ??
    responseFailure(observation.response, expect) ??
    dnsFailure(observation, expect) ??
    receivedFailure(observation, expect) ??
    latencyFailure(observation, expect)
  )
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

function responseFailure(response: Response | undefined, expect: Expectation): Failure | undefined {
  if (response === undefined) return undefined
  const { status, body, httpVersion } = response
  if (!expect.status.some(range => status >= range[0] && status <= range[1])) {
    const location = status >= 300 && status < 400 ? headerOf(response, 'location') : undefined
    const wanted = expect.status.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(', ')
    const detail = `The status is ${status}; ${wanted} is expected`
    if (location === undefined) return fail('wait', status === 429 ? 'rate_limited' : 'status', detail)
    return fail('wait', 'redirect', `${detail}, and the redirect to ${shownAddress(location)} was not followed`)
  }
  if (expect.httpVersion !== undefined && httpVersion !== expect.httpVersion) {
    return fail(
      'wait',
      'http_version',
      `The answer came in HTTP/${httpVersion}; HTTP/${expect.httpVersion} is expected`,
    )
  }
  const header = expect.headers.map(wanted => headerMismatch(wanted, headerOf(response, wanted.name))).find(isText)
  if (header !== undefined) return fail('wait', 'header', header)
  const mismatch =
    expect.bodyContains
      .filter(text => !body.includes(text))
      .map(text => `The body does not contain ${shownText(text, LONGEST_SHOWN)}`)[0] ??
    expect.bodyMatches.map(source => unmatched('The body', source, body)).find(isText) ??
    jsonMismatch(expect.json, body)
  return mismatch === undefined ? undefined : fail('transfer', 'body', mismatch)
}

/** Longer texts of a server are cut in a sentence. */
const LONGEST_SHOWN = 200

function headerMismatch(wanted: HeaderExpectation, value: string | undefined): string | undefined {
  const { name } = wanted
  if (value === undefined) return wanted.is === 'absent' ? undefined : `The header ${name} is missing`
  const is = `The header ${name} is ${shownText(value, LONGEST_SHOWN)}`
  if (wanted.is === 'absent') return `${is}; it must be absent`
  if (!('text' in wanted)) return undefined
  if (wanted.is === 'match') return matchesIn(wanted.text, value) ? undefined : `${is}; /${wanted.text}/ is expected`
  return value === wanted.text ? undefined : `${is}; ${shownText(wanted.text, LONGEST_SHOWN)} is expected`
}

/** What a pattern did not match, in a sentence; undefined when it did. */
function unmatched(what: string, source: string, text: string): string | undefined {
  const { reach, test } = patternOf(source)
  if (test(text)) return undefined
  const within =
    text.length > reach ? ` in its first ${reach} characters, which are all that this pattern searches` : ''
  return `${what} does not match /${source}/${within}`
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
  const found = dns.answers.length === 0 ? 'there is none' : shownAddress(dns.answers.join(', '))
  return fail('wait', 'answer', `No answer has "${missing}": ${found}`)
}

function receivedFailure({ received }: Observation, { receive }: Expectation): Failure | undefined {
  const mismatch = receive && received !== undefined && unmatched('What was received', receive, received)
  if (!mismatch) return undefined
  return fail('wait', 'answer', `${mismatch}: it begins with ${shownText(received, LONGEST_SHOWN)}`)
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
