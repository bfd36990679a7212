import type { Answerer, Phase } from '../../contract/names.ts'
import { REASONS, type Reason } from '../../contract/reasons.ts'
import type { PathState, TroubledPath } from './path-state.ts'

/** What did not come in time, by the phase that hung. */
const LATE: Readonly<Record<Phase, string>> = {
  dns: 'the name was not resolved in time',
  connect: 'no connection came about in time',
  tls: 'the TLS handshake did not end in time',
  send: 'the request could not be sent in time',
  wait: 'no answer came in time',
  transfer: 'the answer did not end in time',
}

const WROTE: Readonly<Record<Answerer, string>> = {
  edge: 'the edge answered',
  ingress: 'the ingress answered',
  app: 'the app answered',
  unknown: 'the answer, which no hop signed, was',
}

/** What happened on a path in plain words, such as `the app answered 500`. */
function failureWords({ phase, reason, answeredBy, status }: Omit<TroubledPath, 'path' | 'state'>): string {
  if (reason === 'slow') return 'answers slowly'
  const answer = status === undefined ? undefined : `${WROTE[answeredBy ?? 'unknown']} ${status}`
  if (reason === 'rate_limited') return `rate-limited: ${answer ?? 'the answer was 429'}`
  if (reason === 'timeout') return LATE[phase]
  if (reason === 'status' && answer !== undefined) return answer
  return answer === undefined ? docOf(reason) : `${docOf(reason)} (${answer})`
}

function docOf(reason: Reason): string {
  return REASONS[reason].doc
}

/** A sentence about how a path stands, and whose it is. */
export function pathSentence(one: PathState, probe?: string): string {
  const name = `Path ${one.path}${probe === undefined ? '' : ` of ${probe}`}`
  if (one.state === 'good') return `${name}: good.`
  if (one.state === 'unsure') {
    const { bad, of } = one.tally
    return `${name}: ${of - bad} of ${of} requests good, too few to compare.`
  }
  const { part, instances } = one
  const often = part === undefined ? '' : `, ${part.bad} of ${part.of} requests`
  const where = instances === undefined ? '' : `, all of them at ${instances.failing.join(', ')}`
  return `${name}: ${failureWords(one)}${often}${where}.`
}
