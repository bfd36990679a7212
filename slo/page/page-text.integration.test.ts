import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderYaml } from '../../lib/yaml/writer.ts'
import type { Slo } from '../core/model.ts'
import { EXAMPLE_PROBES } from '../definition/diagnostics/examples.ts'
import { parseSlos } from '../definition/parse.ts'
import { budgetSpent, budgetText } from './budget-text.ts'
import { headline } from './headline.ts'
import { LINK_LABELS, runbookLink, silenceLink } from './links.ts'
import { releaseText } from './release-text.ts'
import { whereText } from './where.ts'

const DEFINITION = `version: prometheus/v1
service: web
slos:
  - name: edge
    objective: 99.9
    sli: { probe: { probe: home, path: edge } }
    alerting: { name: Edge }
  - name: fast
    objective: 99
    sli: { probe: { probe: home, path: app, latency: 300ms } }
    alerting: { name: Fast }
  - name: orders
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(orders_failed_total[{{.window}}]))
        total_query: sum(rate(orders_total[{{.window}}]))
    alerting: { name: Orders }
`
const SLOS = parseSlos([{ path: 'slo/test.yaml', text: DEFINITION }], EXAMPLE_PROBES).value.flatMap(({ slos }) => slos)
const sloNamed = (name: string): Slo => SLOS.find(slo => slo.name === name) as Slo
const [EDGE, FAST, ORDERS] = ['edge', 'fast', 'orders'].map(sloNamed) as [Slo, Slo, Slo]

/** Each clause of a page, as the annotation of an alert that always fires. */
const CLAUSES = {
  headline: headline(EDGE, 'page'),
  slow: headline(FAST, 'page'),
  orders: headline(ORDERS, 'page'),
  ticket: headline(EDGE, 'ticket'),
  budget: budgetText(EDGE, 'page'),
  spent: budgetSpent(EDGE),
  where: whereText(EDGE),
  whereOrders: whereText(ORDERS),
  release: releaseText(),
  runbook: runbookLink('docs/runbooks/a.md'),
  silence: silenceLink({ sloth_service: 'web' }),
} as const
type Clause = keyof typeof CLAUSES

const identity = ({ name }: Slo) => `sloth_id="web-${name}",sloth_service="web",sloth_slo="${name}"`
const ratio = (window: string, slo = EDGE) =>
  `slo:sli_error:ratio_rate${window}{${identity(slo)},sloth_window="${window}"}`
const left = `slo:period_error_budget_remaining:ratio{${identity(EDGE)}}`
const burn = `slo:current_burn_rate:ratio{${identity(EDGE)},sloth_window="5m"}`
const domain = (name: string) => `synthetic_fault_domain{domain="${name}",vantage="cluster"}`
const probes = (at: string) => `synthetic_probes_total{probe="home",path="${at}",budget="counted"}`
const failures = (at: string, reason: string, phase: string) =>
  `synthetic_probe_failures_total{probe="home",path="${at}",budget="counted",reason="${reason}",phase="${phase}"}`
const elsewhere = (vantage: string, of: string) =>
  `synthetic_${of}_total{probe="home",path="edge",budget="excluded",job="vantage",vantage="${vantage}"}`
const release = (name: string, job = 'app') => `app_release_info{release="${name}",job="${job}"}`

/** promtool repeats neither of them by itself. */
const [NOT_A_NUMBER, ENDLESS] = ['NaN', 'Inf'].map(value => Array<string>(20).fill(value).join(' ')) as [string, string]

interface Scene {
  readonly what: string
  readonly series: Readonly<Record<string, string>>
  readonly at: string
  readonly says: Partial<Record<Clause, string>>
  readonly external?: Readonly<Record<string, string>>
}

/** Samples come every minute. */
const SCENES: readonly Scene[] = [
  {
    what: 'without any series, every clause is left out',
    series: {},
    at: '10m',
    says: {
      headline: 'The objective of web-edge is in danger',
      slow: 'The objective of web-fast is in danger',
      orders: 'The objective of web-orders is in danger',
      ticket: 'The objective of web-edge is in danger',
      budget: 'web-edge (99.9 % over 30d) burns its error budget 1.0 times as fast as allowed.',
      spent: '',
      where: '',
      whereOrders: '',
      release: '',
      runbook: 'docs/runbooks/a.md',
      silence: '',
    },
  },
  {
    what: 'of a value that is no number nothing is written, nor of an infinite one',
    series: {
      [ratio('5m')]: NOT_A_NUMBER,
      [ratio('30m')]: NOT_A_NUMBER,
      [ratio('6h')]: NOT_A_NUMBER,
      [left]: NOT_A_NUMBER,
      [burn]: ENDLESS,
      [probes('edge')]: '0x20',
      [failures('edge', 'status', 'wait')]: '0x20',
    },
    at: '10m',
    says: {
      headline: 'The objective of web-edge is in danger',
      ticket: 'The objective of web-edge is in danger',
      budget: 'web-edge (99.9 % over 30d) burns its error budget 1.0 times as fast as allowed.',
      spent: '',
      where: '',
    },
  },
  {
    what: 'one in three since the minute in which it began',
    series: {
      [ratio('5m')]: '0x13 0.33x20',
      [left]: '0.8x13 0.79-0.01x20',
      [burn]: '0x13 330x20',
      [domain('none')]: '1x13 0x20',
      [domain('ingress')]: '0x13 1x20',
      [probes('edge')]: '0+12x40',
      [probes('ingress')]: '0+12x40',
      [probes('app')]: '0+12x40',
      [failures('edge', 'status', 'wait')]: '0x13 0+4x20',
      [failures('ingress', 'status', 'wait')]: '0x13 0+4x20',
      [failures('edge', 'timeout', 'connect')]: '0x13 0+1x20',
      [release('v1')]: '1x13 _x20',
      [release('v2')]: '_x14 1x20',
      // What others see is no part of what the one that counts sees.
      [elsewhere('runner', 'probes')]: '0+12x40',
      [elsewhere('runner', 'probe_failures')]: '0x13 0+12x20',
      [elsewhere('abroad', 'probes')]: '0+12x40',
      [elsewhere('abroad', 'probe_failures')]: '0x40',
    },
    at: '20m',
    says: {
      headline: '1 in 3 requests through the edge fails since 00:13 UTC',
      budget:
        'web-edge (99.9 % over 30d) burns its error budget 330.0 times as fast as allowed; 73 % of the budget is left, gone in 1h 35m 33s at this rate.',
      spent: '7 % of its budget',
      where:
        'Fault domain: ingress. Failing in 2 minutes: app 0%, edge 41.67%, ingress 33.33%. Most often on edge: status in wait. Seen from abroad: 0% of it fails. Seen from runner: 100% of it fails.',
      whereOrders: 'Fault domain: ingress.',
      release: 'Release v2 is 6m 0s old. To go back: npm run rollback',
    },
  },
  {
    what: 'every request, for longer than is searched; the budget is spent, and no hop is named',
    series: {
      [ratio('5m')]: '1x500',
      [ratio('5m', FAST)]: '0.7x500',
      [ratio('5m', ORDERS)]: '0.02x500',
      [left]: '-0.4x500',
      [burn]: '1000x500',
      [domain('unknown')]: '1x500',
      [release('v1')]: '1x500',
    },
    at: '8h',
    says: {
      headline: 'Every request through the edge fails for more than 6 h',
      slow: '2 in 3 requests to the app take longer than 300 ms for more than 6 h',
      orders: '1 in 50 events of web-orders is bad for more than 6 h',
      budget: 'web-edge (99.9 % over 30d) burns its error budget 1000.0 times as fast as allowed; the budget is spent.',
      where: '',
      // Nothing shows how old it is.
      release: '',
    },
  },
  {
    what: 'errors that are over are told as past, and a ticket speaks of hours',
    series: { [ratio('5m')]: '0.2x10 0x20', [ratio('30m')]: '0.1x30', [ratio('6h')]: '0.97x30', [burn]: '0x30' },
    at: '20m',
    says: {
      headline: '1 in 10 requests through the edge failed in the last 30 min',
      ticket: 'Nearly every request through the edge failed in the last 6 h',
    },
  },
  {
    what: 'a release that has run for long is no suspect, and neither is the status page',
    series: { [release('v1')]: '1x1600', [release('v9', 'status')]: '_x1590 1x10' },
    at: '26h',
    says: { release: 'Release v1 has run for a day or more.' },
  },
  {
    what: 'an older release that was replaced this morning is said with its age, without a command',
    series: { [release('v1')]: '1x60 _x100', [release('v2')]: '_x60 1x100' },
    at: '2h',
    says: { release: 'Release v2 is 1h 0m 0s old.' },
  },
  {
    what: 'after a rollback the release that came back is no suspect',
    series: { [release('v1')]: '1x1500 _x10 1x20', [release('v2')]: '_x1500 1x10 _x20' },
    at: '25h20m',
    says: { release: 'Release v1 has run for a day or more.' },
  },
  {
    what: 'links are absolute where an installation says where it is',
    series: {},
    at: '1m',
    external: {
      [LINK_LABELS.documents]: 'https://example.org/repo',
      [LINK_LABELS.alertmanager]: 'https://alerts.example.org',
    },
    says: {
      runbook: 'https://example.org/repo/docs/runbooks/a.md',
      silence: 'https://alerts.example.org/#/silences/new?filter=%7Bsloth_service%3D%22web%22%7D',
    },
  },
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-page-'))
  const rules = Object.entries(CLAUSES).map(([alert, text]) => ({ alert, expr: 'vector(1)', annotations: { text } }))
  await writeFile(path.join(folder, 'page.rules.yaml'), renderYaml({ groups: [{ name: 'page', rules }] }))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function promtoolSays(scenes: readonly Scene[], zone = 'UTC'): Promise<string> {
  const tests = scenes.map(({ what, series, at, says, external }) => ({
    name: what,
    interval: '1m',
    ...(external === undefined ? {} : { external_labels: external }),
    input_series: Object.entries(series).map(([key, values]) => ({ series: key, values })),
    alert_rule_test: Object.entries(says).map(([alertname, text]) => ({
      eval_time: at,
      alertname,
      exp_alerts: [{ exp_labels: {}, exp_annotations: { text } }],
    })),
  }))
  const file = path.join(folder, 'page.test.yaml')
  await writeFile(file, renderYaml({ rule_files: ['page.rules.yaml'], evaluation_interval: '10m', tests }))
  const env = { ...process.env, TZ: zone }
  return (await promisify(execFile)('promtool', ['test', 'rules', file], { env })).stdout
}

test.each(SCENES.map(scene => [scene.what, scene] as const))('%s', async (_, scene) => {
  const said = await promtoolSays([scene]).catch((error: { stderr?: string }) => error.stderr ?? String(error))
  expect(said).toContain('SUCCESS')
})

test('times are in the zone of the process, which they name', async () => {
  const series = { [ratio('5m')]: '0x13 0.33x20' }
  const says = { headline: '1 in 3 requests through the edge fails since 01:13 CET' }
  expect(await promtoolSays([{ what: 'Berlin', series, at: '20m', says }], 'Europe/Berlin')).toContain('SUCCESS')
})

test('a clause that is another one is seen', async () => {
  await expect(promtoolSays([{ what: 'wrong', series: {}, at: '1m', says: { spent: 'all' } }])).rejects.toThrow()
})
