import { at, listAt } from '../../lib/json/path.ts'
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

/** What a deploy takes besides the objects of its release, in the namespace of the app: whose object, and which verb. */
const BESIDES: readonly (readonly [action: string, resource: string, verb: string])[] = [
  ['finds the pods of the newest template', 'apps/replicasets', 'list'],
  ['looks why pods do not run', '/pods', 'list'],
  ['reads what the kubelet and the controllers say of them', '/events', 'list'],
  ['reads the last words of a container that ended', '/pods/log', 'get'],
  ['looks whether the pods of a rollout fit', '/resourcequotas', 'list'],
  ['takes a canary away, and no other Deployment', 'apps/deployments/app-canary', 'delete'],
  ['looks who holds the lock', 'coordination.k8s.io/leases', 'get'],
  ['takes the lock for the first time', 'coordination.k8s.io/leases', 'create'],
  ['renews the lock, takes it over, releases it', 'coordination.k8s.io/leases', 'update'],
]

const APP_NAMESPACE = 'leadline'

/** `namespace group/resource verb`; with the object's name behind the resource where it is of that one alone. */
type Right = string

/** What the release set takes, action by action. */
export function neededRights(release: readonly KubernetesObject[]): ReadonlySet<Right> {
  return new Set([
    ...BESIDES.map(([, resource, verb]) => `${APP_NAMESPACE} ${resource} ${verb}`),
    ...release.flatMap(({ apiVersion, kind, metadata: { namespace } }) => {
      const resource = collectionPath(apiVersion, kind).split('/').at(-1)
      const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
      const verbs = [...ACTIONS.map(([, verb]) => verb), ...(PRUNED.includes(kind) ? ['list', 'delete'] : [])]
      return verbs.map(verb => `${namespace} ${group}/${resource} ${verb}`)
    }),
  ])
}

/** What the deployer's account may, by the Roles that are bound to it. */
export function grantedRights(platform: readonly KubernetesObject[]): ReadonlySet<Right> {
  const rights = platform
    .filter(({ kind }) => kind === 'RoleBinding')
    .flatMap(binding => {
      const { namespace } = binding.metadata
      const isDeployer = listAt(binding, 'subjects').some(
        subject =>
          at(subject, 'kind') === 'ServiceAccount' &&
          at(subject, 'name') === 'deployer' &&
          at(subject, 'namespace') === 'leadline',
      )
      const isRole =
        at(binding, 'roleRef', 'kind') === 'Role' && at(binding, 'roleRef', 'apiGroup') === 'rbac.authorization.k8s.io'
      const role = platform.find(
        one =>
          one.kind === 'Role' &&
          one.metadata.namespace === namespace &&
          one.metadata.name === at(binding, 'roleRef', 'name'),
      )
      if (!isDeployer || !isRole || role === undefined) return []
      return listAt(role, 'rules').flatMap(rule =>
        listAt(rule, 'apiGroups').flatMap(group =>
          listAt(rule, 'resources').flatMap(resource =>
            namesIn(rule).flatMap(name =>
              listAt(rule, 'verbs').map(verb => `${namespace} ${group}/${resource}${name} ${verb}`),
            ),
          ),
        ),
      )
    })
  return new Set(rights)
}

function namesIn(rule: unknown): readonly string[] {
  const names = listAt(rule, 'resourceNames').map(name => `/${name}`)
  return names.length === 0 ? [''] : names
}
