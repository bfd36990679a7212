import { expect, test } from 'vitest'
import { at, listAt } from '../../lib/json/path.ts'
import type { Json } from '../../lib/lint/fixture.testkit.ts'
import { exampleSets } from '../render/example.testkit.ts'
import { grantedRights, neededRights } from './rights.testkit.ts'

const { platform, release } = await exampleSets()
const PLATFORM = platform.map(({ object }) => object)
const NEEDED = neededRights(release.map(({ object }) => object))

test('the deployer may do exactly what the release takes: verb by verb, kind by kind, namespace by namespace', () => {
  expect([...grantedRights(PLATFORM)].sort()).toEqual([...NEEDED].sort())
})

test('one verb less, and something of the release cannot be done', () => {
  const roles = PLATFORM.filter(({ kind }) => kind === 'Role')
  const less = roles.flatMap(role =>
    listAt(role, 'rules').flatMap((rule, index) =>
      listAt(rule, 'verbs').map(verb => {
        const copy: Json = structuredClone(role)
        copy.rules[index].verbs = listAt(rule, 'verbs').filter(other => other !== verb)
        return PLATFORM.map(one => (one === role ? copy : one))
      }),
    ),
  )
  expect(less.length).toBeGreaterThan(10)
  for (const objects of less) {
    const granted = grantedRights(objects)
    expect([...NEEDED].filter(right => !granted.has(right))).not.toEqual([])
  }
})

test('in the whole cluster the deployer may look at kube-system’s UID, and nothing else', () => {
  const roles = PLATFORM.filter(({ kind }) => kind === 'ClusterRole')
  expect(roles.map(role => at(role, 'rules'))).toEqual([
    [{ apiGroups: [''], resources: ['namespaces'], resourceNames: ['kube-system'], verbs: ['get'] }],
  ])
})
