import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { main as maintenance } from '../../ci/maintenance.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { type ProberProcess, startProber, stopProber } from './prober-process.testkit.ts'
import { serveHttp, type TestServer } from './probes/fault-servers.testkit.ts'

let folder: string
let server: TestServer

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-maintenance-'))
  server = await serveHttp((_request, response) => response.end())
  const probe = (name: string) =>
    `  - { name: ${name}, interval: 200ms, timeout: 150ms, paths: { app: { url: 'http://127.0.0.1:${server.port}/' } } }\n`
  await writeFile(path.join(folder, 'probes.yaml'), `probes:\n${probe('home')}${probe('other')}`)
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const start = (env: Readonly<Record<string, string>> = {}) =>
  startProber({ PROBES_FILE: path.join(folder, 'probes.yaml'), ...env })

async function command(prober: ProberProcess, ...words: readonly string[]): Promise<string> {
  const { code, out, err } = await runQuietly(maintenance, words, { env: { PROBER_URL: prober.url } })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

test('a maintenance survives a prober that is killed, where there is a folder to keep it in', async () => {
  const state = path.join(folder, 'state')
  const first = await start({ STATE_FOLDER: state })
  expect(await command(first, 'start', '10m', 'new disks', '--probe', 'home')).not.toContain('memory')
  const killed = once(first.child, 'exit')
  first.child.kill('SIGKILL')
  await killed

  const second = await start({ STATE_FOLDER: state })
  expect(second.lines).toContainEqual(expect.objectContaining({ msg: 'maintenance continues', reason: 'new disks' }))
  while ((await second.metric(/^synthetic_probes_total\{probe="home".*budget="excluded"/)) < 2) await sleep(20)
  expect(await second.metric(/^synthetic_probes_total\{probe="home".*budget="counted"/)).toBe(0)
  expect(await second.metric(/^synthetic_probes_total\{probe="other".*budget="excluded"/)).toBe(0)
  expect(await command(second, 'stop')).toContain('No maintenance is on')
  await stopProber(second)

  const third = await start({ STATE_FOLDER: state })
  expect(await command(third, 'list')).toContain('No maintenance is on')
  await stopProber(third)
  expect(await readdir(state)).toEqual(['maintenance.json'])
})

test('without a folder, or with one that cannot be written, the command warns that a restart ends it', async () => {
  // In /proc no folder can be made, and Node's own way of making one never ends there.
  for (const env of [
    {},
    { STATE_FOLDER: path.join(folder, 'probes.yaml') },
    { STATE_FOLDER: '/proc/leadline/state' },
  ]) {
    const prober = await start(env)
    expect(await command(prober, 'start', '10m', 'new disks')).toContain('keeps it in memory only')
    await stopProber(prober)
  }
})

test('a file that cannot be parsed is logged, and every probe counts', async () => {
  const state = path.join(folder, 'broken')
  const first = await start({ STATE_FOLDER: state })
  await command(first, 'start', '10m', 'new disks')
  await stopProber(first)
  await writeFile(path.join(state, 'maintenance.json'), '{"maintenance":[{')
  const second = await start({ STATE_FOLDER: state })
  expect(second.lines).toContainEqual(
    expect.objectContaining({ level: 'error', file: expect.stringContaining('maintenance.json') }),
  )
  expect(await command(second, 'list')).toContain('No maintenance is on')
  await stopProber(second)
})

test('a window of the definitions file is open from the start, for the probes that it names', async () => {
  const definitions = await readFile(path.join(folder, 'probes.yaml'), 'utf8')
  const file = path.join(folder, 'windows.yaml')
  const began = new Date(Date.now() - 60_000)
  const cron = `${began.getMinutes()} ${began.getHours()} * * *`
  const window = `{ cron: '${cron}', duration: 1h, probes: [home], reason: new disks }`
  await writeFile(file, `${definitions}maintenance:\n  - ${window}\n`)
  const prober = await start({ PROBES_FILE: file })
  const counted = (probe: string, budget: string) =>
    prober.metric(new RegExp(`^synthetic_probes_total\\{probe="${probe}".*budget="${budget}"`))
  while ((await counted('home', 'excluded')) < 2 || (await counted('other', 'counted')) < 2) await sleep(20)
  expect([await counted('home', 'counted'), await counted('other', 'excluded')]).toEqual([0, 0])
  await stopProber(prober)
})

/** A process has one time zone, so another process answers about all the times at once. */
async function openIn(
  timeZone: string,
  questions: readonly (readonly [cron: string, time: string])[],
): Promise<boolean[]> {
  const program = `
    import { lastCron } from './adapters/cron.ts'
    import { createWindowWatch } from './services/prober/core/slots/maintenance.ts'
    const open = ([cron, time]) => createWindowWatch(lastCron)({ cron, duration: 3_600_000 }, Date.parse(time))
    console.log(JSON.stringify(${JSON.stringify(questions)}.map(open)))
  `
  const args = ['--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { TZ: timeZone } })
  return JSON.parse(stdout)
}

test('a window of an hour lasts an hour where the clocks change', async () => {
  const times: readonly (readonly [cron: string, time: string, isOpen: boolean])[] = [
    // In spring the hour from two to three does not exist: a window that opens before it shuts at half past three.
    ['30 1 * * *', '2026-03-29T00:29:59Z', false],
    ['30 1 * * *', '2026-03-29T00:30:00Z', true],
    ['30 1 * * *', '2026-03-29T01:29:59Z', true],
    ['30 1 * * *', '2026-03-29T01:30:00Z', false],
    // In autumn half past two comes twice, and opens it twice.
    ['30 2 * * *', '2026-10-25T00:29:59Z', false],
    ['30 2 * * *', '2026-10-25T00:30:00Z', true],
    ['30 2 * * *', '2026-10-25T01:30:00Z', true],
    ['30 2 * * *', '2026-10-25T02:29:59Z', true],
    ['30 2 * * *', '2026-10-25T02:30:00Z', false],
  ]
  const questions = times.map(([cron, time]) => [cron, time] as const)
  expect(await openIn('Europe/Berlin', questions)).toEqual(times.map(([, , isOpen]) => isOpen))
})
