import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { main } from './doctor.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'leadline-doctor-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let server: Server | ReturnType<typeof createTcpServer> | undefined
const sockets = new Set<Socket>()
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server?.close()
  server = undefined
})

const TOKEN = 'eyJ-a-token-that-is-secret'

/** A kubeconfig of two contexts, of which the first is current. */
function kubeconfig(address: string): string {
  const file = path.join(folder, 'config')
  const cluster = (server: string) => ({ server, 'insecure-skip-tls-verify': true })
  const config = {
    clusters: [
      { name: 'home', cluster: cluster(address) },
      { name: 'work', cluster: cluster('https://192.0.2.1:6443') },
    ],
    users: [{ name: 'me', user: { token: TOKEN } }],
    contexts: ['home', 'work'].map(name => ({ name, context: { cluster: name, user: 'me' } })),
    'current-context': 'home',
  }
  writeFileSync(file, JSON.stringify(config))
  return file
}

async function doctor(argv: readonly string[], KUBECONFIG = '/nowhere') {
  return runQuietly(main, argv, { env: { KUBECONFIG, HOME: folder } })
}

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).on('connection', socket => sockets.add(socket))
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
  return kubeconfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

async function serveTcp(onConnection: (socket: Socket) => void): Promise<string> {
  server = createTcpServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
  return kubeconfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

const ONLY_API = ['--only', 'api', '--site', 'k8s/site.example.yaml']

test('before anything is done, the first line says what to do, and everything behind it is not reached', async () => {
  const { code, out } = await doctor([])
  expect(code).toBe(1)
  await expect(out.replace(folder, 'HOME')).toMatchFileSnapshot('testdata/nothing-yet.txt')
})

test('a site file with mistakes names the first and counts the others', async () => {
  const { out } = await doctor(['--only', 'site'])
  expect(out).toMatch(/MEND +site +k8s\/site\.yaml has mistakes: .*\n/)
})

test('what mends the installation of another site file names that file', async () => {
  const file = path.join(folder, 'staging.yaml')
  writeFileSync(file, readFileSync('k8s/site.example.yaml', 'utf8').replace('192.0.2.10', 'here'))
  const { out } = await doctor(['--json', '--only', 'site', '--site', file])
  expect(JSON.parse(out).next.mend).toBe(
    `\`npm run render -- platform --site ${file}\` shows each with its place; then edit ${file}`,
  )
})

test('a site that keeps the policies renders', async () => {
  const { code, out } = await doctor(['--only', 'manifests', '--site', 'k8s/site.example.yaml'])
  expect({ code, out }).toMatchObject({
    code: 0,
    out: expect.stringMatching(/good +manifests +\d+ objects of the platform/),
  })
})

test.each([
  [
    'images-pinned',
    'an image without digest',
    (text: string) => text.replace(/@sha256:\w+/, ':1.0'),
    'is not pinned',
    'images -- pin',
  ],
  [
    'manifests',
    'a broken policy',
    (text: string) => text.replace('replicas: 2', 'replicas: 2\n  live: /x\n  ready: /x'),
    '1 mistake: ',
    'render -- release',
  ],
  [
    'site',
    'a reach that is none',
    (text: string) => text.replace('reach: public', 'reach: world'),
    'has mistakes: ',
    'render -- platform',
  ],
])('%s fails with %s', async (id, _, change, says, mend) => {
  const file = path.join(folder, 'site.yaml')
  writeFileSync(file, change(readFileSync('k8s/site.example.yaml', 'utf8')))
  const { code, out } = await doctor(['--json', '--only', id, '--site', file])
  const found = JSON.parse(out).facts.find((fact: { id: string }) => fact.id === id)
  expect({ code, found }).toMatchObject({
    code: 1,
    found: { state: 'bad', says: expect.stringContaining(says), mend: expect.stringContaining(mend) },
  })
})

test('programs get one document: what is good, what comes next, and every fact', async () => {
  const { code, out } = await doctor(['--json', ...ONLY_API])
  const document = JSON.parse(out)
  expect(code).toBe(1)
  expect(document).toMatchObject({ isGood: false, next: { id: 'kubeconfig' } })
  expect(document.facts.map(({ id, state, cause }: Record<string, unknown>) => [id, state, cause])).toEqual([
    ['kubeconfig', 'bad', null],
    ['api', 'unreached', 'kubeconfig'],
  ])
})

test('a fact that is not there is wrong usage', async () => {
  expect(await doctor(['--only', 'wheather'])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('one of site'),
  })
})

const json = { 'content-type': 'application/json' }

test.each<readonly [string, () => Promise<string>, RegExp]>([
  ['resets every connection', () => serveTcp(socket => socket.resetAndDestroy()), /it ended the connection/],
  ['never answers', () => serveTcp(() => undefined), /did not answer within 4 s/],
  [
    'sends half an answer',
    () => serveTcp(socket => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{')),
    /did not answer within 4 s/,
  ],
  ['sends fifty mebibytes', () => serve(fiftyMebibytes), /answers with more than 16 MiB/],
  [
    'sends a page',
    () => serve((_, response) => response.end('<html><title>Router</title>')),
    /is no API server: 200 with the page “Router”/,
  ],
  [
    'sends nothing',
    () => serve((_, response) => response.end()),
    /names the version “”, which is none of Kubernetes|is no API server/,
  ],
  [
    'says 401',
    () => serve((_, response) => response.writeHead(401, json).end('{"kind":"Status"}')),
    /does not accept the login of the context home/,
  ],
  [
    'fails',
    () => serve((_, response) => response.writeHead(500, json).end('{"message":"etcd is gone"}')),
    /Cannot get \/version: etcd is gone/,
  ],
  [
    'redirects',
    () => serve((_, response) => response.writeHead(302, { location: '/login' }).end()),
    /is no API server: 302/,
  ],
  [
    'speaks something else',
    () => serveTcp(socket => socket.write('SSH-2.0-OpenSSH\r\n')),
    /does not answer: .*Parse Error/,
  ],
])('an API server that %s gets a sentence, and the token is in none', async (_, start, sentence) => {
  const { code, out, err } = await doctor(ONLY_API, await start())
  expect({ code, err }).toEqual({ code: 1, err: '' })
  expect(out.replaceAll(/\n +/g, ' ')).toMatch(sentence)
  expect(out).not.toContain(TOKEN)
})

const fiftyMebibytes: RequestListener = (_, response) => {
  response.writeHead(200, json)
  const block = Buffer.alloc(1 << 20, ' ')
  let left = 50
  const more = (): void => {
    while (left > 0) {
      left -= 1
      if (!response.write(block)) return void response.once('drain', more)
    }
    response.end('{}')
  }
  more()
}

test('other contexts of the kubeconfig are named', async () => {
  const { out } = await doctor(['--only', 'kubeconfig'], kubeconfig('https://192.0.2.1:6443'))
  expect(out).toContain('context home, server https://192.0.2.1:6443 (other contexts: work)')
})
