import { once } from 'node:events'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ledger, type ProberProcess, startProber, stopProber } from './prober-process.testkit.ts'
import { serveHttp, type TestServer } from './probes/fault-servers.testkit.ts'

const STEADY = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']

let folder: string
let server: TestServer
let prober: ProberProcess
let startedAt: number

function definitions(names: readonly string[]): string {
  const probes = names.map(
    name => `  - name: ${name}
    interval: 200ms
    timeout: 150ms
    paths: { app: { url: 'http://127.0.0.1:${server.port}/' } }
`,
  )
  return `probes:\n${probes.join('')}`
}

const file = () => path.join(folder, 'probes.yaml')

/** As an editor does it: a draft replaces the file. */
async function replaceFile(text: string): Promise<void> {
  await writeFile(`${file()}.draft`, text)
  await rename(`${file()}.draft`, file())
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-reload-'))
  server = await serveHttp((_request, response) => setTimeout(() => response.end('ok'), 20))
  await writeFile(file(), definitions(STEADY))
  startedAt = performance.now()
  prober = await startProber({ PROBES_FILE: file() })
})
afterAll(async () => {
  await stopProber(prober)
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const reloads = () => prober.lines.filter(({ msg }) => msg === 'definitions loaded').length
const slotsOf = (name: string) => prober.metric(new RegExp(`^prober_slots_total\\{probe="${name}"`))

test('a hundred reloads under load lose no slot and no counter', async () => {
  while ((await slotsOf('one')) < 3) await sleep(50)
  const first = await slotsOf('one')
  const start = performance.now()
  for (let reload = 0; reload < 100; reload++) {
    await writeFile(file(), definitions(reload % 2 === 0 ? [...STEADY, 'guest'] : STEADY))
    // Signals that come while one waits are one signal, so each is awaited.
    const before = reloads()
    prober.child.kill('SIGHUP')
    while (reloads() === before) await sleep(5)
  }
  expect(reloads()).toBeGreaterThanOrEqual(100)
  // The grid has one slot every 200 ms whatever happens: a busy machine reports them late, and one that is lost never.
  const due = () => Math.floor((performance.now() - start) / 200) - 1
  for (let asked = due(); (await slotsOf('one')) - first < asked; asked = due()) await sleep(20)
  expect(await slotsOf('one')).toBeLessThanOrEqual((performance.now() - startedAt) / 200 + 1)
  // Slots that a busy machine slept through are reported as missed; the reloads themselves cost none.
  expect(await prober.metric(/^prober_slots_skipped_total.*reason="(?!missed)/)).toBe(0)
  const { slots: all, accounted } = await ledger(prober)
  expect(accounted).toBe(all)
})

test('a changed file is loaded by itself, and the series of a probe that is gone are removed', async () => {
  await replaceFile(definitions([...STEADY, 'guest']))
  while ((await slotsOf('guest')) < 2) await sleep(50)
  const before = await slotsOf('one')
  await replaceFile(definitions(STEADY))
  while ((await prober.get('/metrics')).includes('probe="guest"')) await sleep(50)
  expect(await slotsOf('one')).toBeGreaterThanOrEqual(before)
})

test('an invalid file is rejected with the place of its mistake, and the previous definitions stay', async () => {
  await replaceFile(definitions(STEADY).replace('interval: 200ms', 'intervall: 200ms'))
  while ((await prober.metric(/^prober_config_last_reload_successful /)) !== 0) await sleep(50)
  const refusal = prober.lines.findLast(({ msg }) => msg === 'definitions rejected, keeping the previous')
  expect(JSON.stringify(refusal?.problems)).toMatch(/probes\.yaml:3:5: error: Unknown key .*intervall/)
  const before = await slotsOf('one')
  while ((await slotsOf('one')) < before + 2) await sleep(50)
  await replaceFile(definitions(STEADY))
  while ((await prober.metric(/^prober_config_last_reload_successful /)) !== 1) await sleep(50)
})

test('SIGTERM ends it within two seconds with probes in flight, and with exit code 0', async () => {
  const hanging = await serveHttp(() => undefined)
  await replaceFile(`probes:
  - name: hangs
    interval: 10s
    timeout: 9s
    paths: { app: { url: 'http://127.0.0.1:${hanging.port}/' } }
  - name: hangs-often
    interval: 200ms
    timeout: 150ms
    paths: { app: { url: 'http://127.0.0.1:${hanging.port}/' } }
`)
  while ((await prober.metric(/^prober_inflight_probes\{probe="hangs-often"/)) < 1) await sleep(20)
  const start = performance.now()
  const exited = once(prober.child, 'exit')
  prober.child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(performance.now() - start).toBeLessThan(2000)
  expect(prober.lines.at(-1)?.msg).toBe('stopped')
  await hanging.close()
})
