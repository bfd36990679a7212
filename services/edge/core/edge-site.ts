/** A name that the edge answers to, and what it takes for the program behind it. */
export interface EdgeServer {
  /** What the program is called in the configuration: `site`, `grafana`. */
  readonly name: string
  /** The program's own host: sent upstream as Host, and pinned to HTTPS. */
  readonly host: string
  /** Every host that leads to it, `host` among them. */
  readonly hosts: readonly string[]
  /** Methods that the program knows; any other is answered 405 here. */
  readonly methods: readonly string[]
  /** The largest body, as Nginx writes sizes: `1m`. */
  readonly maxBody: string
  /** First parts of paths that are for the inside only, and answered 404 here: `metrics`. */
  readonly hiddenPaths: readonly string[]
  /** Whether only addresses of the own network may ask. */
  readonly isLanOnly: boolean
  /** Whether the program sends streams of events, or speaks WebSocket; what it sends to others is kept for slow readers. */
  readonly hasStreams: boolean
  /** Whether its answers do not say whose they are, so that those of the ingress cannot be distinguished from them. */
  readonly isUnsigned: boolean
}

/** What is answered on the port for plain HTTP besides the way to HTTPS. */
export type PlainFile =
  /** The folder into which certbot writes what the authority asks for. */
  | { readonly kind: 'challenge'; readonly folder: string }
  /** The certificate of an own authority, which devices are to trust. */
  | { readonly kind: 'authority'; readonly file: string }

/** The values of an edge; file names are those on the machine with the edge. */
export interface EdgeSite {
  /** The programs behind it; the first is the site itself. */
  readonly servers: readonly EdgeServer[]
  /** What `listen` takes: `443`, `[::]:443`, or `127.0.0.1:8443`. */
  readonly httpsListen: readonly string[]
  readonly httpListen: readonly string[]
  readonly statusListen: string
  /** The port browsers are sent to, when it is not 443. */
  readonly publicHttpsPort: number
  /** Networks (CIDR) or addresses of the own network. */
  readonly lan: readonly string[]
  /** Addresses or networks (CIDR) of what measures the site, such as the prober: visitors' limits do not count them. */
  readonly watchers: readonly string[]
  /** `host:port` of each ingress node. */
  readonly ingressServers: readonly string[]
  readonly certificateFile: string
  readonly keyFile: string
  readonly plainFile: PlainFile | undefined
  readonly accessLog: string
  /** `1.22.1`: decides how HTTP/2 is written. */
  readonly nginxVersion: string
  /** Refuses the handshake for names that are not ours; off where clients connect by address, without a name. */
  readonly refusesUnknownNames: boolean
}

/** Paths of our programs, and of others that people put behind an edge, which are for the inside only. */
export const HIDDEN_PATHS = ['metrics', 'faults', 'debug', 'ping', 'server-status', 'stub_status', 'nginx_status']

const NAME = /^[\w.:-]+$/
const PLAIN_NAME = /^[a-z]+$/
const ADDRESS = /^[\w.:[\]-]+$/
const METHOD = /^[A-Z]+$/
const PATH = /^[\w-]+$/
const SIZE = /^\d+[km]$/
const NETWORK = /^[\da-fA-F.:]+(\/\d+)?$/
/** File names are quoted in the template; these characters are special even inside quotes. */
const FILE = /^[^"\\$\n]+$/

/** Throws a RangeError on a value that Nginx would read as more than it is: names of machines and folders must not become configuration. */
export function requireInert(site: EdgeSite): void {
  const { servers, plainFile } = site
  const plain = plainFile === undefined ? [] : [plainFile.kind === 'challenge' ? plainFile.folder : plainFile.file]
  requireForm(
    'a name',
    NAME,
    servers.flatMap(({ host, hosts }) => [host, ...hosts]),
  )
  requireForm(
    'a program',
    PLAIN_NAME,
    servers.map(({ name }) => name),
  )
  const addresses = [...site.httpsListen, ...site.httpListen, site.statusListen, ...site.ingressServers]
  requireForm('an address', ADDRESS, addresses)
  requireForm(
    'a method',
    METHOD,
    servers.flatMap(({ methods }) => methods),
  )
  requireForm(
    'a path',
    PATH,
    servers.flatMap(({ hiddenPaths }) => hiddenPaths),
  )
  requireForm(
    'a size',
    SIZE,
    servers.map(({ maxBody }) => maxBody),
  )
  requireForm('a network', NETWORK, [...site.watchers, ...site.lan])
  requireForm('a file', FILE, [site.certificateFile, site.keyFile, site.accessLog, ...plain])
  for (const { host, hosts, methods } of servers) {
    if (!hosts.includes(host)) throw new RangeError(`Cannot render the edge: the hosts that lead to ${host} lack it`)
    if (methods.length === 0) throw new RangeError(`Cannot render the edge: ${host} knows no method`)
  }
  if (servers.length === 0) throw new RangeError('Cannot render the edge: it answers to no name')
  if (site.ingressServers.length === 0) throw new RangeError('Cannot render the edge: it has no ingress to send to')
}

function requireForm(kind: string, allowed: RegExp, values: readonly string[]): void {
  const wrong = values.find(value => !allowed.test(value))
  if (wrong !== undefined) {
    throw new RangeError(`Cannot render the edge: ${JSON.stringify(wrong)} cannot be written as ${kind} for Nginx`)
  }
}
