import { at, listAt } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { containerName, containersOf, objectsOf, POD } from '../pods.ts'
import type { ManifestWorld, Policy } from '../policy.ts'

/** What Pod Security `restricted` wants of a pod, and what we want besides: no variables of Services. */
const OF_POD: readonly (readonly [path: readonly string[], value: unknown])[] = [
  [['securityContext', 'runAsNonRoot'], true],
  [['securityContext', 'seccompProfile', 'type'], 'RuntimeDefault'],
  [['enableServiceLinks'], false],
]
const OF_CONTAINER: typeof OF_POD = [
  [['securityContext', 'allowPrivilegeEscalation'], false],
  [['securityContext', 'readOnlyRootFilesystem'], true],
  [['terminationMessagePolicy'], 'FallbackToLogsOnError'],
]

export const restricted: Policy = {
  code: 'restricted',
  summary:
    'Pods run as no root, without capabilities or writable root, with a token only where their account may do something, and say why they end.',
  why: 'The namespace refuses pods that may do more, and then a rollout stands still without an event at the Deployment.',
  scope: 'ours',
  check({ object }, world) {
    if (object.kind !== 'Deployment') return []
    const missing = (json: unknown, rules: typeof OF_POD, base: readonly (string | number)[], part?: string) =>
      rules
        .filter(([path, value]) => at(json, ...path) !== value)
        .map(([path, value]) => ({
          path: [...base, ...path],
          ...(part === undefined ? {} : { part }),
          message: `${path.join('.')} is not ${String(value)}`,
          help: `Write ${path.join('.')}: ${String(value)}.`,
        }))
    const containers = containersOf(object).flatMap(({ container, path }) => {
      const part = containerName(container)
      const dropped = listAt(container, 'securityContext', 'capabilities', 'drop')
      const isDropped = dropped.length === 1 && dropped[0] === 'ALL'
      const help = 'Write capabilities: { drop: [ALL] }.'
      const capabilities = isDropped
        ? []
        : [{ path: [...path, 'securityContext'], part, message: 'keeps capabilities', help }]
      return [...missing(container, OF_CONTAINER, path, part), ...capabilities]
    })
    const token = [['automountServiceAccountToken'], hasRights(object, world)] as const
    return [...missing(at(object, ...POD), [...OF_POD, token], POD), ...containers]
  },
}

/** Whether the account of a pod has any right: without one its token is of use to an intruder alone. */
function hasRights(object: KubernetesObject, world: ManifestWorld): boolean {
  const name = at(object, ...POD, 'serviceAccountName')
  return [...objectsOf(world, 'RoleBinding'), ...objectsOf(world, 'ClusterRoleBinding')].some(binding =>
    listAt(binding, 'subjects').some(
      subject => at(subject, 'name') === name && at(subject, 'namespace') === object.metadata.namespace,
    ),
  )
}
