import { askInside } from '../../../adapters/kubernetes/ask-inside.ts'
import type { HandMade } from '../../../k8s/hand-made/hand-made.ts'
import { handMadeOf } from '../../../k8s/hand-made/hand-made.ts'
import { at, listAt, numberAt, textAt } from '../../../lib/json/path.ts'
import { isExternal } from '../../../lib/system-error.ts'
import { bad, type Fact, type Finding, good, unchecked } from '../core/fact.ts'
import { EXCHANGE_PATIENCE, type Place } from '../place/place.ts'
import { isForbidden, readList, readOne } from '../place/reading.ts'

const APPLY = '`npm run render -- platform --apply`, as a person with cluster rights'

/** What a person puts into the cluster before the first release. */
export const PLATFORM_FACTS: readonly Fact<Place>[] = [
  {
    id: 'platform',
    part: 'platform',
    asks: 'Is the platform set in the cluster the one that this checkout renders?',
    right: 'get configmaps in leadline',
    after: ['same-cluster', 'kinds'],
    mend: APPLY,
    async ask(place) {
      const [cluster, sets] = await Promise.all([place.cluster(), place.sets()])
      const map = await readOne(cluster, { ...CONFIG_MAP, ...place.namespaces, name: 'platform' })
      if (map === undefined) return bad('the cluster has no platform set', APPLY)
      const hash = textAt(map, 'data', 'hash')
      return hash === sets.platformHash
        ? good(`it is the one of this checkout (${hash})`)
        : bad(`the cluster has ${hash || 'none'}, and this checkout renders ${sets.platformHash}`, APPLY)
    },
  },
  {
    id: 'traefik-buckets',
    part: 'platform',
    asks: 'Does Traefik count latency by the bounds that the SLOs need, and let through an app without pods as 503?',
    right: 'list pods in kube-system',
    after: ['platform'],
    mend: 'Traefik takes our values a minute after the platform: `kubectl -n kube-system get jobs` shows whether helm-install-traefik is done',
    async ask(place) {
      const [cluster, sets] = await Promise.all([place.cluster(), place.sets()])
      const pods = await readList(cluster, { apiVersion: 'v1', kind: 'Pod', ...TRAEFIK_PODS })
      const bounds = wantedBounds(sets)
      const pod = pods.find(one => textAt(one, 'status', 'phase') === 'Running')
      const asked = pod === undefined ? [] : countedBounds(await metricsOf(place, pod))
      return judgeBuckets(pods, bounds, asked)
    },
  },
  {
    id: 'hand-made',
    part: 'platform',
    asks: 'Is everything there that a person makes by hand, with every key?',
    right: 'get secrets in leadline and leadline-monitoring',
    after: ['platform'],
    mend: 'docs/install.md: secrets',
    async ask(place) {
      const [cluster, site] = await Promise.all([place.cluster(), place.site()])
      const wanted = handMadeOf(site)
      const found = await Promise.all(
        wanted.map(async made => ({
          made,
          object: await readOne(cluster, { apiVersion: 'v1', ...made }).catch((error: unknown) => {
            if (isForbidden(error)) return UNREAD
            throw error
          }),
        })),
      )
      return judgeHandMade(found)
    },
  },
]

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' }
const TRAEFIK_PODS = { namespace: 'kube-system', labels: 'app.kubernetes.io/name=traefik' }

function wantedBounds(sets: Awaited<ReturnType<Place['sets']>>): readonly string[] {
  const map = sets.platform.find(({ object }) => object.kind === 'ConfigMap' && object.metadata.name === 'platform')
  return textAt(map?.object, 'data', 'buckets').split(',')
}

/** Traefik's own metrics; empty where its pod does not give them. */
async function metricsOf(place: Place, pod: unknown): Promise<string> {
  const ports = listAt(pod, 'spec', 'containers', 0, 'ports')
  const port = numberAt(
    ports.find(one => textAt(one, 'name') === 'metrics'),
    'containerPort',
  )
  if (port === undefined) return ''
  const target = { namespace: TRAEFIK_PODS.namespace, pod: textAt(pod, 'metadata', 'name'), port }
  try {
    return (await askInside(await place.cluster(), target, '/metrics', EXCHANGE_PATIENCE)).text
  } catch (error) {
    // Without the right to forward ports the pod's arguments still say by which bounds it counts.
    if (isExternal(error)) return ''
    throw error
  }
}

function countedBounds(metrics: string): readonly string[] {
  const lines = metrics.matchAll(/^traefik_entrypoint_request_duration_seconds_bucket\{[^\n]*\ble="([\d.]+)"/gm)
  return [...new Set([...lines].map(([, bound = '']) => bound))]
}

function judgeBuckets(pods: readonly unknown[], wanted: readonly string[], counted: readonly string[]): Finding {
  if (pods.length === 0) {
    return bad(
      'no Traefik runs in kube-system',
      'remove `disable: traefik` from /etc/rancher/k3s/config.yaml, and restart k3s',
    )
  }
  const args = listAt(pods[0], 'spec', 'containers', 0, 'args').map(String)
  const given = args.map(arg => /^--metrics\.prometheus\.buckets=(.*)$/i.exec(arg)?.[1]).find(one => one !== undefined)
  const bounds = counted.length > 0 ? counted : (given?.split(',') ?? [])
  const mend = '`kubectl -n kube-system logs job/helm-install-traefik` says why the platform’s values are not taken'
  if (bounds.length === 0) return bad('Traefik counts latency by its own bounds, which no SLO can use', mend)
  const missing = wanted.filter(bound => !bounds.some(one => Number(one) === Number(bound)))
  if (missing.length > 0) return bad(`Traefik does not count by ${missing.join(', ')} s, which an SLO needs`, mend)
  if (!args.some(arg => /^--providers\.kubernetesingress\.allowemptyservices=true$/i.test(arg))) {
    return bad('Traefik answers 404 for an app without pods, which looks as if the ingress were broken', mend)
  }
  return good(`${wanted.join(', ')} s${counted.length > 0 ? '' : ', as its arguments say'}`)
}

/** What may not be read, and so may be there. */
const UNREAD = Symbol('unread')

function judgeHandMade(found: readonly { readonly made: HandMade; readonly object: unknown }[]): Finding {
  if (found.length === 0) return good('nothing is made by hand')
  const wrong = found.flatMap(({ made, object }) => {
    const name = `${made.kind} ${made.namespace}/${made.name}`
    if (object === UNREAD) return []
    if (object === undefined) return [{ says: `${name} is not there`, made }]
    const data = Object(at(object, 'data'))
    const missing = made.keys.filter(key => !Object.hasOwn(data, key))
    const empty = made.keys.filter(key => Object.hasOwn(data, key) && data[key] === '')
    return [
      ...missing.map(key => ({ says: `${name} has no key ${key}`, made })),
      ...empty.map(key => ({ says: `${name} is empty at ${key}`, made })),
    ]
  })
  const [first] = wrong
  const unread = found.filter(({ object }) => object === UNREAD)
  const names = (some: typeof found): string => some.map(({ made }) => `${made.namespace}/${made.name}`).join(', ')
  if (first === undefined) {
    return unread.length === 0 ? good(names(found)) : unchecked(`no right to read secrets: ${names(unread)}`)
  }
  return bad(wrong.map(({ says }) => says).join('; '), commandsFor(wrong.map(({ made }) => made)))
}

/** Each command once; FILE in it holds the value and nothing else. */
function commandsFor(wrong: readonly HandMade[]): string {
  return [...new Set(wrong.map(({ command }) => command))].join('\n')
}
