import { expect, test } from 'vitest'
import { listAt } from '../../lib/json/path.ts'
import type { Json } from '../../lib/lint/fixture.testkit.ts'
import { exampleSets } from '../render/example.testkit.ts'
import { grantedRights, neededRights } from './rights.testkit.ts'

const { platform, release } = await exampleSets()
const PLATFORM = platform.map(({ object }) => object)
const NEEDED = neededRights(release.map(({ object }) => object))

test('each account may do exactly what it needs: verb by verb, kind by kind, namespace by namespace', () => {
  expect([...grantedRights(PLATFORM)].sort()).toEqual([...NEEDED].sort())
})

test('one verb less, and something cannot be done', () => {
  const roles = PLATFORM.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
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
  const granted = [...grantedRights(PLATFORM)].filter(right => right.startsWith('deployer cluster '))
  expect(granted).toEqual(['deployer cluster /namespaces(kube-system) get'])
})

test('no account may read a secret, or reach into a pod by way of its node', () => {
  const forbidden = [...grantedRights(PLATFORM)].filter(right => /secrets|nodes\/proxy|\*/.test(right))
  expect(forbidden).toEqual([])
})
