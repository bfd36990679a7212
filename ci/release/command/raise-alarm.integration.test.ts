import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../adapters/processes/ports.ts'
import { findPrograms } from '../../../services/stack/plan/programs.ts'
import { raiseAlarm } from './raise-alarm.ts'

let folder = ''
let alertmanager: ChildProcess
let url = ''
let heart: Server
const beats: string[] = []
let answers = 200

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-alarm-'))
  const programs = findPrograms(process.env)
  if (programs.programs === undefined) throw new Error(programs.mistakes.join('; '))
  const config = path.join(folder, 'alertmanager.yml')
  await writeFile(config, 'route: { receiver: none }\nreceivers: [{ name: none }]\n')
  const address = `127.0.0.1:${await freePort()}`
  url = `http://${address}`
  const args = [`--config.file=${config}`, `--storage.path=${folder}/data`, `--web.listen-address=${address}`]
  alertmanager = spawn(programs.programs.alertmanager, [...args, '--cluster.listen-address='], { stdio: 'ignore' })
  heart = createServer(async (request, response) => {
    beats.push(`${request.method} ${request.url} ${await text(request)}`)
    response.writeHead(answers).end()
  })
  await new Promise<void>(resolve => heart.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  heart.close()
  const ended = once(alertmanager, 'exit')
  alertmanager.kill('SIGKILL')
  await ended
  await rm(folder, { recursive: true, force: true })
})

const heartbeat = () => `http://127.0.0.1:${(heart.address() as AddressInfo).port}/ping/abc`
const SENTENCE = 'The last good release could not be brought back: why.'

test('a real Alertmanager has the alert as a page, and the heartbeat is sent /fail with the sentence', async () => {
  const raised = () => raiseAlarm(SENTENCE, { alertmanager: url, heartbeat: heartbeat() })
  await expect
    .poll(raised, { timeout: 20_000 })
    .toEqual(['Alertmanager has the alert RollbackFailed.', 'The heartbeat was sent /fail.'])
  const alerts = (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly object[]
  expect(alerts).toMatchObject([
    {
      labels: { alertname: 'RollbackFailed', sloth_severity: 'page', sloth_service: 'deploy' },
      annotations: { summary: SENTENCE },
    },
  ])
  expect(beats.at(-1)).toBe(`POST /ping/abc/fail ${SENTENCE}`)
})

test('what was not reached is said, each way by itself', async () => {
  expect(await raiseAlarm(SENTENCE, { alertmanager: undefined, heartbeat: undefined })).toEqual([
    'Alertmanager was not reached: ALERTMANAGER_URL names none.',
    'The heartbeat was not reached: HEARTBEAT_URL names none.',
  ])
  const nowhere = `http://127.0.0.1:${await freePort()}`
  answers = 500
  expect(await raiseAlarm(SENTENCE, { alertmanager: nowhere, heartbeat: heartbeat() })).toEqual([
    expect.stringMatching(/^Alertmanager was not reached: /),
    'The heartbeat refused: it answered 500',
  ])
})
