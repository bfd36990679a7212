import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'
import { FIELD_MANAGER, prunePlan, withOwner } from './prune-plan.ts'

function map(name: string, changes: object = {}): KubernetesObject {
  const managedFields = [{ manager: FIELD_MANAGER, operation: 'Apply' }]
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'leadline', managedFields, ...changes },
  }
  return withOwner(object)
}

test('what we applied and is no part of the release is taken away', () => {
  expect(prunePlan([map('kept')], [map('kept'), map('left')])).toEqual({ remove: [map('left')], refused: undefined })
})

test.each([
  ['without our label', { ...map('x'), metadata: { ...map('x').metadata, labels: {} } }],
  ['with our label, made by someone else', map('x', { managedFields: [{ manager: 'kubectl', operation: 'Update' }] })],
  [
    'with our label, that we only changed',
    map('x', { managedFields: [{ manager: FIELD_MANAGER, operation: 'Update' }] }),
  ],
  ['of a kind that holds data', { ...map('x'), kind: 'Secret' }],
  ['of a kind that takes requests', { ...map('x'), apiVersion: 'apps/v1', kind: 'Deployment' }],
])('an object %s stays', (_, object) => {
  expect(prunePlan([], [object]).remove).toEqual([])
})

test('more than five at once need a person', () => {
  const six = Array.from({ length: 6 }, (_, index) => map(`m${index}`))
  expect(prunePlan([], six).refused).toMatch(/^6 objects are no part .* ConfigMap leadline\/m5\. .*--prune-limit 6\.$/)
  expect(prunePlan([], six, 6).refused).toBeUndefined()
  expect(prunePlan([], six.slice(1)).refused).toBeUndefined()
})
