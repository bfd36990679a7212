import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pause } from '../../adapters/pause.ts'
import { freePort } from '../../adapters/processes/ports.ts'
import { milliseconds, seconds } from '../../lib/duration.ts'
import { renderAlertmanagerConfig } from '../../services/monitoring/core/alertmanager.ts'
import { findPrograms } from '../../services/stack/plan/programs.ts'
import { sendTestPage } from './test-page.ts'

let folder = ''
let alertmanager: ChildProcess
let url = ''
/** Stands in for whoever is written to, and is no real service. */
let receiver: Server
let answers = 200
const taken: { status: string; alerts: { annotations: Record<string, string> }[] }[] = []
const page = (patience = seconds(20)) => sendTestPage(url, patience, new AbortController().signal, () => new Date())

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200 && !(await isSo()); tries += 1)
    await pause(milliseconds(100), new AbortController().signal)
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-test-page-'))
  receiver = createServer(async (request, response) => {
    taken.push((await json(request)) as (typeof taken)[number])
    response.writeHead(answers).end()
  })
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const config = path.join(folder, 'alertmanager.yml')
  await writeFile(config, renderAlertmanagerConfig({ webhookUrl }))
  const address = `127.0.0.1:${await freePort()}`
  url = `http://${address}`
  const program = findPrograms(process.env).programs?.alertmanager ?? 'alertmanager'
  const args = [`--config.file=${config}`, `--storage.path=${folder}/data`, `--web.listen-address=${address}`]
  alertmanager = spawn(program, [...args, '--cluster.listen-address='], { stdio: 'ignore' })
  await until(() =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
})
afterAll(async () => {
  const ended = once(alertmanager, 'exit')
  alertmanager.kill('SIGKILL')
  await ended
  receiver.close()
  await rm(folder, { recursive: true, force: true })
})

test('a test page goes through the real Alertmanager to its receiver, marked as one, and ends', async () => {
  const sent = await page()
  expect(sent.kind).toBe('sent')
  expect(taken[0]).toMatchObject({ status: 'firing' })
  expect(taken[0]?.alerts[0]?.annotations.headline).toMatch(/^TEST: /)
  await expect.poll(() => taken.map(({ status }) => status), { timeout: 25_000 }).toContain('resolved')
}, 60_000)

test('a receiver that refuses it is said', async () => {
  answers = 400
  expect(await page()).toEqual({ kind: 'refused' })
}, 60_000)

test('no receiver at all is said, once patience is over', async () => {
  expect(await page(milliseconds(0))).toEqual({ kind: 'nothing' })
}, 60_000)

test('an Alertmanager that is not there is an error that names it', async () => {
  const none = `http://127.0.0.1:${await freePort()}`
  const asked = sendTestPage(none, seconds(1), new AbortController().signal, () => new Date())
  await expect(asked).rejects.toThrow(`Cannot reach Alertmanager at ${none}`)
})
