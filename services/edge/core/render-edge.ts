import { AWAY_PAGE } from './away-page.ts'

/** The values of an edge site; file names are those on the machine with the edge. */
export interface EdgeSite {
  /** The app's own name: sent upstream as Host, and pinned to HTTPS. */
  readonly siteHost: string
  /** Every name the edge answers to, `siteHost` among them. */
  readonly serverNames: readonly string[]
  /** What `listen` takes: `443`, or `127.0.0.1:8443`. */
  readonly httpsListen: string
  readonly httpListen: string
  readonly statusListen: string
  /** The port browsers are sent to, when it is not 443. */
  readonly publicHttpsPort: number
  /** Methods that the app knows; any other is answered 405 here. */
  readonly methods: readonly string[]
  /** Addresses or networks (CIDR) of what measures the site, such as the prober: visitors' limits do not count them. */
  readonly watchers: readonly string[]
  /** `host:port` of each ingress node. */
  readonly ingressServers: readonly string[]
  readonly certificateFile: string
  readonly keyFile: string
  readonly accessLog: string
  /** `1.22.1`: decides how HTTP/2 is written. */
  readonly nginxVersion: string
  /** Refuses the handshake for names that are not ours; off where clients connect by address, without a name. */
  readonly refusesUnknownNames: boolean
}

/** Limits for one client address; far above a person with a browser, far below a flood. */
const LIMITS = { requestsPerSecond: '50', requestBurst: '100', connectionsPerAddress: '100', maxBodySize: '1m' }

const TLS_PROTOCOLS = 'TLSv1.2 TLSv1.3'

/**
 * Renders the edge's site from its template. Throws a RangeError on a placeholder without a value or the reverse, and on
 * a name or file that would be read as configuration.
 */
export function renderEdgeSite(template: string, site: EdgeSite): string {
  requireInert('a name', NAME, [site.siteHost, ...site.serverNames])
  requireInert('an address', ADDRESS, [site.httpsListen, site.httpListen, site.statusListen, ...site.ingressServers])
  requireInert('a method', METHOD, site.methods)
  requireInert('a network', NETWORK, site.watchers)
  requireInert('a file', FILE, [site.certificateFile, site.keyFile, site.accessLog])
  if (!site.serverNames.includes(site.siteHost)) {
    throw new RangeError(`Cannot render the edge: the names it answers to lack the site’s own, ${site.siteHost}`)
  }
  if (site.methods.length === 0) throw new RangeError('Cannot render the edge: the app knows no method')
  if (site.ingressServers.length === 0) throw new RangeError('Cannot render the edge: it has no ingress to send to')
  const modernHttp2 = hasHttp2Directive(site.nginxVersion)
  const values: Readonly<Record<string, string>> = {
    ...LIMITS,
    siteHost: site.siteHost,
    serverNames: site.serverNames.join(' '),
    ourHosts: site.serverNames.map(name => `  ${name} 1;`).join('\n'),
    methods: site.methods.join('|'),
    allow: site.methods.join(', '),
    watchers: site.watchers.map(network => `  ${network} 1;`).join('\n'),
    httpsListen: site.httpsListen,
    httpListen: site.httpListen,
    statusListen: site.statusListen,
    httpsPortSuffix: site.publicHttpsPort === 443 ? '' : `:${site.publicHttpsPort}`,
    ingressServers: site.ingressServers.map(server => `  server ${server} max_fails=2 fail_timeout=5s;`).join('\n'),
    certificateFile: site.certificateFile,
    keyFile: site.keyFile,
    tlsProtocols: TLS_PROTOCOLS,
    accessLog: site.accessLog,
    http2OnListen: modernHttp2 ? '' : ' http2',
    http2Directive: modernHttp2 ? '  http2 on;\n' : '',
    defaultServer: site.refusesUnknownNames ? '' : ' default_server',
    refusals: site.refusesUnknownNames ? refusals(site) : '',
    awayPage: AWAY_PAGE,
  }
  return fill(template, values)
}

/** `listen … http2` became `http2 on` in Nginx 1.25.1 (https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2). */
function hasHttp2Directive(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return major > 1 || minor > 25 || (minor === 25 && patch >= 1)
}

/** OpenSSL chooses the protocol before it knows the name, so the default server's protocols apply to all names. */
function refusals(site: EdgeSite): string {
  return [
    '# A request for a name that is not ours, or for none, gets no certificate and no response. Debian’s own default site',
    '# is a default_server too: remove /etc/nginx/sites-enabled/default.',
    'server {',
    `  listen ${site.httpsListen} ssl default_server;`,
    `  ssl_protocols ${TLS_PROTOCOLS};`,
    '  ssl_session_tickets off;',
    '  ssl_reject_handshake on;',
    '  return 444;',
    '}',
    `server {\n  listen ${site.httpListen} default_server;\n  return 444;\n}`,
    '',
  ].join('\n')
}

const NAME = /^[\w.:-]+$/
const ADDRESS = /^[\w.:[\]-]+$/
const METHOD = /^[A-Z]+$/
const NETWORK = /^[\da-fA-F.:]+(\/\d+)?$/
/** File names are quoted in the template; these characters are special even inside quotes. */
const FILE = /^[^"\\$\n]+$/

/** Names of machines and folders must not be able to inject configuration. */
function requireInert(kind: string, allowed: RegExp, values: readonly string[]): void {
  const wrong = values.find(value => !allowed.test(value))
  if (wrong !== undefined) {
    throw new RangeError(`Cannot render the edge: ${JSON.stringify(wrong)} cannot be written as ${kind} for Nginx`)
  }
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  const used = new Set<string>()
  const text = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new RangeError(`Cannot render the edge: nothing fills {{${name}}}`)
    used.add(name)
    return value
  })
  const unused = Object.keys(values).filter(name => !used.has(name))
  if (unused.length > 0) throw new RangeError(`Cannot render the edge: the template lacks ${unused.join(', ')}`)
  return text
}
