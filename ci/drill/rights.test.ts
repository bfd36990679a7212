import { expect, test } from 'vitest'
import { objectPath } from '../../k8s/render/api-paths.ts'
import { DEFAULT_RENDER_OPTIONS, namespacesOf } from '../../k8s/render/values.ts'
import { minutes } from '../../lib/duration.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { cordoned, networkCut, routeLost } from './changes.ts'
import { CLUSTER_DRILLS, type ClusterDrillName } from './drills.ts'
import { faultyJob } from './job.ts'
import { keptObjects, ownerOf } from './kept-objects.ts'
import type { DrillPlace, Keeping } from './place.ts'
import { leadlineIn } from './release.testkit.ts'
import { rightsOf } from './rights.ts'

const RELEASE = leadlineIn().map(([, object]) => object)
const found = (kind: string): KubernetesObject => RELEASE.find(object => object.kind === kind) ?? expect.fail(kind)
const cut = networkCut(found('NetworkPolicy')) ?? expect.fail('the policy lets Traefik in')
const apiServer = [{ address: '192.0.2.11', port: 6443 }]

const KEPT: readonly [ClusterDrillName, Keeping][] = [
  ['route-lost', { changes: [routeLost(found('Ingress'))], apiServer }],
  ['network-cut', { changes: [cut], evicts: 'labelSelector=a%3Db', apiServer }],
  ['node-drain', { changes: [cordoned(found('Node'))], evicts: 'labelSelector=a%3Db', avoids: 'worker', apiServer }],
]

function placeOf(name: string): DrillPlace {
  const image = { image: 'example.org/leadline:1', imagePullPolicy: 'IfNotPresent', imagePullSecrets: [] }
  return { name, namespace: 'leadline', ...image, script: '', longest: minutes(5) }
}

function objectsOf(name: string, keeping: Keeping): readonly KubernetesObject[] {
  const owner = ownerOf(placeOf(name), keeping)
  return [owner, ...keptObjects(placeOf(name), keeping, owner)]
}

const textOf = (group: string, resource: string, verb: string) => `${verb} ${resource}.${group}`
const grantedTo = (name: ClusterDrillName): ReadonlySet<string> =>
  new Set(
    rightsOf(CLUSTER_DRILLS[name].fault, namespacesOf(DEFAULT_RENDER_OPTIONS)).map(({ group, resource, verb }) =>
      textOf(group, resource, verb),
    ),
  )

test.each(KEPT)('%s asks for every right that applying its objects takes', (name, keeping) => {
  const granted = grantedTo(name)
  for (const object of objectsOf(name, keeping)) {
    const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : ''
    const resource = objectPath(object).split('/').at(-2) ?? ''
    for (const verb of ['create', 'patch', 'delete']) expect(granted).toContain(textOf(group ?? '', resource, verb))
  }
})

test.each(KEPT)('%s gives its pod no right that it does not ask of who runs it', (name, keeping) => {
  const granted = grantedTo(name)
  const rules = objectsOf(name, keeping).flatMap(object => listAt(object, 'rules'))
  const given = rules.flatMap(rule =>
    listAt(rule, 'verbs').flatMap(verb =>
      listAt(rule, 'resources').map(resource =>
        textOf(String(listAt(rule, 'apiGroups')[0]), String(resource), String(verb)),
      ),
    ),
  )
  expect(given.length).toBeGreaterThan(2)
  for (const right of given) expect(granted).toContain(right)
})

test.each(KEPT)('%s lets its pod change the one object, and by name', (name, keeping) => {
  const rules = objectsOf(name, keeping).flatMap(object => listAt(object, 'rules'))
  const patches = rules.filter(rule => listAt(rule, 'verbs').includes('patch'))
  expect(patches.map(rule => at(rule, 'resourceNames'))).toEqual(
    keeping.changes.map(({ object }) => [object.metadata.name]),
  )
})

test.each(KEPT)('%s leaves nothing behind: all is owned by what the pod deletes last', (name, keeping) => {
  const [owner, ...others] = objectsOf(name, keeping)
  for (const object of others) {
    expect(listAt(object, 'metadata', 'ownerReferences')).toMatchObject([
      { kind: owner?.kind, name: owner?.metadata.name },
    ])
  }
})

test('every pod of a drill is one that the namespace admits, and ends by itself', () => {
  const jobs = [
    ...KEPT.flatMap(([name, keeping]) => objectsOf(name, keeping).filter(({ kind }) => kind === 'Job')),
    faultyJob(placeOf('oom'), 'fill-memory'),
    faultyJob(placeOf('disk-full'), 'fill-volume'),
  ]
  expect(jobs).toHaveLength(5)
  for (const job of jobs) {
    const pod = at(job, 'spec', 'template', 'spec')
    expect(at(job, 'spec', 'activeDeadlineSeconds')).toBe(300)
    expect(at(pod, 'securityContext', 'runAsNonRoot')).toBe(true)
    expect(textAt(pod, 'securityContext', 'seccompProfile', 'type')).toBe('RuntimeDefault')
    expect(at(pod, 'containers', 0, 'securityContext')).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  }
})
