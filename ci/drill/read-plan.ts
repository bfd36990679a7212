import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { listObjects, readObject } from '../../adapters/kubernetes/objects.ts'
import type { Duration } from '../../lib/duration.ts'
import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { type Change, cordoned, networkCut, routeLost } from './changes.ts'
import { nodeToDrain } from './drained-node.ts'
import type { ClusterDrill } from './drills.ts'
import type { DrillPlace, Keeping } from './place.ts'

/** How a drill is carried out in a cluster as it is now. */
export type DrillPlan =
  | { readonly kind: 'own-pod'; readonly place: DrillPlace; readonly does: 'fill-memory' | 'end' | 'fill-volume' }
  | { readonly kind: 'kept'; readonly place: DrillPlace; readonly keeping: Keeping }

/** What a plan is made of besides the cluster. */
export interface PlanInput {
  readonly name: string
  readonly drill: ClusterDrill
  readonly namespace: string
  readonly script: string
  readonly longest: Duration
}

/** The app of the release. */
const APP = 'app'

/** Reads what a drill will change. Rejects with an ExternalError where there is nothing that it could break. */
export async function readPlan(cluster: Cluster, input: PlanInput): Promise<DrillPlan> {
  const { drill, namespace } = input
  const place = await placeIn(cluster, input)
  const { fault } = drill
  if (fault.kind === 'own-pod') return { kind: 'own-pod', place, does: fault.does }
  const apiServer = await apiServerIn(cluster)
  if (fault.kind === 'drain') {
    const node = await drainedNode(cluster, namespace)
    const evicts = `fieldSelector=${encodeURIComponent(`spec.nodeName=${node.metadata.name}`)}&labelSelector=${encodeURIComponent('app.kubernetes.io/part-of=leadline')}`
    return {
      kind: 'kept',
      place,
      keeping: { changes: [cordoned(node)], evicts, avoids: node.metadata.name, apiServer },
    }
  }
  if (fault.kind === 'route') {
    return {
      kind: 'kept',
      place,
      keeping: { changes: [routeLost(await ofApp(cluster, namespace, 'Ingress'))], apiServer },
    }
  }
  const evicts = `labelSelector=${encodeURIComponent(`app.kubernetes.io/name=${APP}`)}`
  return { kind: 'kept', place, keeping: { changes: [await cutOf(cluster, namespace)], evicts, apiServer } }
}

async function cutOf(cluster: Cluster, namespace: string): Promise<Change> {
  const cut = networkCut(await ofApp(cluster, namespace, 'NetworkPolicy'))
  if (cut === undefined) throw new ExternalError(`The policy ${APP} of ${namespace} does not let Traefik in by name`)
  return cut
}

function ofApp(cluster: Cluster, namespace: string, kind: 'Ingress' | 'NetworkPolicy'): Promise<KubernetesObject> {
  return required(cluster, { apiVersion: 'networking.k8s.io/v1', kind, metadata: { name: APP, namespace } })
}

async function drainedNode(cluster: Cluster, namespace: string): Promise<KubernetesObject> {
  const nodes = await listObjects(cluster, ['v1', 'Node'], {})
  const pods = await listObjects(cluster, ['v1', 'Pod'], { namespace })
  const found = nodeToDrain(nodes, pods)
  if (found === undefined) throw new ExternalError('No node can be drained: two must be ready and take pods')
  return found
}

/** Where the API server listens, past the address of its Service. */
async function apiServerIn(cluster: Cluster): Promise<Keeping['apiServer']> {
  const labels = 'kubernetes.io/service-name=kubernetes'
  const slices = await listObjects(cluster, ['discovery.k8s.io/v1', 'EndpointSlice'], { namespace: 'default', labels })
  return slices.flatMap(slice =>
    listAt(slice, 'ports').flatMap(entry => {
      const port = numberAt(entry, 'port')
      const addresses = listAt(slice, 'endpoints').flatMap(endpoint => listAt(endpoint, 'addresses'))
      return port === undefined ? [] : addresses.map(address => ({ address: String(address), port }))
    }),
  )
}

/** Our image, as the prober runs it: the app may be another one. */
async function placeIn(cluster: Cluster, { name, namespace, script, longest }: PlanInput): Promise<DrillPlace> {
  const metadata = { name: 'prober', namespace }
  const prober = await required(cluster, { apiVersion: 'apps/v1', kind: 'Deployment', metadata })
  const pod = at(prober, 'spec', 'template', 'spec')
  const container = listAt(pod, 'containers')[0]
  return {
    name,
    namespace,
    image: textAt(container, 'image'),
    imagePullPolicy: textAt(container, 'imagePullPolicy'),
    imagePullSecrets: listAt(pod, 'imagePullSecrets'),
    script,
    longest,
  }
}

async function required(cluster: Cluster, object: Change['object']): Promise<KubernetesObject> {
  const found = await readObject(cluster, object)
  const { name, namespace } = object.metadata
  if (found !== undefined) return found
  throw new ExternalError(`There is no ${object.kind} ${name} in ${namespace}: \`npm run render -- release --apply\``)
}
