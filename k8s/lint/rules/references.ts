import { at, listAt, textAt } from '../../../lib/json/path.ts'
import { containersOf, objectsOf, POD } from '../pods.ts'
import type { Policy } from '../policy.ts'

export const references: Policy = {
  code: 'references',
  summary: 'Every ConfigMap, account and priority that a pod names is rendered, or is said to be optional.',
  why: 'A pod that names a ConfigMap that is not there waits for it, without a message in its status.',
  scope: 'ours',
  check({ object }, world) {
    if (object.kind !== 'Deployment') return []
    const { namespace } = object.metadata
    const has = (kind: string, name: string): boolean =>
      objectsOf(world, kind).some(
        ({ metadata }) =>
          metadata.name === name && (metadata.namespace === undefined || metadata.namespace === namespace),
      )
    const volumes = listAt(object, ...POD, 'volumes')
    const named = [
      ...volumes.flatMap((volume, index) => {
        const name = textAt(volume, 'configMap', 'name')
        const isOptional = at(volume, 'configMap', 'optional') === true
        return name === '' || isOptional ? [] : [{ kind: 'ConfigMap', name, path: [...POD, 'volumes', index] }]
      }),
      {
        kind: 'ServiceAccount',
        name: textAt(object, ...POD, 'serviceAccountName'),
        path: [...POD, 'serviceAccountName'],
      },
      { kind: 'PriorityClass', name: textAt(object, ...POD, 'priorityClassName'), path: [...POD, 'priorityClassName'] },
    ]
    const absent = named
      .filter(({ kind, name }) => !has(kind, name))
      .map(({ kind, name, path }) => ({
        path,
        message: `there is no ${kind} "${name}"`,
        help: 'Render it, or name one that is.',
      }))
    const empty = volumes.flatMap((volume, index) => {
      const hasSource = textAt(volume, 'configMap', 'name') !== '' || at(volume, 'emptyDir', 'sizeLimit') !== undefined
      const message = `the volume "${textAt(volume, 'name')}" has no source`
      const help = 'Name a ConfigMap, or an emptyDir with its sizeLimit.'
      return hasSource ? [] : [{ path: [...POD, 'volumes', index], message, help }]
    })
    const known = new Set(volumes.map(volume => textAt(volume, 'name')))
    const unmounted = containersOf(object).flatMap(({ container, path }) =>
      listAt(container, 'volumeMounts').flatMap((mount, index) => {
        const name = textAt(mount, 'name')
        const place = [...path, 'volumeMounts', index]
        return known.has(name)
          ? []
          : [{ path: place, message: `there is no volume "${name}"`, help: 'Name one of volumes.' }]
      }),
    )
    return [...absent, ...empty, ...unmounted]
  },
}
