import { type EdgeServer, type EdgeSite, HIDDEN_PATHS, type PlainFile } from '../../services/edge/core/edge-site.ts'
import { renderEdgeSite } from '../../services/edge/core/render-edge.ts'
import { READING_METHODS } from '../../services/web/contract/names.ts'
import { HTTP_METHODS, PROGRAMS, type ProgramName, type Site } from '../site/model.ts'

/** Where things lie on the machine, and which ports its Nginx takes. */
export interface EdgePlace {
  /** Stands before every path; empty on the machine itself. */
  readonly root: string
  readonly httpsListen: readonly string[]
  readonly httpListen: readonly string[]
  readonly statusListen: string
  readonly publicHttpsPort: number
  /** The port that each node takes requests for Traefik on. */
  readonly ingressPort: number
  /** Options that every call of Nginx gets. */
  readonly nginxOptions: string
}

export const EDGE_PLACE: EdgePlace = {
  root: '',
  httpsListen: ['443', '[::]:443'],
  httpListen: ['80', '[::]:80'],
  statusListen: '127.0.0.1:17081',
  publicHttpsPort: 443,
  ingressPort: 80,
  nginxOptions: '',
}

/** What an edge is made from. */
export interface EdgeSources {
  readonly template: string
  /** Scripts and units, by their names; those of the timer are for an own authority only. */
  readonly scripts: ReadonlyMap<string, string>
}

/** In every file that is written for the machine. */
const MARK = 'Written by `npm run render -- edge`.'

/** Whether a file was written for an edge once. */
export function isEdgeFile(text: string): boolean {
  return text.split('\n', 2).some(line => line.startsWith(`# ${MARK}`))
}

/** The folder that is copied to the edge machine, by the names of its files. */
export function edgeFiles(
  site: Site,
  sources: EdgeSources,
  place: EdgePlace = EDGE_PLACE,
): ReadonlyMap<string, string> {
  const isOwnCa = site.edge.certificate.kind === 'own-ca'
  const scripts = [...sources.scripts].filter(([name]) => isOwnCa || name.endsWith('.sh'))
  return new Map([
    ['nginx.conf', `# ${MARK}\n${renderEdgeSite(sources.template, nginxSite(site, place))}`],
    ['settings.sh', settings(site, place)],
    ...scripts,
  ])
}

interface Paths {
  readonly etc: string
  readonly webroot: string
  readonly letsencrypt: string
}

function pathsBelow(root: string): Paths {
  return {
    etc: `${root}/etc/leadline-edge`,
    webroot: `${root}/var/lib/leadline-edge`,
    letsencrypt: `${root}/etc/letsencrypt`,
  }
}

function nginxSite(site: Site, place: EdgePlace): EdgeSite {
  const { edge, nodes } = site
  const { etc, webroot } = pathsBelow(place.root)
  const { certificate } = edge
  const tls =
    certificate.kind === 'files'
      ? { certificateFile: certificate.certificate, keyFile: certificate.key }
      : { certificateFile: `${etc}/tls/fullchain.pem`, keyFile: `${etc}/tls/privkey.pem` }
  const plainFiles: Readonly<Record<typeof certificate.kind, PlainFile | undefined>> = {
    certbot: { kind: 'challenge', folder: webroot },
    'own-ca': { kind: 'authority', file: `${etc}/ca/ca.crt` },
    files: undefined,
  }
  return {
    ...place,
    ...tls,
    servers: PROGRAMS.map(name => serverOf(name, site)),
    // The nodes are ours, and so is what measures from elsewhere; the prober’s connections come from its node.
    lan: distinct([...edge.lan, ...nodes, ...edge.watchers]),
    watchers: distinct([...nodes, ...edge.watchers]),
    ingressServers: nodes.map(node => `${node.includes(':') ? `[${node}]` : node}:${place.ingressPort}`),
    plainFile: plainFiles[certificate.kind],
    // With this ending Debian’s logrotate takes it along.
    accessLog: `${place.root}/var/log/nginx/leadline-edge.log`,
    nginxVersion: `${edge.nginx}.9`,
    refusesUnknownNames: true,
  }
}

/** Nginx warns of a network that stands twice, and one of a single address is that address. */
function distinct(networks: readonly string[]): readonly string[] {
  return [...new Set(networks.map(network => network.replace(/^([\d.]+)\/32$|^([\da-f:]+)\/128$/, '$1$2')))]
}

/** What a program takes; of an own app what site.yaml says. */
function serverOf(name: ProgramName, { names, edge, app }: Site): EdgeServer {
  const ours = {
    methods: READING_METHODS,
    maxBody: '1m',
    hiddenPaths: HIDDEN_PATHS,
    hasStreams: false,
    isUnsigned: false,
  }
  const own = {
    methods: app.methods ?? HTTP_METHODS,
    maxBody: nginxSize(app.maxBody ?? '1Mi'),
    hiddenPaths: HIDDEN_PATHS,
    hasStreams: true,
    isUnsigned: app.isUnsigned,
  }
  const takes = {
    site: app.ownImage === undefined ? ours : own,
    status: ours,
    grafana: { ...own, isUnsigned: true, methods: HTTP_METHODS, maxBody: '10m' },
    alertmanager: { ...ours, isUnsigned: true, methods: HTTP_METHODS, hiddenPaths: [...HIDDEN_PATHS, '-'] },
  }
  return { name, host: names[name], hosts: [names[name]], ...takes[name], isLanOnly: edge.lanOnly.includes(name) }
}

const UNITS_IN_MEBIBYTES = { Mi: 1, Gi: 1024, Ti: 1024 * 1024 } as const

function nginxSize(quantity: string): string {
  const [, count = '1', unit = 'Mi'] = /^(\d+)(Mi|Gi|Ti)$/.exec(quantity) ?? []
  return `${Number(count) * UNITS_IN_MEBIBYTES[unit as keyof typeof UNITS_IN_MEBIBYTES]}m`
}

/** The values of the scripts. All of them have a form without a character that a shell would obey. */
function settings(site: Site, { root, nginxOptions }: EdgePlace): string {
  const { etc, webroot, letsencrypt } = pathsBelow(root)
  const { certificate } = site.edge
  const files = certificate.kind === 'files' ? certificate : { certificate: '', key: '' }
  const email = certificate.kind === 'certbot' ? certificate.email : undefined
  const values = {
    CERTIFICATE: certificate.kind,
    CERTIFICATE_FILE: files.certificate,
    KEY_FILE: files.key,
    CERTBOT_ACCOUNT: email === undefined ? '--register-unsafely-without-email' : `--email ${email}`,
    SITE: site.names.site,
    NAMES: PROGRAMS.map(name => site.names[name]).join(' '),
    ETC: etc,
    WEBROOT: webroot,
    LETSENCRYPT: letsencrypt,
    SYSTEMD: `${root}/etc/systemd/system`,
    NGINX_SITE: `${root}/etc/nginx/conf.d/leadline-edge.conf`,
    NGINX_DEFAULT: `${root}/etc/nginx/sites-enabled/default`,
    NGINX_OPTIONS: nginxOptions,
  }
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'`)
  return ['#!/bin/sh', `# ${MARK} What the scripts beside it use.`, '# shellcheck disable=SC2034', ...lines, ''].join(
    '\n',
  )
}
