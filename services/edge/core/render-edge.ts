import { AWAY_PAGE } from './away-page.ts'
import { type EdgeServer, type EdgeSite, type PlainFile, requireInert } from './edge-site.ts'

/** Limits for one client address; far above a person with a browser, far below a flood. */
const LIMITS = { requestsPerSecond: '50', requestBurst: '100', connectionsPerAddress: '100' }

const TLS_PROTOCOLS = 'TLSv1.2 TLSv1.3'

type Texts = Readonly<Record<string, string>>

/**
 * Renders the edge's site from its template, in which the part between `{{each server}}` and `{{end}}` stands for each program.
 * Throws a RangeError on a placeholder without a value or the reverse, and on a name or file that would be read as
 * configuration.
 */
export function renderEdgeSite(template: string, site: EdgeSite): string {
  requireInert(site)
  const [head = '', each, tail = ''] = template.split(/^# \{\{(?:each server|end)\}\}\n/m)
  if (each === undefined) throw new RangeError('Cannot render the edge: the template has no part for each server')
  const shared = sharedTexts(site)
  const parts = [
    fill(head, shared),
    ...site.servers.map(server => fill(each, { ...shared, ...serverTexts(server, site) })),
    fill(tail, shared),
  ]
  const used = new Set(parts.flatMap(part => part.used))
  const all = [
    ...Object.keys(shared),
    ...site.servers.slice(0, 1).flatMap(server => Object.keys(serverTexts(server, site))),
  ]
  const unused = all.filter(name => !used.has(name))
  if (unused.length > 0) throw new RangeError(`Cannot render the edge: the template lacks ${unused.join(', ')}`)
  return parts.map(({ text }) => text).join('')
}

function sharedTexts(site: EdgeSite): Texts {
  const { servers } = site
  const defaultServer = site.refusesUnknownNames ? '' : ' default_server'
  return {
    ...LIMITS,
    siteHost: servers[0]?.host ?? '',
    allHosts: servers.flatMap(({ hosts }) => hosts.map(nameText)).join(' '),
    programs: lines(servers.flatMap(({ name, hosts }) => hosts.map(host => `${nameText(host)} ${name};`))),
    unsignedPrograms: lines(servers.filter(({ isUnsigned }) => isUnsigned).map(({ name }) => `${name} "";`)),
    refusalRules: lines(servers.flatMap(refusalRules)),
    allow: lines(servers.map(({ name, methods }) => `"405 ${name}" "${methods.join(', ')}";`)),
    pinned: lines(servers.map(({ host }) => `${nameText(host)} max-age=31536000;`)),
    lan: lines(site.lan.map(network => `${network} 1;`)),
    watchers: lines(site.watchers.map(network => `${network} 1;`)),
    httpListen: lines(site.httpListen.map(address => `listen ${address}${defaultServer};`)),
    statusListen: site.statusListen,
    httpsPortSuffix: site.publicHttpsPort === 443 ? '' : `:${site.publicHttpsPort}`,
    ingressServers: lines(ingressLines(site.ingressServers)),
    tries: String(Math.max(2, site.ingressServers.length)),
    certificateFile: site.certificateFile,
    keyFile: site.keyFile,
    tlsProtocols: TLS_PROTOCOLS,
    accessLog: site.accessLog,
    plainFile: site.plainFile === undefined ? '' : plainLocation(site.plainFile),
    refusals: site.refusesUnknownNames ? refusals(site) : '',
    awayPage: AWAY_PAGE,
  }
}

function serverTexts(server: EdgeServer, site: EdgeSite): Texts {
  const { name, host, hosts, maxBody, hiddenPaths, hasStreams } = server
  const modernHttp2 = hasHttp2Directive(site.nginxVersion)
  const isDefault = !site.refusesUnknownNames && server === site.servers[0]
  const how = `ssl${modernHttp2 ? '' : ' http2'}${isDefault ? ' default_server' : ''}`
  return {
    httpsListen: lines(site.httpsListen.map(address => `listen ${address} ${how};`)),
    http2Directive: modernHttp2 ? '  http2 on;\n' : '',
    hiddenPaths: hiddenPaths.join('|'),
    name,
    host,
    hosts: hosts.map(nameText).join(' '),
    maxBody,
    stream: hasStreams ? '    if ($edge_is_stream) { rewrite ^ /edge-stream last; }\n' : '',
    upgrade: hasStreams ? '$edge_upgrade' : '""',
    connection: hasStreams ? '$edge_connection' : '""',
  }
}

/** The longest name that Nginx' tables have room for (ngx_hash.c), unless all files of a machine agree on larger ones. */
const LONGEST_TABLED = 46

/** A name as Nginx looks it up; a longer one as a pattern, which stands in no table. */
function nameText(host: string): string {
  return host.length <= LONGEST_TABLED ? host : `"~^${host.replaceAll('.', '\\.')}$"`
}

function lines(texts: readonly string[]): string {
  return texts.map(text => `  ${text}`).join('\n')
}

/** What a program would refuse, and who may not ask it, as rules on its name, whether the client is of the own network, and the head. */
function refusalRules({ name, methods, isLanOnly }: EdgeServer): readonly string[] {
  return [
    ...(isLanOnly ? [`"~^${name} 0 " 403;`] : []),
    `"~^${name} . (?!(${methods.join('|')}) )" 405;`,
    `"~^${name} . (GET|HEAD) (?!0?\\|$)" 413;`,
  ]
}

/**
 * A node that fails twice is left alone for a while. If that is said of every node, as slow answers of the app can make it, the
 * nodes are asked all the same, as their own backup: otherwise Nginx would refuse every visitor until the time is over.
 */
function ingressLines(servers: readonly string[]): readonly string[] {
  const watched = servers.map(server => `server ${server} max_fails=2 fail_timeout=5s;`)
  return servers.length === 1 ? watched : [...watched, ...servers.map(server => `server ${server} max_fails=0 backup;`)]
}

/** `listen … http2` became `http2 on` in Nginx 1.25.1 (https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2). */
function hasHttp2Directive(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return major > 1 || minor > 25 || (minor === 25 && patch >= 1)
}

function plainLocation(plain: PlainFile): string {
  if (plain.kind === 'challenge') {
    return [
      '  # Certbot puts files here, for which the authority asks on this port, before there is a certificate and after.',
      '  location ^~ /.well-known/acme-challenge/ {',
      `    root "${plain.folder}";`,
      '    default_type text/plain;',
      '    try_files $uri =404;',
      '  }',
      '',
    ].join('\n')
  }
  return [
    '  # Devices fetch it before they trust what comes over HTTPS.',
    '  location = /leadline-ca.crt {',
    `    alias "${plain.file}";`,
    '    default_type application/x-x509-ca-cert;',
    '  }',
    '',
  ].join('\n')
}

/** OpenSSL chooses the protocol before it knows the name, so the default server's protocols apply to all names. */
function refusals(site: EdgeSite): string {
  return [
    '# A request for a name that is not ours, or for none, gets no certificate and no response. Debian’s own default site',
    '# is a default_server too: remove /etc/nginx/sites-enabled/default.',
    'server {',
    ...site.httpsListen.map(address => `  listen ${address} ssl default_server;`),
    `  ssl_protocols ${TLS_PROTOCOLS};`,
    '  ssl_session_tickets off;',
    '  ssl_reject_handshake on;',
    '  return 444;',
    '}',
    'server {',
    ...site.httpListen.map(address => `  listen ${address} default_server;`),
    '  return 444;',
    '}',
    '',
  ].join('\n')
}

function fill(template: string, values: Texts): { readonly text: string; readonly used: readonly string[] } {
  const used: string[] = []
  const text = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new RangeError(`Cannot render the edge: nothing fills {{${name}}}`)
    used.push(name)
    return value
  })
  return { text, used }
}
