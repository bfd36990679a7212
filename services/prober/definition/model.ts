import type { Duration } from '../../../lib/duration.ts'
import type { Path, ProbeKind } from '../contract/names.ts'

/** One thing we probe, how, when, and what a good answer is. */
export interface Probe {
  readonly name: string
  readonly kind: ProbeKind
  readonly description: string
  readonly schedule: Schedule
  /** From the DNS query to the last byte; shorter than the interval. */
  readonly timeout: Duration
  readonly routes: readonly Route[]
  readonly request: Request
  readonly expect: Expectation
  /** What a `tcp` probe sends once connected. */
  readonly send: string | undefined
  /** What a `dns` probe asks. */
  readonly query: DnsQuery | undefined
  /** The requests of a `journey`, in order. */
  readonly steps: readonly Step[]
  /** The app does not say which answers are its own: those that no other hop wrote are. */
  readonly isAppUnsigned?: true
}

/** When slots fall: on a grid of whole intervals, or by a cron expression with seconds. */
export interface Schedule {
  /** Length of the grid, or the least distance of two cron slots as far as a day shows. */
  readonly interval: Duration
  readonly cron: string | undefined
  /** Each slot starts up to this much later, at random, so that it does not always coincide with other periodic work. */
  readonly jitter: Duration
}

/** The route that one probe takes to the app. */
export interface Route {
  readonly path: Path
  readonly isSecure: boolean
  /** Name or address to connect to. */
  readonly host: string
  readonly port: number
  /** Path and query of the URL. */
  readonly target: string
  /** What is asked for by SNI and must be in the certificate. */
  readonly serverName: string
  /** What stands in the Host header: the server's name, with the port where it is not the scheme's own. */
  readonly authority: string
  /** Connect to these in turn, a slot each, instead of resolving the host. */
  readonly addresses: readonly Address[]
  /** PEM of the authorities trusted on this path; undefined for the system's. */
  readonly ca: string | undefined
  /** The file they came from, to be shown. */
  readonly caFile: string | undefined
  /** `host:port` of the DNS server asked on this path; undefined for the system's. */
  readonly resolver: string | undefined
}

export interface Address {
  readonly host: string
  readonly port: number
  /** What people call the instance there; it is known by its address where the file names none. */
  readonly name?: string
}

export interface Request {
  readonly method: string
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly httpVersion: '1.1' | '2'
}

/** What a good answer is; an empty list expects nothing. */
export interface Expectation {
  /** Inclusive ranges. */
  readonly status: readonly (readonly [from: number, to: number])[]
  readonly headers: readonly HeaderExpectation[]
  readonly bodyContains: readonly string[]
  /** Sources of regular expressions, as RE2 reads them. */
  readonly bodyMatches: readonly string[]
  readonly json: readonly JsonExpectation[]
  readonly maxBodyBytes: number
  /** Status line and headers together, those of interim answers included. */
  readonly maxHeaderBytes: number
  /** Slower is still good, and a sign that a hop is slow. */
  readonly degradedAbove: Duration | undefined
  /** Slower is bad. */
  readonly maxLatency: Duration | undefined
  readonly tls: TlsExpectation
  readonly redirects: RedirectPolicy
  readonly httpVersion: '1.1' | '2' | undefined
  readonly rcode: string
  /** Texts that must be among the answers of a `dns` probe. */
  readonly answers: readonly string[]
  /** Source of a regular expression that what a `tcp` probe receives must match. */
  readonly receive: string | undefined
}

export type HeaderExpectation =
  | { readonly name: string; readonly is: 'present' | 'absent' }
  | { readonly name: string; readonly is: 'equal' | 'match'; readonly text: string }

/** A comparison of the value under a JSON pointer (RFC 6901). */
export interface JsonExpectation {
  readonly pointer: string
  readonly equals: string | undefined
  /** Whether that is a number, true or false, written without quotation marks: no text equals it. */
  readonly isLiteral?: true
  /** Source of a regular expression. */
  readonly matches: string | undefined
  readonly atLeast: number | undefined
  readonly atMost: number | undefined
}

export interface TlsExpectation {
  readonly isVerified: boolean
  readonly minVersion: TlsVersion
  readonly daysLeft: number | undefined
  /** The name the certificate must be for; undefined for the route's own. */
  readonly hostname: string | undefined
}

export const TLS_VERSIONS = ['1.2', '1.3'] as const
type TlsVersion = (typeof TLS_VERSIONS)[number]

/** Where a redirect may lead. */
export type RedirectPolicy =
  | { readonly allow: 'none' | 'same-host' }
  | { readonly allow: 'hosts'; readonly hosts: readonly string[] }

export interface DnsQuery {
  readonly name: string
  readonly type: DnsType
}

export const DNS_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'CAA'] as const
export type DnsType = (typeof DNS_TYPES)[number]

/** One request of a journey; `{{name}}` in its texts is what an earlier step extracted. */
export interface Step {
  readonly name: string
  /** Path and query on the route's host. */
  readonly target: string
  readonly request: Request
  readonly expect: Expectation
  readonly extract: readonly Extraction[]
}

export interface Extraction {
  readonly name: string
  readonly from: 'json' | 'header' | 'body'
  /** A JSON pointer, a header's name, or a regular expression whose first group is taken. */
  readonly what: string
}

/** A request outside every SLI that helps to find the hop that is broken. */
export interface EvidenceSource {
  readonly hop: 'edge' | 'ingress'
  readonly route: Route
}

/** A time in which samples are taken and spend no budget. */
export interface MaintenanceWindow {
  /** Starts, as a cron expression. */
  readonly cron: string
  readonly duration: Duration
  /** Names of probes; empty for all. */
  readonly probes: readonly string[]
  readonly reason: string
}

/** The content of a definitions file. */
export interface Definitions {
  readonly probes: readonly Probe[]
  readonly evidence: readonly EvidenceSource[]
  readonly maintenance: readonly MaintenanceWindow[]
  /** Probes running at once before slots are skipped. */
  readonly maxInFlight: number
  /** Files that were read for it, besides itself. */
  readonly files: readonly string[]
  /** Values that may not be shown, with what stands for them. */
  readonly secrets: readonly Secret[]
}

/** A value that came from the environment or a file. */
export interface Secret {
  readonly value: string
  /** The reference that stands in the definitions file in its place. */
  readonly source: string
}
