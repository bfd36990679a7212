import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openCluster } from '../../adapters/kubernetes/cluster.ts'
import { shownFiles } from '../guide-commands.testkit.ts'

const FILES = shownFiles(readFileSync('docs/workflows.md', 'utf8'))
const fileOf = (name: string): string => FILES.find(file => file.path.endsWith(name))?.text ?? ''

let folder = ''
const servers: Server[] = []
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-token-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  for (const server of servers.splice(0)) server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The cluster of the guide's kubeconfig, with a fake of GitHub's token service and one of an API server. */
async function start(lifetime: string, answer: (asked: number) => string) {
  const asked: string[] = []
  const seen: string[] = []
  const github = await listen((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`)
    response.end(answer(asked.length))
  })
  const api = await listen((request, response) => {
    seen.push(request.headers.authorization ?? 'none')
    response.setHeader('content-type', 'application/json').end('{}')
  })
  const [program, config] = [path.join(folder, 'github-token'), path.join(folder, 'config')]
  writeFileSync(program, fileOf('/github-token').replace('2 minutes', lifetime))
  chmodSync(program, 0o755)
  const text = fileOf('/.kube/config')
    .replace('/usr/local/bin/github-token', program)
    .replace('https://192.0.2.11:6443', api)
    // The client wants it said where there is no TLS.
    .replace('certificate-authority: /home/runner/ca.crt', 'insecure-skip-tls-verify: true')
  writeFileSync(config, text)
  vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_URL', `${github}/token?api-version=2.0`)
  vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'of-the-run')
  const cluster = await openCluster({ KUBECONFIG: config })
  if (cluster === undefined) throw new TypeError('the kubeconfig of the guide names no cluster')
  return { cluster, asked, seen }
}

const given = (asked: number): string => JSON.stringify({ count: 1, value: `token-${asked}` })

test('the guide’s program gives a token of GitHub for the audience of the API server, and asks once for many requests', async () => {
  const { cluster, asked, seen } = await start('2 minutes', given)
  await cluster.ask('/api')
  await cluster.ask('/api')
  expect(asked).toEqual(['/token?api-version=2.0&audience=leadline bearer of-the-run'])
  expect(seen).toEqual(['Bearer token-1', 'Bearer token-1'])
})

test('a token whose time is over is renewed within a run', async () => {
  const { cluster, seen } = await start('1 second', given)
  await cluster.ask('/api')
  await sleep(2100)
  await cluster.ask('/api')
  expect(seen).toEqual(['Bearer token-1', 'Bearer token-2'])
})

test('where GitHub gives none, that is said', async () => {
  const { cluster, seen } = await start('2 minutes', () => '{"message":"no rights"}')
  await expect(cluster.ask('/api')).rejects.toThrow(/GitHub gave no token/)
  expect(seen).toEqual([])
})
