import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { createLog } from '../../adapters/log.ts'
import { freePort } from '../../adapters/processes/ports.ts'
import { findProgram } from '../../adapters/processes/programs.ts'
import { milliseconds, seconds } from '../../lib/duration.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { METRICS } from '../prober/contract/names.ts'
import { initialStatus, type Status } from './core/status.ts'
import { pollStatus } from './poll-status.ts'

let folder = ''
let prometheus: ChildProcess | undefined
afterEach(async () => {
  await stopPrometheus()
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

async function stopPrometheus(): Promise<void> {
  if (prometheus === undefined || prometheus.exitCode !== null) return
  const ended = once(prometheus, 'exit')
  prometheus.kill('SIGTERM')
  await ended
  prometheus = undefined
}

const identity = { [LABELS.id]: 'web-edge', [LABELS.service]: 'web', [LABELS.slo]: 'edge' }
const constant = (record: string, value: number | string, labels: object = identity) => ({
  record,
  expr: `vector(${value})`,
  labels,
})

/** Recorded series as a real Prometheus keeps them, NaN and all, with constants in place of measurements. */
const RULES = [
  constant(SERIES.objective, 0.999),
  constant(SERIES.periodDays, 30),
  constant(SERIES.budgetRemaining, -0.25),
  constant(SERIES.errorRatio('5m'), 0.0144),
  constant(SERIES.errorRatio('1h'), 'NaN'),
  constant(SERIES.errorRatio('3d'), 0.5),
  constant(SERIES.errorRatio('30d'), 0.00125),
  constant(METRICS.faultDomain, 1, { domain: 'ingress' }),
  constant(METRICS.faultDomain, 0, { domain: 'none' }),
]

async function startPrometheus(): Promise<string> {
  const program = findProgram(['prometheus'], process.env.PATH ?? '')
  if (program === undefined) throw new Error('Prometheus is not installed: run ci/setup.sh')
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-web-'))
  await writeFile(
    path.join(folder, 'rules.yaml'),
    renderYaml({ groups: [{ name: 'all', interval: '1s', rules: RULES }] }),
  )
  await writeFile(path.join(folder, 'prometheus.yml'), renderYaml({ rule_files: ['rules.yaml'] }))
  const address = `127.0.0.1:${await freePort()}`
  const flags = [
    `--config.file=${path.join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${path.join(folder, 'data')}`,
    `--web.listen-address=${address}`,
  ]
  prometheus = spawn(program, flags, { stdio: 'ignore' })
  await once(prometheus, 'spawn')
  return `http://${address}`
}

test('the status shows what a real Prometheus recorded, and keeps it when Prometheus is gone', async () => {
  const stop = new AbortController()
  let status: Status = initialStatus([])
  const log = createLog({ write: () => {}, now: () => new Date() })
  const prometheusUrl = await startPrometheus()
  const ended = pollStatus(
    {
      prometheusUrl,
      pagesUrl: undefined,
      now: () => new Date().toISOString(),
      log,
      interval: milliseconds(200),
      timeout: seconds(2),
    },
    status,
    next => {
      status = next
    },
    stop.signal,
  )
  await vi.waitFor(() => expect(status.snapshot?.slos[0]).toHaveProperty('periodSli'), {
    timeout: 40_000,
    interval: 100,
  })
  const [slo] = status.snapshot?.slos ?? []
  expect(status.snapshot?.faultDomain).toBe('ingress')
  expect(slo).toMatchObject({
    id: 'web-edge',
    objective: 0.999,
    periodDays: 30,
    periodSli: 0.99875,
    budgetRemaining: -0.25,
  })
  expect(slo?.burnRate5m).toBeCloseTo(14.4)
  expect(slo).not.toHaveProperty('burnRate1h')

  await stopPrometheus()
  await vi.waitFor(() => expect(status.silentSince).toBeDefined(), { timeout: 10_000 })
  expect(status.snapshot?.slos[0]).toEqual(slo)
  stop.abort()
  await ended
})
