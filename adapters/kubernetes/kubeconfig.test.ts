import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { seconds } from '../../lib/duration.ts'
import { openCluster } from './cluster.ts'
import { ClusterError } from './cluster-error.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-kubeconfig-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const GOOD = {
  clusters: [{ name: 'home', cluster: { server: 'https://[fd00::11]:6443' } }],
  users: [{ name: 'me', user: { token: 'a-token-that-is-secret' } }],
  contexts: [
    { name: 'home', context: { cluster: 'home', user: 'me' } },
    { name: 'work', context: { cluster: 'absent', user: 'me' } },
    { name: 'lost', context: { cluster: 'home', user: 'absent' } },
  ],
  'current-context': 'home',
}

/** The sentence about a kubeconfig with this text. */
async function complaintAbout(text: string): Promise<string> {
  const file = path.join(folder, 'config')
  writeFileSync(file, text)
  const error = await openCluster({ KUBECONFIG: file }).then(
    () => 'none',
    reason => reason,
  )
  if (!(error instanceof ClusterError)) return String(error)
  expect(error.step).toBe('kubeconfig')
  expect(error.mend).not.toBe('')
  return error.problem.replace(folder, '')
}

test('a kubeconfig says where the cluster is, also by an address of IPv6, and which contexts there are', async () => {
  const file = path.join(folder, 'config')
  writeFileSync(file, JSON.stringify(GOOD))
  expect(await openCluster({ KUBECONFIG: file })).toMatchObject({
    context: 'home',
    contexts: ['home', 'work', 'lost'],
    server: 'https://[fd00::11]:6443',
  })
})

test.each([
  ['broken YAML', 'clusters: [\n  - {', 'The kubeconfig /config is no YAML: '],
  ['a page', '<html><body>Log in</body></html>', 'The kubeconfig /config names no cluster, and is none'],
  ['nothing', '', 'The kubeconfig /config names no cluster, and is none'],
  ['no cluster', 'kind: Config\n', 'The kubeconfig /config names no cluster'],
  ['no context', JSON.stringify({ ...GOOD, 'current-context': '' }), 'The kubeconfig /config has no current context'],
  [
    'an absent context',
    JSON.stringify({ ...GOOD, 'current-context': 'gone' }),
    'The kubeconfig /config has no context “gone”, which is its current one',
  ],
  [
    'an absent cluster',
    JSON.stringify({ ...GOOD, 'current-context': 'work' }),
    'The context work is of the cluster “absent”, which the kubeconfig /config does not have',
  ],
  [
    'an absent user',
    JSON.stringify({ ...GOOD, 'current-context': 'lost' }),
    'The context lost is of the user “absent”, whom the kubeconfig /config does not have',
  ],
  [
    'a server that is no address',
    JSON.stringify({ ...GOOD, clusters: [{ name: 'home', cluster: { server: 'the first node' } }] }),
    'The kubeconfig /config names “the first node” as its server, which is no address',
  ],
  [
    'a cluster without server',
    JSON.stringify({ ...GOOD, clusters: [{ name: 'home', cluster: {} }] }),
    'The kubeconfig /config cannot be used: clusters[0].cluster.server is missing',
  ],
])('a kubeconfig with %s says so', async (_, text, sentence) => {
  expect((await complaintAbout(text)).slice(0, sentence.length)).toBe(sentence)
})

test('a kubeconfig that KUBECONFIG names and that is not there says so', async () => {
  await expect(openCluster({ KUBECONFIG: path.join(folder, 'absent') })).rejects.toThrow(
    /there is no such file or folder \(ENOENT\), and KUBECONFIG names it/,
  )
})

test('a context that is named is used in the place of the current one, and one that is not there is said', async () => {
  const file = path.join(folder, 'config')
  const contexts = [...GOOD.contexts, { name: 'second', context: { cluster: 'second', user: 'me' } }]
  const clusters = [...GOOD.clusters, { name: 'second', cluster: { server: 'https://second:6443' } }]
  writeFileSync(file, JSON.stringify({ ...GOOD, clusters, contexts }))
  const open = (context: string) => openCluster({ KUBECONFIG: file }, seconds(1), context)
  expect(await open('second')).toMatchObject({ context: 'second', server: 'https://second:6443' })
  await expect(open('secnd')).rejects.toThrow('has no context “secnd”: did you mean second?')
  await expect(open('abroad')).rejects.toThrow('has no context “abroad”: it has home, work, lost, second')
  await expect(open('lost')).rejects.toThrow('The context lost is of the user “absent”')
})

test('without KUBECONFIG and without a file of the user there is no cluster', async () => {
  expect(await openCluster({ HOME: folder })).toBeUndefined()
})

test.each([
  [
    'is not installed',
    { command: '/nowhere/aws' },
    'The kubeconfig logs in with the program /nowhere/aws, which is not installed',
  ],
  [
    'prints a token that is no JSON, without that token',
    { command: 'echo', args: ['a-token-that-is-secret'] },
    'The kubeconfig’s login cannot be had: what its program prints is no JSON',
  ],
  [
    'fails without a word',
    { command: 'false' },
    'The kubeconfig’s login cannot be had: its program failed without a word',
  ],
])('a login by a program that %s', async (_, exec, sentence) => {
  const file = path.join(folder, 'config')
  const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', ...exec } }
  writeFileSync(file, JSON.stringify({ ...GOOD, users: [{ name: 'me', user }] }))
  const cluster = await openCluster({ KUBECONFIG: file })
  await expect(cluster?.ask('/version')).rejects.toMatchObject({ step: 'kubeconfig', problem: sentence })
})

test('a file of the authority that is not there is named', async () => {
  const clusters = [
    { name: 'home', cluster: { server: 'https://127.0.0.1:1', 'certificate-authority': '/nowhere/ca.crt' } },
  ]
  const file = path.join(folder, 'config')
  writeFileSync(file, JSON.stringify({ ...GOOD, clusters }))
  const cluster = await openCluster({ KUBECONFIG: file })
  await expect(cluster?.ask('/version')).rejects.toThrow('Cannot open /nowhere/ca.crt: there is no such file or folder')
})
