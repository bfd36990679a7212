import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LABELS } from '../../../../slo/core/names.ts'
import { findPrograms } from '../../../stack/plan/programs.ts'
import { type ClusterReceiver, renderClusterAlertmanager, SECRETS_MOUNT } from './alertmanager.ts'

const run = promisify(execFile)
const amtool = findPrograms(process.env).programs?.amtool ?? 'amtool'

const secretFile = `${SECRETS_MOUNT}/receivers/key`
const RECEIVERS: readonly ClusterReceiver[] = [
  { severity: 'page', kind: 'telegram', chat: -1001234567890, secretFile },
  {
    severity: 'ticket',
    kind: 'email',
    to: 'oncall@example.org',
    from: 'leadline@example.org',
    server: 'smtp.example.org:587',
    secretFile,
  },
  { severity: 'info', kind: 'slack', channel: '#info', secretFile },
]
const TEXT = renderClusterAlertmanager(RECEIVERS)

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-alertmanager-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Asks amtool. Debian's is older than `bot_token_file` and `url_file`: the values themselves stand in their place. */
async function amtoolSays(text: string, ...words: readonly string[]): Promise<string> {
  const file = path.join(folder, 'alertmanager.yml')
  const old = text
    .replace(/bot_token_file: .*/g, 'bot_token: "1:a"')
    .replace(/(?<!api_)url_file: .*/g, 'url: http://127.0.0.1:1/')
  await writeFile(file, old)
  const [word, ...rest] = words
  if (word === 'check') return (await run(amtool, ['check-config', file])).stdout
  return (await run(amtool, ['config', 'routes', 'test', `--config.file=${file}`, ...rest])).stdout.trim()
}

test('the configuration of the cluster stays as it was reviewed', async () => {
  await expect(TEXT).toMatchFileSnapshot('testdata/alertmanager.yml')
})

test.each<[string, readonly ClusterReceiver[]]>([
  ['a receiver for each severity', RECEIVERS],
  ['webhooks', [{ severity: 'page', kind: 'webhook', secretFile }]],
  ['no receiver', []],
])('amtool accepts it with %s', async (_, receivers) => {
  const said = await amtoolSays(renderClusterAlertmanager(receivers), 'check')
  expect(said).toMatch(/SUCCESS[\s\S]*- 2 inhibit rules[\s\S]*- 4 receivers/)
})

test('amtool refuses it with a misspelt key, so that a mistake cannot pass', async () => {
  await expect(amtoolSays(TEXT.replace('chat_id', 'chat'), 'check')).rejects.toThrow(/Command failed: .*check-config/)
})

test.each([
  ['page', 'page'],
  ['ticket', 'ticket'],
  ['info', 'info'],
  ['none', 'null'],
  ['anything else', 'ticket'],
])('an alert of severity “%s” goes to the receiver %s', async (severity, receiver) => {
  const labels = [`${LABELS.severity}=${severity}`, `${LABELS.service}=web`]
  expect(await amtoolSays(TEXT, 'test', ...labels)).toBe(receiver)
})

test('no secret stands in it, only the names of files', () => {
  expect([...TEXT.matchAll(/_file: (.*)/g)].map(([, file]) => file)).toEqual([secretFile, secretFile, secretFile])
})
