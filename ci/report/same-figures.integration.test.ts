import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import { type PrivatePrometheus, startPrivatePrometheus } from '../../adapters/prometheus/private-server.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { minutes, seconds } from '../../lib/duration.ts'
import { SERIES } from '../../slo/core/names.ts'
import { exampleSlo } from '../../slo/definition/slo.testkit.ts'
import type { TimelineSeries } from '../../slo/timeline/timeline.ts'
import { main as slo } from '../slo.ts'
import { fillHistory } from './recorded-history.testkit.ts'
import { main as report } from './report.ts'

const DEFINITION =
  'version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: { probe: { probe: home, path: edge } }, alerting: { name: ShopHome } }]\n'

const BAD = 1 / 3
const segments = [
  { length: minutes(30), eventsPerSecond: 0.2, badRatio: 0 },
  { length: minutes(12), eventsPerSecond: 0.2, badRatio: BAD },
  { length: minutes(18), eventsPerSecond: 0.2, badRatio: 0 },
  { length: minutes(20), eventsPerSecond: 0.2, badRatio: 0, kind: 'gap' },
  { length: minutes(20), eventsPerSecond: 0.2, badRatio: 0, kind: 'restart' },
  { length: minutes(6), eventsPerSecond: 0.2, badRatio: BAD },
  { length: minutes(14), eventsPerSecond: 0.2, badRatio: 0 },
] as const
const ROUTE = { probe: 'home', path: 'edge', budget: 'counted' }
const failures = (reason: string, phase: string, of: readonly number[]): TimelineSeries => ({
  metric: 'synthetic_probe_failures_total',
  type: 'counter',
  labels: { ...ROUTE, reason, phase },
  values: segments.map((one, index) => ({ perSecond: of.includes(index) ? one.eventsPerSecond * one.badRatio : 0 })),
})
const series: readonly TimelineSeries[] = [
  {
    metric: 'synthetic_probes_total',
    type: 'counter',
    labels: ROUTE,
    values: segments.map(() => ({ perSecond: 0.2 })),
  },
  failures('timeout', 'connect', [1]),
  failures('status', 'wait', [5]),
  { metric: 'app_release_info', type: 'gauge', labels: { job: 'web', release: 'v1' }, values: [1, 1, 1, 1, 'absent'] },
  {
    metric: 'app_release_info',
    type: 'gauge',
    labels: { job: 'web', release: 'v2' },
    values: ['absent', 'absent', 'absent', 'absent', 1],
  },
  // The status page is no release of the app.
  { metric: 'app_release_info', type: 'gauge', labels: { job: 'status', release: 'v0' }, values: [1, 1, 1, 1, 1] },
]

const end = Math.floor(Date.now() / 1000)
const folder = await mkdtemp(path.join(tmpdir(), 'report-'))
let prometheus: PrivatePrometheus

beforeAll(async () => {
  await fillHistory(folder, exampleSlo(DEFINITION), { segments, series }, end)
  prometheus = await startPrivatePrometheus(folder)
  await writeFile(path.join(folder, 'shop.yaml'), DEFINITION)
}, 120_000)
afterAll(async () => {
  await prometheus.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The windows and figures of a report in JSON, as far as tests read them. */
interface ReportDocument {
  readonly slos: readonly {
    readonly dataBegins: string
    readonly windows: readonly Readonly<Record<string, unknown>>[]
    readonly bad: number
    readonly incidents: readonly {
      readonly bad: number
      readonly budgetSpent: number
      readonly releases: readonly string[]
    }[]
    readonly scattered: { readonly bad: number }
    readonly reasons: readonly { readonly reason: string; readonly bad: number; readonly budgetSpent: number }[]
    readonly releases: readonly { readonly release: string; readonly bad: number; readonly budgetSpent: number }[]
    readonly alerts: readonly {
      readonly name: string
      readonly severity: string
      readonly isReal: boolean
      readonly from: string
    }[]
    readonly gaps: readonly { readonly from: string; readonly to: string }[]
  }[]
}

const words = () => ['--input', path.join(folder, 'shop.yaml'), '--prometheus', prometheus.url]

async function reported(...more: readonly string[]): Promise<ReportDocument['slos'][number]> {
  const io = { now: () => new Date(end * 1000) }
  const { code, out, err } = await runQuietly(report, [...words(), '--format', 'json', ...more], io)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const [found] = (JSON.parse(out) as ReportDocument).slos
  if (found === undefined) throw new RangeError('the report has no SLO')
  return found
}

/** What a panel of a generated board shows, rounded down as it shows it. */
async function onBoard(board: string, isMeant: (expr: string) => boolean): Promise<number> {
  const text = readFileSync(`dashboards/generated/${board}.json`, 'utf8')
  const found = [...text.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(([, expr = '']) => String(JSON.parse(expr)))
  const query = found.find(isMeant)
  if (query === undefined) throw new RangeError(`no panel of ${board} asks that`)
  const answer = await createPrometheus(prometheus.url, { timeout: seconds(5) }).instant(query, end)
  return answer.kind === 'answered' ? (answer.readings[0]?.value ?? Number.NaN) : Number.NaN
}

/** 48 and 24 of the events are bad, and a whole period has 518,400. */
const PLAIN = { bad: 72, second: 24, allowed: 518.4 }
const sum = (parts: readonly { readonly bad: number }[]): number => parts.reduce((total, { bad }) => total + bad, 0)

test('report, `slo -- budget` and the boards give the same figures, which are those of plain counting', async () => {
  const { windows, bad } = await reported()
  const [period, ...months] = windows
  const { out } = await runQuietly(slo, ['budget', '--prometheus', prometheus.url, '--format', 'json'])
  const [budget] = JSON.parse(out)
  expect(period).toMatchObject({ attained: budget.periodSli, budgetRemaining: budget.budgetRemaining })
  expect(period?.bad).toBeCloseTo(PLAIN.bad, 6)
  expect(bad).toBeCloseTo(PLAIN.bad, 6)
  expect(budget.budgetRemaining).toBeCloseTo(1 - PLAIN.bad / PLAIN.allowed, 6)

  const left = await onBoard('leadline-slo-overview', expr =>
    expr.startsWith(`floor(1000 * (max by (sloth_id) (${SERIES.budgetRemaining})`),
  )
  expect(left).toBe(Math.floor(1000 * budget.budgetRemaining + 1e-6) / 1000)
  const sli = await onBoard('leadline-slo-overview', expr =>
    expr.startsWith('floor(100000 * (max by (sloth_id) (1 - ('),
  )
  expect(sli).toBe(Math.floor(100_000 * budget.periodSli + 1e-6) / 100_000)

  // The months together have what the rolling window has: all of the data lies in it.
  const inMonths = months.filter(({ kind }) => kind === 'month').map(one => ({ bad: Number(one.bad ?? 0) }))
  expect(sum(inMonths)).toBeCloseTo(PLAIN.bad, 6)
})

test('a shorter span costs the same events the same part of the period’s budget', async () => {
  const { windows, bad } = await reported('--since', '1h')
  const span = windows.find(({ kind }) => kind === 'span')
  // The first incident ended before it.
  expect(span).toMatchObject({ title: 'last 1 h' })
  expect(span?.bad).toBeCloseTo(PLAIN.second, 6)
  expect(span?.budgetSpent).toBeCloseTo(PLAIN.second / PLAIN.allowed, 6)
  expect(bad).toBeCloseTo(PLAIN.second, 6)
})

test('incidents, reasons and releases each add up to what is spent', async () => {
  const { incidents, scattered, reasons, releases } = await reported()
  expect(incidents.map(one => Math.round(one.bad))).toEqual([48, 24])
  expect(incidents.map(one => one.releases)).toEqual([['v1'], ['v2']])
  expect(scattered.bad).toBe(0)
  expect(reasons.map(({ reason, bad }) => [reason, Math.round(bad)])).toEqual([
    ['timeout', 48],
    ['status', 24],
  ])
  for (const parts of [incidents, reasons, releases]) {
    expect(sum(parts)).toBeCloseTo(PLAIN.bad, 6)
    const spent = parts.reduce((total, { budgetSpent }) => total + budgetSpent, 0)
    expect(spent).toBeCloseTo(PLAIN.bad / PLAIN.allowed, 6)
  }
})

test('pages for real incidents were real, and the gap, the restart and the young SLO are seen as what they are', async () => {
  const { alerts, gaps, dataBegins } = await reported()
  const pages = alerts.filter(({ severity, name }) => severity === 'page' && name === 'ShopHome')
  expect(pages.map(({ isReal }) => isReal)).toEqual([true, true])
  expect(alerts.find(({ name }) => name === 'SLODataMissing')?.isReal).toBe(true)
  const minutesBefore = (moment: string) => Math.round((end - Date.parse(moment) / 1000) / 60)
  // Not scraped from 60 to 40 minutes ago; a rate outlives its last scrape by less than five.
  expect(gaps.map(({ from, to }) => [minutesBefore(from), minutesBefore(to)])).toEqual([[55, 40]])
  expect(minutesBefore(dataBegins)).toBe(120)
})

test('in each format it says the same to people', async () => {
  const io = { now: () => new Date(end * 1000) }
  const figures = /9\d\.\d{3} %[^<*]*86\.1 % of the error budget is left/
  for (const format of ['md', 'html', 'json']) {
    const { code, out } = await runQuietly(report, [...words(), '--format', format], io)
    expect(code).toBe(0)
    expect(out).toMatch(figures)
  }
})
