import { readFields } from '../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { partOf, requireEntry, spelt } from './check-form.ts'
import { CERTIFICATE_FIELDS, EDGE_FIELDS } from './fields.ts'
import { EMAIL, FILE_PATH, IP_ADDRESS, NETWORK, NGINX_VERSION } from './forms.ts'
import { CERTIFICATE_KINDS, type EdgeCertificate, PROGRAMS, type Site } from './model.ts'

/** What is for the own network where nothing else is said. */
const LAN_ONLY = ['grafana', 'alertmanager'] as const

/** The Nginx of Debian 12. */
const DEFAULT_NGINX = '1.22'

/** Reads what is said of the edge; what is missing or wrong is reported. */
export function readEdge(
  yaml: YamlReader,
  map: YamlMap | undefined,
  reach: Site['reach'],
): Pick<Site, 'edgeAddress' | 'edge'> {
  const read = map && readFields(yaml, map, EDGE_FIELDS)
  const check = partOf(yaml, map)
  for (const network of read?.lan ?? []) check('lan', network, NETWORK)
  for (const address of read?.watchers ?? []) check('watchers', address, IP_ADDRESS)
  const lanOnly = PROGRAMS.filter(name => (read?.lan_only ?? LAN_ONLY).includes(name))
  if (lanOnly.length > 0)
    requireEntry(yaml, map, 'lan', 'no-lan', 'Name the networks from which lan_only can be opened.')
  return {
    edgeAddress: spelt(check('address', read?.address, IP_ADDRESS)),
    edge: {
      lan: read?.lan ?? [],
      lanOnly,
      watchers: (read?.watchers ?? []).map(spelt),
      certificate: readCertificate(yaml, read?.certificate, reach),
      nginx: check('nginx', read?.nginx, NGINX_VERSION) ?? DEFAULT_NGINX,
    },
  }
}

/** The keys that go with one kind only. */
const KEYS_OF = { certbot: ['email'], files: ['certificate', 'key'], 'own-ca': [] } as const

function readCertificate(yaml: YamlReader, map: YamlMap | undefined, reach: Site['reach']): EdgeCertificate {
  if (map === undefined) return reach === 'public' ? { kind: 'certbot', email: undefined } : { kind: 'own-ca' }
  const read = readFields(yaml, map, CERTIFICATE_FIELDS)
  const check = partOf(yaml, map)
  const email = check('email', read.email, EMAIL)
  const certificate = check('certificate', read.certificate, FILE_PATH)
  const key = check('key', read.key, FILE_PATH)
  const kind = CERTIFICATE_KINDS.find(known => known === read.kind)
  if (kind === undefined) return { kind: 'own-ca' }
  for (const other of CERTIFICATE_KINDS.filter(each => each !== kind).flatMap(each => KEYS_OF[each]))
    if (read[other] !== undefined)
      yaml.report('other-certificate', `"${other}" does not go with ${kind}`, yaml.keyNode(map, other), 'Remove it.')
  if (kind === 'files') for (const own of KEYS_OF.files) yaml.require(map, own, 'files needs both files.')
  refuseReach(yaml, map, kind, reach)
  if (kind === 'certbot') return { kind, email }
  return kind === 'files' ? { kind, certificate: certificate ?? '', key: key ?? '' } : { kind }
}

/** An authority on the internet cannot ask a machine that only the own network reaches, and visitors do not trust an own one. */
function refuseReach(yaml: YamlReader, map: YamlMap, kind: EdgeCertificate['kind'], reach: Site['reach']): void {
  const needed = { certbot: 'public', 'own-ca': 'lan', files: reach } as const
  if (needed[kind] === reach) return
  const help =
    kind === 'certbot'
      ? 'Let’s Encrypt asks from outside. Take own-ca, or files with a certificate that you got by DNS.'
      : 'Visitors do not trust an authority of your own. Take certbot, or files.'
  yaml.report('certificate-reach', `${kind} is for a site with reach: ${needed[kind]}`, yaml.node(map, 'kind'), help)
}
