import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { own } from '../../lib/own.ts'

/** What an API server calls the objects of a kind, and whether each belongs to a namespace. */
const RESOURCES: Readonly<Record<string, readonly [plural: string, scope: 'namespace' | 'cluster']>> = {
  ClusterRole: ['clusterroles', 'cluster'],
  ClusterRoleBinding: ['clusterrolebindings', 'cluster'],
  ConfigMap: ['configmaps', 'namespace'],
  DaemonSet: ['daemonsets', 'namespace'],
  Deployment: ['deployments', 'namespace'],
  EndpointSlice: ['endpointslices', 'namespace'],
  Event: ['events', 'namespace'],
  HelmChartConfig: ['helmchartconfigs', 'namespace'],
  Ingress: ['ingresses', 'namespace'],
  Job: ['jobs', 'namespace'],
  Lease: ['leases', 'namespace'],
  LimitRange: ['limitranges', 'namespace'],
  Middleware: ['middlewares', 'namespace'],
  Namespace: ['namespaces', 'cluster'],
  NetworkPolicy: ['networkpolicies', 'namespace'],
  Node: ['nodes', 'cluster'],
  PersistentVolumeClaim: ['persistentvolumeclaims', 'namespace'],
  Pod: ['pods', 'namespace'],
  PodDisruptionBudget: ['poddisruptionbudgets', 'namespace'],
  PriorityClass: ['priorityclasses', 'cluster'],
  ReplicaSet: ['replicasets', 'namespace'],
  ResourceQuota: ['resourcequotas', 'namespace'],
  Role: ['roles', 'namespace'],
  RoleBinding: ['rolebindings', 'namespace'],
  Secret: ['secrets', 'namespace'],
  Service: ['services', 'namespace'],
  ServiceAccount: ['serviceaccounts', 'namespace'],
}

/** The path of an API: `/api/v1`, `/apis/apps/v1`. */
export function apiPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

/** The path of all objects of a kind, in one namespace where one is named. */
export function collectionPath(apiVersion: string, kind: string, namespace?: string): string {
  const [resource, scope] = entryOf(kind)
  const inside = scope === 'cluster' || namespace === undefined ? '' : `/namespaces/${namespace}`
  return `${apiPath(apiVersion)}${inside}/${resource}`
}

/** The path of one object on an API server. */
export function objectPath({ apiVersion, kind, metadata }: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>) {
  return `${collectionPath(apiVersion, kind, metadata.namespace)}/${metadata.name}`
}

function entryOf(kind: string): readonly [string, 'namespace' | 'cluster'] {
  const entry = own(RESOURCES, kind)
  if (entry === undefined) throw new TypeError(`Nothing says under which path an API server has a ${kind}`)
  return entry
}
