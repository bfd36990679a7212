import { expect, test } from 'vitest'
import { ExternalError } from '../../lib/system-error.ts'
import type { Cluster } from './cluster.ts'
import { clusterUid, listObjects, readObject } from './objects.ts'

/** A cluster that answers everything alike. */
function answering(text: string, status = 200): Cluster {
  const isJson = !text.startsWith('<')
  const answer = { status, text, body: isJson ? JSON.parse(text) : undefined, date: new Date(0) }
  return {
    context: 'home',
    contexts: ['home'],
    server: 'https://192.0.2.11:6443',
    ask: async () => answer,
    dial: () => Promise.reject(new TypeError('nothing is dialled here')),
  }
}

const POD = ['v1', 'Pod'] as const
const NAMED = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'slos', namespace: 'leadline' } }
const LIST = { kind: 'PodList', apiVersion: 'v1', metadata: {} }

test.each([
  ['a document of HTML', '<html>login</html>'],
  ['null', 'null'],
  ['an object without a list', '{}'],
  ['a list of another form', '{"kind":"PodList","items":{}}'],
  ['a list that is none of Kubernetes', '{"items":[]}'],
  ['things that are no objects', '{"kind":"PodList","items":[null,5,{"metadata":{"name":7}}]}'],
])('%s is no empty list: nothing is known then', async (_, text) => {
  const asked = listObjects(answering(text), POD, { namespace: 'leadline' })
  await expect(asked).rejects.toThrow(ExternalError)
  await expect(asked).rejects.toThrow(/^Cannot list Pod in leadline: something else came back/)
})

test.each([
  ['an empty one', []],
  ['an empty one of Go', null],
])('%s is a list', async (_, items) => {
  expect(await listObjects(answering(JSON.stringify({ ...LIST, items })), POD, {})).toEqual([])
})

test.each(['<html>login</html>', 'null', '{}', '{"metadata":{"name":"another"}}'])(
  '%s is not the object that was asked for',
  async text => {
    await expect(readObject(answering(text), NAMED)).rejects.toThrow(/^Cannot read ConfigMap slos: something else came/)
  },
)

test('a cluster without a UID is none that can be named', async () => {
  const text = '{"metadata":{"name":"kube-system"}}'
  await expect(clusterUid(answering(text))).rejects.toThrow('The namespace kube-system has no UID')
})

test('what a server or a proxy writes is one short line that no terminal obeys', async () => {
  const message = `\u001b[2Jdenied\nsecond \u202eline ${'x'.repeat(9000)}`
  const refused = listObjects(answering(JSON.stringify({ kind: 'Status', message }), 403), POD, {})
  const { message: said }: Error = await refused.then(
    () => new Error('none'),
    error => error,
  )
  expect(said).toMatch(/^Cannot list Pod: .*denied second .*line x+…/)
  expect(said).not.toMatch(/[\p{Cc}\u202e]/u)
  expect(said.length).toBeLessThan(2200)
})
