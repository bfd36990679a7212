import { own } from '../../../../lib/own.ts'
import type { Phase } from '../../contract/names.ts'
import type { Reason } from '../../contract/reasons.ts'
import type { Secret } from '../../definition/model.ts'

/** What one probe observed on one path: facts, not judged. */
export interface Observation {
  /** Seconds of each phase that was reached; the one that failed has the time it had taken by then. */
  readonly phases: Partial<Readonly<Record<Phase, number>>>
  /** From connect to the last byte or to the failure; DNS is a phase of its own and not in it. */
  readonly durationSeconds: number
  /** Why there is no whole answer. */
  readonly failure: Failure | undefined
  /** What the resolver answered, where one was asked. */
  readonly resolved: readonly string[]
  /** The address connected to, as `host:port`. */
  readonly address: string | undefined
  readonly certificate: Certificate | undefined
  readonly response: Response | undefined
  readonly dns: DnsReply | undefined
  /** What a tcp probe received. */
  readonly received: string | undefined
  /** The steps that a journey took. */
  readonly steps: readonly StepObservation[]
  /** What the server gave to be sent back to it, and may not be shown: extracted values and cookies. */
  readonly given: readonly Secret[]
}

export interface Failure {
  readonly phase: Phase
  readonly reason: Reason
  /** In words, for people; never a label. */
  readonly detail: string
}

export interface Response {
  readonly status: number
  readonly httpVersion: '1.0' | '1.1' | '2'
  /** Names in lower case; a header that came twice is joined with ", ". */
  readonly headers: Readonly<Record<string, string>>
  /** Every Set-Cookie, which may not be joined (RFC 6265 §3). */
  readonly setCookie: readonly string[]
  /** As text, unpacked, at most as large as allowed. */
  readonly body: string
  /** As sent over the wire. */
  readonly bodyBytes: number
  /** The URLs of the redirects that were followed. */
  readonly redirects: readonly string[]
}

export interface Certificate {
  /** Seconds since 1970. */
  readonly notAfter: number
  /** The earliest end in the chain, from this certificate to the authority that is trusted; of all hops of a redirect. */
  readonly chainNotAfter: number
  /** Which certificate that is, as the beginning of a sentence. */
  readonly firstToEnd: string
  readonly subject: string
  readonly issuer: string
  /** Its alternative names; empty when it has none. */
  readonly names: string
  readonly isVerified: boolean
  /** OpenSSL's code for why it is not. */
  readonly problem: string | undefined
  /** `TLSv1.3`. */
  readonly protocol: string
  readonly cipher: string
  readonly alpn: string | undefined
}

interface DnsReply {
  readonly rcode: string
  /** Records of the name and type asked for. */
  readonly answers: readonly string[]
  /** Records of other names, classes or types that came with them. */
  readonly ignored: number
}

export interface StepObservation {
  readonly name: string
  readonly status: number | undefined
  readonly seconds: number
}

/** An observation in which nothing has happened yet. */
export const NOTHING_SEEN: Observation = {
  phases: {},
  durationSeconds: 0,
  failure: undefined,
  resolved: [],
  address: undefined,
  certificate: undefined,
  response: undefined,
  dns: undefined,
  received: undefined,
  steps: [],
  given: [],
}

/** The value of a header, by its name in lower case; nothing of what JavaScript's objects have is taken for one. */
export function headerOf({ headers }: Pick<Response, 'headers'>, name: string): string | undefined {
  return own(headers, name)
}
