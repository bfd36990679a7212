import { at, listAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../render/manifest.ts'

/** Which verb is needed for what: the actions of a deploy as the table grows with it. */
const ACTIONS: readonly (readonly [action: string, verb: string])[] = [
  ['applies an object that is not there', 'create'],
  ['applies an object that is there, or changes it', 'patch'],
  ['compares what is there with what is wanted', 'get'],
]

/** The name under which an API server knows a kind. */
const RESOURCES: Readonly<Record<string, string>> = {
  ConfigMap: 'configmaps',
  Deployment: 'deployments',
  Ingress: 'ingresses',
  Middleware: 'middlewares',
  NetworkPolicy: 'networkpolicies',
  PodDisruptionBudget: 'poddisruptionbudgets',
  Service: 'services',
}

/** `namespace group/resource verb`. */
type Right = string

/** What the release set takes, action by action. */
export function neededRights(release: readonly KubernetesObject[]): ReadonlySet<Right> {
  return new Set(
    release.flatMap(({ apiVersion, kind, metadata: { namespace } }) => {
      const resource = RESOURCES[kind]
      if (resource === undefined) throw new Error(`nothing says what right ${kind} takes`)
      const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
      return ACTIONS.map(([, verb]) => `${namespace} ${group}/${resource} ${verb}`)
    }),
  )
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
            listAt(rule, 'verbs').map(verb => `${namespace} ${group}/${resource} ${verb}`),
          ),
        ),
      )
    })
  return new Set(rights)
}
