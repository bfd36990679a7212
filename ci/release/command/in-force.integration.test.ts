import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSources } from '../../../adapters/files/files.ts'
import { freePort } from '../../../adapters/processes/ports.ts'
import { requireProgram } from '../../../adapters/processes/run-program.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { type FakeGrafana, startFakeGrafana, TOKENS } from '../../dashboards/fake-grafana.testkit.ts'
import { grafanaOf } from '../../dashboards/options/grafana-options.ts'
import { lookAtRules, wantedOf } from '../core/deploy/in-force.ts'
import { exampleRules } from '../deploy/fake-monitoring.testkit.ts'
import { readBoardsInForce, readRulesInForce } from './in-force-facts.ts'

const { signal } = new AbortController()
let folder = ''
let url = ''
let prometheus: ChildProcess
let grafana: FakeGrafana

/** The rules of the repository as a release carries them. */
const files = new Map<string, string>()
const wanted = () => {
  const metadata = { name: 'rules', namespace: 'monitoring' }
  const map: KubernetesObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: Object.fromEntries(files) }
  return wantedOf([map], ['rules'])
}
const look = async () => lookAtRules(wanted(), await readRulesInForce(url, signal))

/** Puts a rule file where Prometheus reads it, as the kubelet does. */
function put(name: string, text: string): Promise<void> {
  files.set(name, text)
  return writeFile(path.join(folder, name), text)
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-in-force-'))
  grafana = await startFakeGrafana()
  for (const source of await readSources('slo/generated', '.rules.yaml')) {
    await put(path.basename(source.path), source.text)
  }
  const config = path.join(folder, 'prometheus.yml')
  await writeFile(config, `global: { evaluation_interval: 1s }\nrule_files: ["${folder}/*.rules.yaml"]\n`)
  const address = `127.0.0.1:${await freePort()}`
  url = `http://${address}/`
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=${address}`]
  prometheus = spawn(requireProgram('prometheus'), [...args, '--web.enable-lifecycle'], { stdio: 'ignore' })
})
afterAll(async () => {
  if (prometheus.exitCode === null && prometheus.signalCode === null) {
    const ended = once(prometheus, 'exit')
    prometheus.kill('SIGKILL')
    await ended
  }
  await grafana.stop()
  await rm(folder, { recursive: true, force: true })
})

test('a real Prometheus returns the hash of each rule file of the repository, and of a changed one after it was reloaded', {
  timeout: 60_000,
}, async () => {
  expect(wanted().rules.size).toBe(4)
  await expect.poll(look, { timeout: 30_000, interval: 200 }).toEqual({ is: 'in-force' })
  await put('heartbeat.rules.yaml', exampleRules('vector(2)'))
  // It lies there, and is not read yet.
  expect(await look()).toEqual({
    is: 'not-yet',
    what: [expect.stringMatching(/^Prometheus does not evaluate heartbeat\.rules\.yaml \([0-9a-f]{16}\)$/)],
  })
  expect((await fetch(`${url}-/reload`, { method: 'POST' })).status).toBe(200)
  await expect.poll(look, { timeout: 30_000, interval: 200 }).toEqual({ is: 'in-force' })
  prometheus.kill('SIGKILL')
  await once(prometheus, 'exit')
  expect(await look()).toMatchObject({ is: 'unknown', isNamed: true, why: expect.stringContaining('does not answer') })
})

test('without an address nothing is known, which is not good', async () => {
  expect(lookAtRules(wanted(), await readRulesInForce('', signal))).toMatchObject({ is: 'unknown', isNamed: false })
  expect(await readBoardsInForce(undefined, [])).toMatchObject({ is: 'unknown', isNamed: false })
})

test('dashboards are in force when Grafana has what was applied, under numbers of its own', async () => {
  const io = { env: { GRAFANA_TOKEN: TOKENS.viewer }, signal } as never
  const deps = grafanaOf(grafana.url, io, 'GRAFANA_URL')
  const home = { uid: 'leadline-home', title: 'Home', tags: ['leadline'] }
  expect(await readBoardsInForce(deps, [home])).toEqual({
    is: 'not-yet',
    what: ['Grafana’s leadline-home: it is not there'],
  })
  const meta = { folderUid: 'leadline' }
  grafana.boards.set('leadline-home', { json: { ...home, id: 4, version: 7 }, ...meta, version: 7 } as never)
  expect(await readBoardsInForce(deps, [home])).toEqual({ is: 'in-force' })
  expect(await readBoardsInForce(deps, [{ ...home, title: 'Start' }])).toEqual({
    is: 'not-yet',
    what: ['Grafana’s leadline-home: title is "Home", and should be "Start"'],
  })
  const foreign = grafanaOf(grafana.url, { env: { GRAFANA_TOKEN: 'glsa_wrong' }, signal } as never)
  expect(await readBoardsInForce(foreign, [home])).toMatchObject({ is: 'unknown', isNamed: true })
})
