import { at, type JsonPath, listAt, textAt } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { isHandMade } from '../../hand-made/hand-made.ts'
import { containersOf, objectsOf, POD } from '../pods.ts'
import type { Policy } from '../policy.ts'

export const references: Policy = {
  code: 'references',
  summary:
    'Every ConfigMap, Secret, volume, account and priority that a pod names is rendered, or is optional and among those that are made by hand.',
  why: 'A pod that names a ConfigMap that is not there waits for it without a message in its status; what is optional and described nowhere is missed by everyone.',
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
      ...sourcesOf(object).map(({ kind, name, path }) => ({ kind, name, path })),
      {
        kind: 'ServiceAccount',
        name: textAt(object, ...POD, 'serviceAccountName'),
        path: [...POD, 'serviceAccountName'],
      },
      { kind: 'PriorityClass', name: textAt(object, ...POD, 'priorityClassName'), path: [...POD, 'priorityClassName'] },
    ]
    const absent = named
      .filter(({ kind, name, path }) => !has(kind, name) && !isMadeByHand(kind, name, at(object, ...path)))
      .map(({ kind, name, path }) => ({
        path,
        message: `there is no ${kind} "${name}"`,
        help: 'Render it, or name one that is; what a person makes is optional and stands in k8s/hand-made/hand-made.ts.',
      }))
    const empty = volumes.flatMap((volume, index) => {
      const hasSource =
        textAt(volume, 'configMap', 'name') !== '' ||
        textAt(volume, 'secret', 'secretName') !== '' ||
        textAt(volume, 'persistentVolumeClaim', 'claimName') !== '' ||
        isProjected(volume) ||
        at(volume, 'emptyDir', 'sizeLimit') !== undefined
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

interface Named {
  readonly kind: string
  readonly name: string
  readonly path: JsonPath
}

/** The ConfigMaps, Secrets and volumes that a pod reads, from volumes and for its environment. */
function sourcesOf(object: KubernetesObject): readonly Named[] {
  const volumes = listAt(object, ...POD, 'volumes').flatMap((volume, index): readonly Named[] => {
    const path = [...POD, 'volumes', index]
    const projected = listAt(volume, 'projected', 'sources').flatMap((source, place): readonly Named[] =>
      [
        ['ConfigMap', 'configMap'],
        ['Secret', 'secret'],
      ].map(([kind = '', key = '']) => ({
        kind,
        name: textAt(source, key, 'name'),
        path: [...path, 'projected', 'sources', place, key],
      })),
    )
    return [
      ...projected,
      { kind: 'ConfigMap', name: textAt(volume, 'configMap', 'name'), path: [...path, 'configMap'] },
      { kind: 'Secret', name: textAt(volume, 'secret', 'secretName'), path: [...path, 'secret'] },
      {
        kind: 'PersistentVolumeClaim',
        name: textAt(volume, 'persistentVolumeClaim', 'claimName'),
        path: [...path, 'persistentVolumeClaim'],
      },
    ]
  })
  const variables = containersOf(object).flatMap(({ container, path }) =>
    listAt(container, 'env').flatMap((variable, index): readonly Named[] =>
      [
        ['ConfigMap', 'configMapKeyRef'],
        ['Secret', 'secretKeyRef'],
      ].map(([kind = '', key = '']) => ({
        kind,
        name: textAt(variable, 'valueFrom', key, 'name'),
        path: [...path, 'env', index, 'valueFrom', key],
      })),
    ),
  )
  return [...volumes, ...variables].filter(({ name }) => name !== '')
}

function isMadeByHand(kind: string, name: string, source: unknown): boolean {
  return at(source, 'optional') === true && isHandMade(kind, name)
}

/** Whether each source of a projected volume names its object, and of a secret the keys: without them all would lie in one folder. */
function isProjected(volume: unknown): boolean {
  const sources = listAt(volume, 'projected', 'sources')
  const isNamed = (source: unknown): boolean =>
    textAt(source, 'configMap', 'name') !== '' ||
    (textAt(source, 'secret', 'name') !== '' && listAt(source, 'secret', 'items').length > 0)
  return sources.length > 0 && sources.every(isNamed)
}
