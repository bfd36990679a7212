import { isScalar } from 'yaml'
import type { Parsed, SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { parseDuration } from '../../lib/duration.ts'
import { readFields } from '../../lib/yaml/fields.ts'
import { openYaml, type YamlMap, type YamlReader } from '../../lib/yaml/reader.ts'
import { RETENTION } from '../../services/monitoring/core/prometheus.ts'
import { KUBERNETES_MINOR } from '../kubernetes-version.ts'
import { partOf, refuseTwice, requireEntry, spelt } from './check-form.ts'
import { readEdge } from './edge.ts'
import {
  APP_FIELDS,
  CLUSTER_FIELDS,
  HEARTBEAT_FIELDS,
  IMAGE_FIELDS,
  NAME_FIELDS,
  RECEIVER_FIELDS,
  SITE_FIELDS,
  STORAGE_FIELDS,
} from './fields.ts'
import {
  CLUSTER_UID,
  EMAIL,
  HOST_NAME,
  IMAGE_NAME,
  IP_ADDRESS,
  MAIL_SERVER,
  MINOR_VERSION,
  OBJECT_NAME,
  PLAIN_REGISTRY,
  QUANTITY,
  RECIPIENTS,
  REPOSITORY,
  SECRET_KEY,
  URL_PATH,
} from './forms.ts'
import { readMachines, readVantages } from './machines.ts'
import { RECEIVER_KINDS, SEVERITIES, type Site, TRAEFIK_CHARTS } from './model.ts'
import { MONITORING_IMAGE_FIELDS, MONITORING_IMAGES, perProgram } from './monitoring-images.ts'
import { withoutPlaceholders } from './placeholders.ts'

/**
 * Parses a site file; the value is undefined where a mistake or a placeholder is left, and every one of both is
 * reported.
 */
export function parseSite(file: SourceFile): Parsed<Site | undefined> {
  const yaml = withoutPlaceholders(openYaml(file))
  const [document, second] = yaml.documents
  if (second !== undefined)
    yaml.report('one-document', 'A site file holds one document', second, 'Keep one, and remove the --- between them.')
  if (document === undefined) {
    if (yaml.diagnostics.length === 0)
      yaml.report('missing-key', 'The file is empty', null, 'Start from k8s/site.example.yaml.')
    return { value: undefined, diagnostics: yaml.diagnostics }
  }
  const value = readSite(yaml, document)
  const isGood = yaml.diagnostics.every(({ severity }) => severity !== 'error')
  return { value: isGood ? value : undefined, diagnostics: yaml.diagnostics }
}

/** Reads every part, whatever is wrong with another; what is missing was reported, and the whole is then not used. */
function readSite(yaml: YamlReader, document: YamlMap): Site {
  const read = readFields(yaml, document, SITE_FIELDS)
  const names = readNames(yaml, read.site)
  const storage = readStorage(yaml, read.storage)
  const edge = readEdge(yaml, read.edge, names.reach)
  const cluster = readCluster(yaml, read.cluster)
  warnOfEdgeOnNode(yaml, read.edge, edge.edgeAddress, cluster.nodes)
  return {
    ...names,
    ...edge,
    ...cluster,
    app: readApp(yaml, read.app),
    images: readImages(yaml, read.images),
    storage,
    machines: readMachines(yaml, read.machines ?? [], cluster.nodes),
    vantages: readVantages(yaml, read.vantages ?? []),
    receivers: (read.receivers ?? []).map(([severity, map]) => readReceiver(yaml, severity, map)),
    heartbeat:
      read.heartbeat && readSecretKey(yaml, read.heartbeat, readFields(yaml, read.heartbeat, HEARTBEAT_FIELDS)),
  }
}

function readNames(yaml: YamlReader, map: YamlMap | undefined): Pick<Site, 'reach' | 'names' | 'repository'> {
  const read = map && readFields(yaml, map, NAME_FIELDS)
  const check = partOf(yaml, map)
  const keys = { site: 'name', status: 'status', grafana: 'grafana', alertmanager: 'alertmanager' } as const
  const seen = new Map<string, string>()
  const entries = Object.entries(keys).map(([name, key]) => {
    const host = check(key, read?.[key], HOST_NAME) ?? ''
    const other = seen.get(host)
    if (map !== undefined && host !== '' && other !== undefined) {
      const help = 'The edge tells them apart by name: give each one of its own.'
      yaml.report('same-name', `"${key}" and "${other}" are both ${host}`, yaml.node(map, key), help)
    }
    seen.set(host, key)
    return [name, host]
  })
  return {
    reach: read?.reach === 'lan' ? 'lan' : 'public',
    names: Object.fromEntries(entries) as Site['names'],
    repository: check('repository', read?.repository, REPOSITORY) ?? '',
  }
}

function readCluster(yaml: YamlReader, map: YamlMap | undefined): Pick<Site, 'nodes' | 'cluster'> {
  const read = map && readFields(yaml, map, CLUSTER_FIELDS)
  const check = partOf(yaml, map)
  const nodes = read?.nodes ?? []
  for (const address of nodes) check('nodes', address, IP_ADDRESS)
  requireEntry(yaml, map, 'nodes', 'no-nodes', 'Write the address of each.')
  // A node that stands twice would be asked twice, and count twice where a share of the nodes is meant.
  refuseTwice(yaml, map, 'nodes', nodes.filter(IP_ADDRESS.isGood), ['same-node', 'The node'])
  const kubernetes = check('kubernetes', read?.kubernetes, MINOR_VERSION) ?? ''
  if (map !== undefined && MINOR_VERSION.isGood(kubernetes) && kubernetes !== KUBERNETES_MINOR) {
    const help =
      'What both versions know is checked all the same; `kubectl apply --server-side --dry-run=server` asks the cluster itself.'
    const message = `Manifests are checked against Kubernetes ${KUBERNETES_MINOR}, and the cluster runs ${kubernetes}`
    yaml.warn('other-kubernetes', message, yaml.node(map, 'kubernetes'), help)
  }
  const traefikChart = TRAEFIK_CHARTS.find(chart => chart === read?.traefik_chart) ?? TRAEFIK_CHARTS[0]
  return { nodes: nodes.map(spelt), cluster: { kubernetes, traefikChart, uid: check('uid', read?.uid, CLUSTER_UID) } }
}

/** Traefik takes port 80 of every node, so an Nginx there would get no request, and would send what it got to itself. */
function warnOfEdgeOnNode(
  yaml: YamlReader,
  map: YamlMap | undefined,
  edgeAddress: string,
  nodes: readonly string[],
): void {
  if (map === undefined || edgeAddress === '' || !nodes.includes(edgeAddress)) return
  const help = 'Traefik takes the ports 80 and 443 of every node by itself: let Nginx run on another machine.'
  yaml.warn('edge-is-node', `The edge ${edgeAddress} is one of the nodes`, yaml.node(map, 'address'), help)
}

function readApp(yaml: YamlReader, map: YamlMap | undefined): Site['app'] {
  const read = map && readFields(yaml, map, APP_FIELDS)
  const check = partOf(yaml, map)
  const ownImage = check('image', read?.image, IMAGE_NAME)
  const memory = check('memory', read?.memory, QUANTITY)
  const needsMemory = map !== undefined && ownImage !== undefined && memory === undefined
  if (needsMemory) yaml.require(map, 'memory', 'An app of your own needs its memory limit, such as 256Mi.')
  if (map !== undefined && ownImage === undefined && memory !== undefined)
    yaml.report('own-memory', 'Our app has its own memory limit', yaml.keyNode(map, 'memory'), 'Remove it.')
  if (map !== undefined && ownImage === undefined && read?.unsigned === true)
    yaml.report('own-app-only', 'Our app signs its answers', yaml.keyNode(map, 'unsigned'), 'Remove it.')
  const maxBody = check('max_body', read?.max_body, QUANTITY)
  for (const key of ['methods', 'max_body'] as const)
    if (map !== undefined && ownImage === undefined && read?.[key] !== undefined)
      yaml.report('own-app-only', `Our app has its own ${key}`, yaml.keyNode(map, key), 'Remove it.')
  requireEntry(yaml, map, 'methods', 'no-methods', 'Write those that the app knows, such as [GET, HEAD, POST].')
  const isUnsigned = read?.unsigned === true
  if (map !== undefined && read?.port === METRICS_PORT)
    yaml.report(
      'port-taken',
      `Metrics of the pod have the port ${METRICS_PORT}`,
      yaml.node(map, 'port'),
      'Take another.',
    )
  const live = check('live', read?.live, URL_PATH) ?? '/healthz'
  const ready = check('ready', read?.ready, URL_PATH) ?? '/readyz'
  const own = { isUnsigned, methods: read?.methods, maxBody, memory, hasProbation: read?.probation !== false }
  return { ownImage, port: read?.port ?? 8080, replicas: read?.replicas ?? 2, live, ready, ...own }
}

function readImages(yaml: YamlReader, map: YamlMap | undefined): Site['images'] {
  const read = map && readFields(yaml, map, IMAGE_FIELDS)
  const check = partOf(yaml, map)
  requireEntry(yaml, map, 'platforms', 'no-platforms', 'Write amd64, arm64 or both.')
  refuseTwice(yaml, map, 'platforms', read?.platforms ?? [], ['same-platform', 'The processor'])
  for (const registry of read?.plain_http ?? []) check('plain_http', registry, PLAIN_REGISTRY)
  return {
    leadline: check('leadline', read?.leadline, IMAGE_NAME) ?? '',
    monitoring: readMonitoringImages(yaml, read?.monitoring),
    pullSecret: check('pull_secret', read?.pull_secret, OBJECT_NAME),
    platforms: read?.platforms ?? [],
    plainHttp: read?.plain_http ?? [],
  }
}

function readMonitoringImages(yaml: YamlReader, map: YamlMap | undefined): Site['images']['monitoring'] {
  const read = map && readFields(yaml, map, MONITORING_IMAGE_FIELDS)
  const check = partOf(yaml, map)
  return perProgram(name => check(name, read?.[name], IMAGE_NAME) ?? MONITORING_IMAGES[name].image)
}

function readStorage(yaml: YamlReader, map: YamlMap | undefined): Site['storage'] {
  const read = map && readFields(yaml, map, STORAGE_FIELDS)
  const check = partOf(yaml, map)
  return {
    prometheus: check('prometheus', read?.prometheus, QUANTITY) ?? '20Gi',
    alertmanager: check('alertmanager', read?.alertmanager, QUANTITY) ?? '1Gi',
    retention: read?.retention ?? DEFAULT_RETENTION,
  }
}

/** The second port of our pods, as their manifests have it; a pod of an own app is asked for metrics there too. */
const METRICS_PORT = 8081

const DEFAULT_RETENTION = parseDuration(RETENTION) as Site['storage']['retention']

function readReceiver(yaml: YamlReader, name: string, map: YamlMap): Site['receivers'][number] {
  const read = readFields(yaml, map, RECEIVER_FIELDS)
  const kind = RECEIVER_KINDS.find(known => known === read.kind) ?? 'webhook'
  const to = read.kind === undefined ? read.to : partOf(yaml, map)('to', read.to, RECIPIENTS[kind])
  if (kind !== 'webhook' && read.kind !== undefined) yaml.require(map, 'to', `${kind} needs who gets it.`)
  const severity = SEVERITIES.find(known => known === name) ?? 'page'
  const mail = readMail(yaml, map, kind, read)
  return { severity, kind, ...readSecretKey(yaml, map, read), ...(to === undefined ? {} : { to }), ...mail }
}

/** What email needs besides, and nothing else has. */
function readMail(
  yaml: YamlReader,
  map: YamlMap,
  kind: (typeof RECEIVER_KINDS)[number],
  read: { readonly from?: string | undefined; readonly server?: string | undefined },
): { readonly from?: string; readonly server?: string } {
  for (const key of ['from', 'server'] as const) {
    if (kind === 'email') yaml.require(map, key, `email needs ${key === 'from' ? 'who sends it' : 'its server'}.`)
    else if (read[key] !== undefined)
      yaml.report('email-only', `"${key}" does not go with ${kind}`, yaml.keyNode(map, key), 'Remove it.')
  }
  const check = partOf(yaml, map)
  const { from = '', server = '' } = {
    from: check('from', read.from, EMAIL),
    server: check('server', read.server, MAIL_SERVER),
  }
  return kind === 'email' ? { from, server } : {}
}

function readSecretKey(
  yaml: YamlReader,
  map: YamlMap,
  read: { secret?: string | undefined; key?: string | undefined },
) {
  const check = partOf(yaml, map)
  // A secret written into the file by mistake must not be repeated in a message.
  const at = yaml.node(map, 'key')
  if (isScalar(at) && read.key !== undefined && !SECRET_KEY.isGood(read.key)) {
    yaml.report(
      SECRET_KEY.code,
      'This is no key of a secret',
      at,
      `${SECRET_KEY.help} The value itself stands in the secret.`,
    )
  }
  return { secret: check('secret', read.secret, OBJECT_NAME) ?? '', key: read.key ?? '' }
}
