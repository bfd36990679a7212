import { collectionPath } from '../../k8s/render/api-paths.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import type { Change } from './changes.ts'
import { keeperJob } from './job.ts'
import { DRILL_LABEL, type DrillPlace, type Keeping, metadataOf, objectName } from './place.ts'

/** What owns all other objects of a drill that changes something: the binding that gives it its rights. The pod deletes it last. */
export function ownerOf(place: DrillPlace, keeping: Keeping): KubernetesObject {
  return isOnNodes(keeping)
    ? { ...bindingOf(place, 'ClusterRole'), kind: 'ClusterRoleBinding' }
    : bindingOf(place, 'Role', place.namespace)
}

function isOnNodes({ changes }: Keeping): boolean {
  return changes.some(({ object }) => object.metadata.namespace === undefined)
}

function bindingOf(place: DrillPlace, role: 'Role' | 'ClusterRole', namespace?: string): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { ...metadataOf(place), ...(namespace === undefined ? {} : { namespace }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: role, name: objectName(place) },
    subjects: [{ kind: 'ServiceAccount', name: objectName(place), namespace: place.namespace }],
  }
}

/** The other objects of a drill that changes something, in the order in which they are made; the Job is the last. */
export function keptObjects(place: DrillPlace, keeping: Keeping, owner: KubernetesObject): readonly KubernetesObject[] {
  const { namespace } = place
  const inside = { ...metadataOf(place, owner), namespace }
  const rbac = 'rbac.authorization.k8s.io/v1'
  const { changes, evicts } = keeping
  const here = changes.filter(({ object }) => object.metadata.namespace !== undefined)
  const onNodes = changes.filter(({ object }) => object.metadata.namespace === undefined)
  const rules = [
    ...here.map(({ object }) => ruleOf(object, 'patch')),
    ...(evicts === undefined
      ? []
      : [
          { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
          { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
        ]),
    { apiGroups: ['batch'], resources: ['jobs'], resourceNames: [objectName(place)], verbs: ['get'] },
  ]
  const ofOwner = ruleOf(owner, 'delete')
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: inside },
    { apiVersion: rbac, kind: 'Role', metadata: inside, rules: onNodes.length === 0 ? [...rules, ofOwner] : rules },
    ...(onNodes.length === 0
      ? []
      : [
          {
            apiVersion: rbac,
            kind: 'ClusterRole',
            metadata: metadataOf(place, owner),
            rules: [...onNodes.map(({ object }) => ruleOf(object, 'patch')), ofOwner],
          },
          { ...bindingOf(place, 'Role', namespace), metadata: inside },
        ]),
    toApiServer(place, keeping, inside),
    keeperJob(place, keeping, owner),
  ]
}

function ruleOf({ apiVersion, kind, metadata: { name } }: Change['object'], verb: string): object {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  const resource = collectionPath(apiVersion, kind).split('/').at(-1) ?? ''
  return { apiGroups: [group], resources: [resource], resourceNames: [name], verbs: [verb] }
}

/** Lets the pod reach the API server, and nothing else, where the namespace lets no one reach anything. */
function toApiServer(place: DrillPlace, { apiServer }: Keeping, metadata: KubernetesObject['metadata']) {
  const egress = apiServer.map(({ address, port }) => ({
    to: [{ ipBlock: { cidr: `${address}/${address.includes(':') ? 128 : 32}` } }],
    ports: [{ port, protocol: 'TCP' }],
  }))
  const podSelector = { matchLabels: { [DRILL_LABEL]: place.name } }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: { podSelector, policyTypes: ['Egress'], egress },
  }
}
