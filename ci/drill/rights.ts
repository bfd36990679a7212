import type { namespacesOf } from '../../k8s/render/values.ts'
import type { Right } from '../doctor/place/rights.ts'
import type { ClusterFault } from './drills.ts'

type Namespaces = ReturnType<typeof namespacesOf>

/** What is made for a drill, by the names of the API. */
const [JOB, ACCOUNT, POLICY] = [
  ['batch', 'jobs'],
  ['', 'serviceaccounts'],
  ['networking.k8s.io', 'networkpolicies'],
] as const
const RBAC = 'rbac.authorization.k8s.io'
/** An object is applied, and goes with its drill. */
const MAKE = ['create', 'patch', 'delete'] as const

type Row = readonly [group: string, resource: string, verbs: readonly string[], isInCluster?: true]

/** What the pod of a drill that changes something is made of. */
const KEEPER: readonly Row[] = [
  [...ACCOUNT, MAKE],
  [...POLICY, MAKE],
  [RBAC, 'roles', MAKE],
  [RBAC, 'rolebindings', MAKE],
]

/** A right that the pod gets must be one's own. */
const EVICTION: readonly Row[] = [['', 'pods/eviction', ['create']]]

const OF_FAULTS: Readonly<Record<ClusterFault['kind'], readonly Row[]>> = {
  'own-pod': [],
  route: [...KEEPER, ['networking.k8s.io', 'ingresses', ['get', 'patch']]],
  network: [...KEEPER, ...EVICTION, [...POLICY, ['get', 'patch']]],
  drain: [
    ...KEEPER,
    ...EVICTION,
    ['', 'nodes', ['list', 'patch'], true],
    [RBAC, 'clusterroles', MAKE, true],
    [RBAC, 'clusterrolebindings', MAKE, true],
  ],
}

/** Every right that a drill takes of the one who runs it. */
export function rightsOf({ kind }: ClusterFault, { namespace, monitoringNamespace }: Namespaces): readonly Right[] {
  const rows: readonly Row[] = [
    [...JOB, [...MAKE, 'get', 'list']],
    ['', 'pods', ['list']],
    ['apps', 'deployments', ['get']],
    ...OF_FAULTS[kind],
  ]
  const own = rows.flatMap(([group, resource, verbs, isInCluster]) =>
    verbs.map(verb => ({ verb, group, resource, namespace: isInCluster === true ? '' : namespace })),
  )
  const watching = [namespace, monitoringNamespace].flatMap(where => [
    { verb: 'list', group: 'discovery.k8s.io', resource: 'endpointslices', namespace: where },
    { verb: 'get', group: '', resource: 'pods/portforward', namespace: where },
  ])
  const apiServer = { verb: 'list', group: 'discovery.k8s.io', resource: 'endpointslices', namespace: 'default' }
  const rights = [...own, ...watching, ...(kind === 'own-pod' ? [] : [apiServer])]
  return [...new Map(rights.map(right => [JSON.stringify(right), right])).values()]
}
