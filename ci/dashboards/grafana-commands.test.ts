import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ensureCertificates } from '../../adapters/certificates.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { main } from '../dashboards.ts'
import { type FakeGrafana, type ScriptedAnswer, startFakeGrafana, TOKENS } from './fake-grafana.testkit.ts'

let fake: FakeGrafana | undefined
const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  await fake?.stop()
  fake = undefined
  for (const step of cleanUp.splice(0)) await step()
})

async function run(argv: readonly string[], token: string | undefined = TOKENS.editor) {
  const said = await runQuietly(main, argv, { env: { GRAFANA_TOKEN: token } })
  expect(said.out + said.err).not.toContain(TOKENS.editor)
  return said
}

test.each(['push', 'verify'])('%s reports everything that is wrong with how it was called', async name => {
  const { code, err } = await run([name], '')
  expect(code).toBe(2)
  expect(err).toContain('Name the Grafana with --url')
  expect(err).toContain('environment as GRAFANA_TOKEN')
  expect(err).toContain(`npm run dashboards -- ${name} --help`)
})

test.each<[string, readonly string[], string]>([
  ['an address without a scheme', ['push', '--url', 'localhost:3000'], '"localhost:3000" is no address'],
  ['no address', ['push', '--url', 'grafana'], '"grafana" is no address'],
  [
    'a password in the address',
    ['push', '--url', 'https://me:secret@grafana.example'],
    '--url takes no name or password',
  ],
  [
    'a message that is too long',
    ['push', '--url', 'http://x', '--message', 'x'.repeat(501)],
    'it must be at most 500 characters long',
  ],
  ['an option of push', ['verify', '--url', 'http://x', '--dry-run'], '--dry-run'],
  ['no interval', ['verify', '--url', 'http://x', '--scrape', 'often'], 'as --scrape: it must be a number of seconds'],
])('%s is wrong usage', async (_, argv, words) => {
  const { code, err } = await run(argv)
  expect(code).toBe(2)
  expect(err).toContain(words)
  expect(err).not.toContain('secret')
})

test('a token with spaces inside is no token, and is not printed', async () => {
  const { code, err } = await run(['push', '--url', 'http://x'], 'glsa_a glsa_b')
  expect(code).toBe(2)
  expect(err).toContain('GRAFANA_TOKEN holds more than a token')
  expect(err).not.toContain('glsa_a')
})

test.each(['', '/', '/?orgId=1#here'])(
  'our own dashboards go under a path, written with “%s” at its end',
  async ending => {
    fake = await startFakeGrafana({ path: '/grafana' })
    // A secret's file often ends in a line break.
    const { code, out, err } = await run(['push', '--url', `${fake.url}${ending}`], `${TOKENS.editor}\n`)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('9 of 9 dashboards changed, and read back as they were written')
    expect(fake.boards.size).toBe(9)
    expect((await run(['push', '--url', fake.url, '--dry-run'])).out).not.toMatch(/create|update|delete/)
    expect((await run(['verify', '--url', fake.url])).out).toContain('9 of 9 dashboards are good')
  },
)

test.each<[string, ScriptedAnswer | undefined, string]>([
  ['the wrong path', undefined, 'answered 404 with the page “404 Not Found”, which is not JSON'],
  [
    'an address that sends elsewhere',
    { status: 301, headers: { location: 'https://grafana.example/' } },
    'answered 301 with a redirect to https://grafana.example/',
  ],
  ['a page to log in', { status: 200, page: '<title>Log in</title>' }, 'answered 200 with the page “Log in”'],
  ['something else that speaks JSON', { status: 200, page: '{}' }, 'what answers there is not Grafana’s API'],
  ['a Grafana that is starting', { status: 503, message: 'starting' }, 'Grafana answered 503: starting'],
])('%s is reported in one line, before anything is written', async (_, answer, words) => {
  fake = await startFakeGrafana({ path: '/grafana', script: () => answer })
  const url = answer === undefined ? fake.url.replace('/grafana', '') : fake.url
  for (const name of ['push', 'verify']) {
    const { code, err } = await run([name, '--url', url])
    expect(code).toBe(1)
    expect(err.trim().split('\n')).toEqual([expect.stringContaining(words)])
    expect(err).toContain('Cannot use the Grafana at http://127.0.0.1:')
  }
  expect(fake.writes).toEqual([])
})

test('a request that Grafana turns away as one too many is sent again', async () => {
  const turnedAway = new Set<string>()
  fake = await startFakeGrafana({
    script: (_, where) => {
      const [kind = ''] = /^\/api\/[a-z]+/.exec(where) ?? []
      if (turnedAway.has(kind)) return undefined
      turnedAway.add(kind)
      return { status: 429, message: 'Too many requests' }
    },
  })
  expect((await run(['push', '--url', fake.url])).code).toBe(0)
  expect((await run(['verify', '--url', fake.url])).code).toBe(0)
  expect([...turnedAway].sort()).toEqual(['/api/dashboards', '/api/datasources', '/api/folders', '/api/search'])
})

test('no token is sent to a server whose certificate no known CA has signed', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-grafana-'))
  const { certificateFile, keyFile } = await ensureCertificates(folder, ['127.0.0.1'], new Date())
  let requests = 0
  const server = createServer({ cert: readFileSync(certificateFile), key: readFileSync(keyFile) }, () => {
    requests += 1
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(async () => {
    server.close()
    await rm(folder, { recursive: true })
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const { code, err } = await run(['verify', '--url', `https://127.0.0.1:${port}`])
  expect(code).toBe(1)
  expect(err).toMatch(/Cannot use the Grafana at https:.*(unable to verify|self-signed)/)
  expect(requests).toBe(0)
})
