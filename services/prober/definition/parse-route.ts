import { readFields } from '../../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../../lib/yaml/reader.ts'
import type { Path, ProbeKind } from '../contract/names.ts'
import { ROUTE_FIELDS } from './fields.ts'
import { hostProblem } from './host-name.ts'
import type { Address, Route } from './model.ts'
import { SECRET_IN_FILE } from './redact.ts'
import { fileProblem, type References } from './references.ts'

/** Reads one path of a probe; undefined when it has no destination. */
export function readRoute(
  yaml: YamlReader,
  map: YamlMap,
  path: Path,
  kind: ProbeKind,
  { file }: References,
): Route | undefined {
  const read = readFields(yaml, map, ROUTE_FIELDS)
  const destination = DESTINATIONS[kind](yaml, map, read)
  const names = readHost(yaml, map, read.host, destination)
  const common = {
    path,
    addresses: readAddresses(yaml, map, read.addresses ?? []),
    ca: readCa(yaml, map, read.ca, file),
    caFile: read.ca || undefined,
    resolver: readResolver(yaml, map, read.resolver),
  }
  if (destination === undefined) return undefined
  return {
    ...destination,
    ...common,
    ...(names ?? ownNames(destination)),
  }
}

type Names = Pick<Route, 'serverName' | 'authority'>

/** The names of a host that is another than the one connected to, as URLs write them: in ASCII, the port apart. */
function readHost(
  yaml: YamlReader,
  map: YamlMap,
  host: string | undefined,
  destination: Destination | undefined,
): Names | undefined {
  // A variable that is empty stands for the URL's own host.
  if (host === undefined || host === '') return undefined
  const isBareIpv6 = host.includes('::') && !host.startsWith('[')
  const url = `${destination?.isSecure ? 'https' : 'http'}://${isBareIpv6 ? `[${host}]` : host}/`
  const parsed = /^[^\s/?#@\\]+$/.test(host) && URL.canParse(url) ? new URL(url) : undefined
  const problem = parsed && hostProblem(parsed.hostname)
  if (parsed !== undefined && parsed.port !== '0' && problem === undefined)
    return { serverName: withoutBrackets(parsed.hostname), authority: parsed.host }
  const help = problem ?? 'Write the name of the server, such as www.example.org.'
  yaml.report('bad-host', `Cannot use "${host}" as a host`, yaml.node(map, 'host'), help)
  return undefined
}

function ownNames(destination: Destination): Names {
  return { serverName: destination.host, authority: authorityOf(destination) }
}

function authorityOf({ host, port, isSecure }: Destination): string {
  const name = host.includes(':') ? `[${host}]` : host
  return port === (isSecure ? 443 : 80) ? name : `${name}:${port}`
}

type Destination = Pick<Route, 'isSecure' | 'host' | 'port' | 'target'>
type Texts = { readonly url?: string | undefined; readonly address?: string | undefined }

/** What a kind connects to, and how that is written. */
const DESTINATIONS: Readonly<
  Record<ProbeKind, (yaml: YamlReader, map: YamlMap, read: Texts) => Destination | undefined>
> = {
  http: readUrl,
  journey: readUrl,
  tls: (yaml, map, read) => readDestination(yaml, map, read, true),
  tcp: (yaml, map, read) => readDestination(yaml, map, read, false),
  // A DNS probe connects to its resolver only.
  dns: () => ({ isSecure: false, host: '', port: 0, target: '' }),
}

function readUrl(yaml: YamlReader, map: YamlMap, { url }: Texts): Destination | undefined {
  if (url === undefined) {
    yaml.require(map, 'url', 'Write where requests go, such as https://example.org/.')
    return undefined
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed !== undefined && `${parsed.username}${parsed.password}` !== '') {
    const help = `Write the request header authorization: 'Basic \${env:NAME}' instead.`
    yaml.report(SECRET_IN_FILE, 'The URL contains a user or a password', yaml.node(map, 'url'), help)
    return undefined
  }
  const problem = parsed === undefined ? WRITE_URL : urlProblem(parsed)
  if (parsed === undefined || problem !== undefined) {
    const help = problem
    yaml.report('bad-url', `Cannot use "${url}" as a URL`, yaml.node(map, 'url'), help)
    return undefined
  }
  const isSecure = parsed.protocol === 'https:'
  return {
    isSecure,
    host: withoutBrackets(parsed.hostname),
    port: Number(parsed.port) || (isSecure ? 443 : 80),
    target: `${parsed.pathname}${parsed.search}`,
  }
}

const WRITE_URL = 'Write an http or https URL, such as https://example.org/.'

/** Why nothing can be asked for at a URL, as a sentence of help. */
function urlProblem({ protocol, port, hostname }: URL): string | undefined {
  if (!/^https?:$/.test(protocol)) return WRITE_URL
  return port === '0' ? 'Nothing can listen on port 0.' : hostProblem(hostname)
}

function readDestination(
  yaml: YamlReader,
  map: YamlMap,
  { address }: Texts,
  isSecure: boolean,
): Destination | undefined {
  yaml.require(map, 'address', 'Write where to connect, such as example.org:443.')
  const parsed = address === undefined ? undefined : parseAddress(address)
  if (parsed !== undefined) return { isSecure, target: '', ...parsed }
  if (address !== undefined) reportAddress(yaml, map, 'address', address)
  return undefined
}

/** Reads `host:port`; the host of IPv6 stands in brackets. */
function parseAddress(text: string): Address | undefined {
  const match = /^(\[[\da-fA-F:.]+\]|[^\s:[\]]+):(\d{1,5})$/.exec(text)
  const port = Number(match?.[2])
  if (match?.[1] === undefined || port === 0 || port > 65_535 || hostProblem(match[1]) !== undefined) return undefined
  return { host: withoutBrackets(match[1]), port }
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

function readAddresses(yaml: YamlReader, map: YamlMap, texts: readonly string[]): readonly Address[] {
  const all = texts.flatMap(text => text.split(',')).map(text => text.trim())
  return all
    .filter(text => text !== '')
    .flatMap(text => {
      const address = parseNamedAddress(text)
      if (address === undefined)
        yaml.report('bad-address', `Cannot use "${text}" as an address`, yaml.node(map, 'addresses'), WRITE_NAMED)
      return address ?? []
    })
}

const WRITE_NAMED = 'Write host:port, or name=host:port with a name of letters, digits, ".", "_" and "-".'

/** Reads `host:port`, or `name=host:port`. */
function parseNamedAddress(text: string): Address | undefined {
  const [, name, rest = ''] = /^(?:([A-Za-z\d][\w.-]{0,62})=)?(.*)$/.exec(text) ?? []
  const address = parseAddress(rest)
  return address === undefined || name === undefined ? address : { ...address, name }
}

function reportAddress(yaml: YamlReader, map: YamlMap, key: string, text: string): void {
  yaml.report('bad-address', `Cannot use "${text}" as an address`, yaml.node(map, key), 'Write host:port.')
}

function readCa(
  yaml: YamlReader,
  map: YamlMap,
  path: string | undefined,
  file: References['file'],
): string | undefined {
  // A variable that is empty stands for no private authority.
  if (path === undefined || path === '') return undefined
  const pem = file(path)
  if (typeof pem === 'string' && pem.includes('-----BEGIN CERTIFICATE-----')) return pem
  const problem = typeof pem === 'string' ? `The file ${path} holds no PEM certificate` : fileProblem(path, pem)
  yaml.report(
    'bad-ca',
    problem,
    yaml.node(map, 'ca'),
    'Name the PEM file of the authority that signs this path’s certificate.',
  )
  return undefined
}

function readResolver(yaml: YamlReader, map: YamlMap, text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  const address = parseAddress(text) ?? parseAddress(`${text}:53`)
  // A resolver's own name would need another resolver first.
  if (address !== undefined && /^[\d.]+$|:/.test(address.host)) {
    return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`
  }
  yaml.report(
    'bad-address',
    `Cannot use "${text}" as a resolver`,
    yaml.node(map, 'resolver'),
    'Write its IP address, with :port when it is not 53.',
  )
  return undefined
}
