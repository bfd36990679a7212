import { at, listAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { collectionPath } from '../render/api-paths.ts'

/** Which verb is needed for what: the actions of a deploy as the table grows with it. */
const ACTIONS: readonly (readonly [action: string, verb: string])[] = [
  ['applies an object that is not there', 'create'],
  ['applies an object that is there, or changes it', 'patch'],
  ['compares what is there with what is wanted', 'get'],
]

/** Kinds of which what is no part of a release any more is found and deleted. */
const PRUNED = ['ConfigMap', 'Service', 'Ingress', 'NetworkPolicy', 'PodDisruptionBudget', 'Middleware']

/** What a deploy takes besides the objects of its release, in each namespace with pods: whose object, and which verb. */
const BESIDES: readonly (readonly [action: string, resource: string, verb: string])[] = [
  ['finds the pods of the newest template', 'apps/replicasets', 'list'],
  ['looks why pods do not run', '/pods', 'list'],
  ['reads what the kubelet and the controllers say of them', '/events', 'list'],
  ['reads the last words of a container that ended', '/pods/log', 'get'],
  ['looks whether the pods of a rollout fit', '/resourcequotas', 'list'],
]

/** What it takes in the namespace of the app alone. */
const LOCK: typeof BESIDES = [
  ['takes a canary away, and no other Deployment', 'apps/deployments(app-canary)', 'delete'],
  ['looks who holds the lock', 'coordination.k8s.io/leases', 'get'],
  ['takes the lock for the first time', 'coordination.k8s.io/leases', 'create'],
  ['renews the lock, takes it over, releases it', 'coordination.k8s.io/leases', 'update'],
]

/** What the other accounts need: where, what and how. */
const OF_OTHERS: readonly (readonly [account: string, where: string, resource: string, verbs: readonly string[]])[] = [
  ['deployer', 'cluster', '/namespaces(kube-system)', ['get']],
  ['prometheus', 'cluster', '/nodes', ['get', 'list', 'watch']],
  ['prometheus', 'cluster', '/nodes/metrics', ['get']],
  ['prometheus', 'cluster', 'path:/metrics', ['get']],
  ['prometheus', 'leadline', '/pods', ['get', 'list', 'watch']],
  ['prometheus', 'kube-system', '/pods', ['get', 'list', 'watch']],
  ...[
    '/namespaces',
    '/nodes',
    '/persistentvolumeclaims',
    '/pods',
    '/resourcequotas',
    'apps/daemonsets',
    'apps/deployments',
    'apps/replicasets',
    'batch/jobs',
    'policy/poddisruptionbudgets',
  ].map(resource => ['kube-state-metrics', 'cluster', resource, ['list', 'watch']] as const),
]

const APP_NAMESPACE = 'leadline'
const NAMESPACES = [APP_NAMESPACE, 'leadline-monitoring']

/** `account namespace group/resource verb`. */
type Right = string

/** What every account needs: the deployer for the release set action by action, the others as their programs ask. */
export function neededRights(release: readonly KubernetesObject[]): ReadonlySet<Right> {
  const besides = NAMESPACES.flatMap(namespace =>
    [...BESIDES, ...(namespace === APP_NAMESPACE ? LOCK : [])].map(
      ([, resource, verb]) => `deployer ${namespace} ${resource} ${verb}`,
    ),
  )
  const others = OF_OTHERS.flatMap(([account, where, resource, verbs]) =>
    verbs.map(verb => `${account} ${where} ${resource} ${verb}`),
  )
  const applied = release.flatMap(({ apiVersion, kind, metadata: { namespace } }) => {
    const resource = collectionPath(apiVersion, kind).split('/').at(-1)
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
    const verbs = [...ACTIONS.map(([, verb]) => verb), ...(PRUNED.includes(kind) ? ['list', 'delete'] : [])]
    return verbs.map(verb => `deployer ${namespace} ${group}/${resource} ${verb}`)
  })
  return new Set([...besides, ...others, ...applied])
}

/** Where each account lies. */
const ACCOUNTS: Readonly<Record<string, string>> = { deployer: APP_NAMESPACE }
const MONITORING = 'leadline-monitoring'

/** What every account may, by the Roles and ClusterRoles that are bound to it. */
export function grantedRights(platform: readonly KubernetesObject[]): ReadonlySet<Right> {
  const bindings = platform.filter(({ kind }) => kind === 'RoleBinding' || kind === 'ClusterRoleBinding')
  return new Set(
    bindings.flatMap(binding => {
      const { namespace } = binding.metadata
      const kind = textAt(binding, 'roleRef', 'kind')
      const isRole =
        kind === binding.kind.replace('Binding', '') &&
        at(binding, 'roleRef', 'apiGroup') === 'rbac.authorization.k8s.io'
      const role = platform.find(
        one =>
          one.kind === kind &&
          one.metadata.namespace === namespace &&
          one.metadata.name === at(binding, 'roleRef', 'name'),
      )
      if (!isRole || role === undefined) return []
      return listAt(binding, 'subjects').flatMap(subject => {
        const account = textAt(subject, 'name')
        const isThere =
          at(subject, 'kind') === 'ServiceAccount' &&
          at(subject, 'namespace') === (ACCOUNTS[account] ?? MONITORING) &&
          platform.some(({ kind: one, metadata }) => one === 'ServiceAccount' && metadata.name === account)
        return isThere ? rightsOf(role).map(right => `${account} ${namespace ?? 'cluster'} ${right}`) : []
      })
    }),
  )
}

function rightsOf(role: KubernetesObject): readonly string[] {
  return listAt(role, 'rules').flatMap(rule => {
    const names = listAt(rule, 'resourceNames')
    const paths = listAt(rule, 'nonResourceURLs').flatMap(url =>
      listAt(rule, 'verbs').map(verb => `path:${url} ${verb}`),
    )
    const only = names.length === 0 ? '' : `(${names.join()})`
    const resources = listAt(rule, 'apiGroups').flatMap(group =>
      listAt(rule, 'resources').flatMap(resource =>
        listAt(rule, 'verbs').map(verb => `${group}/${resource}${only} ${verb}`),
      ),
    )
    return [...resources, ...paths]
  })
}
