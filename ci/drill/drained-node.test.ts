import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { nodeToDrain } from './drained-node.ts'

function node(name: string, changes: { readonly ready?: string; readonly isClosed?: true } = {}): KubernetesObject {
  const { ready = 'True', isClosed } = changes
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: isClosed === true ? { unschedulable: true } : {},
    status: { conditions: [{ type: 'Ready', status: ready }] },
  }
}

function pod(name: string, nodeName: string): KubernetesObject {
  const metadata = { name, labels: { 'app.kubernetes.io/name': name } }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName } }
}

const [A, B] = [node('a'), node('b')]

test.each<[string, readonly KubernetesObject[], readonly KubernetesObject[], string | undefined]>([
  ['the one without the prober', [A, B], [pod('app', 'a'), pod('app', 'b'), pod('prober', 'a')], 'b'],
  ['the one with the app', [A, B], [pod('app', 'a'), pod('prober', 'a')], 'a'],
  ['none, where the app is nowhere', [A, B], [pod('prober', 'a')], undefined],
  ['none of one', [A], [pod('app', 'a')], undefined],
  ['none, where the other takes no pods', [A, node('b', { isClosed: true })], [pod('app', 'a')], undefined],
  ['none, where the other is not ready', [A, node('b', { ready: 'Unknown' })], [pod('app', 'a')], undefined],
])('the node that is drained is %s', (_, nodes, pods, expected) => {
  expect(nodeToDrain(nodes, pods)?.metadata.name).toBe(expected)
})
