import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readProject } from '../../adapters/project.ts'
import { hasErrors } from '../../lib/diagnostic/diagnostic.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { PROBES_FILE } from '../prober/contract/probes-file.ts'
import { parseSloList, renderSloList } from './core/slo-list.ts'
import { NOW, SITE } from './core/status.testkit.ts'
import { initialStatus } from './core/status.ts'
import { renderStatusPage } from './core/status-page.ts'

const EVENTS = `{ events: { error_query: 'sum(rate(r{code=~"5.."}[{{.window}}]))', total_query: 'sum(rate(r[{{.window}}]))' } }`

/** A definition in each format, and one that is broken. */
const FILES: Readonly<Record<string, string>> = {
  [PROBES_FILE]: 'probes: []\n',
  'slo/a-ours.yaml': `version: prometheus/v1
service: ours
slos: [{ name: home, objective: 99.9, description: A visitor gets the page., sli: ${EVENTS}, alerting: { name: A } }]
`,
  'slo/b-resource.yaml': `apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevel
metadata: { name: shop }
spec:
  service: resource
  slos: [{ name: checkout, objective: 99.5, sli: ${EVENTS.replace('error_query', 'errorQuery').replace('total_query', 'totalQuery')}, alerting: { name: B } }]
`,
  'slo/c-openslo.yaml': `apiVersion: openslo/v1
kind: SLO
metadata: { name: search }
spec:
  service: openslo
  description: An answer in time.
  indicator:
    metadata: { name: answered }
    spec:
      ratioMetric:
        counter: true
        good: { metricSource: { type: Prometheus, spec: { query: 'sum(r{code!~"5.."})' } } }
        total: { metricSource: { type: Prometheus, spec: { query: 'sum(r)' } } }
  timeWindow: [{ duration: 30d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ target: 0.99 }]
`,
  'slo/d-alpha.yaml': `apiVersion: openslo/v1alpha
kind: SLO
metadata: { name: pay }
spec:
  service: alpha
  budgetingMethod: Occurrences
  timeWindows: [{ count: 28, unit: Day }]
  objectives:
    - target: 0.95
      ratioMetrics:
        good: { source: prometheus, queryType: promql, query: 'sum(rate(r{code!~"5.."}[{{.window}}]))' }
        total: { source: prometheus, queryType: promql, query: 'sum(rate(r[{{.window}}]))' }
`,
  'slo/e-broken.yaml': 'version: prometheus/v1\nservice: broken\nslos: [{ name: gone, objective: many }]\n',
}

let repository = ''
beforeAll(async () => {
  repository = await mkdtemp(path.join(tmpdir(), 'leadline-formats-'))
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(repository, name)), { recursive: true })
    await writeFile(path.join(repository, name), text)
  }
})
afterAll(() => rm(repository, { recursive: true }))

test('the status page lists SLOs of every format, and is there without those that are broken', async () => {
  const { value, diagnostics } = await readProject({ repository })
  expect(hasErrors(diagnostics)).toBe(true)
  expect(diagnostics.filter(({ file }) => file !== 'slo/e-broken.yaml')).toEqual([])
  const definitions = parseSloList(parseJson(renderSloList(value.slos))) ?? []
  expect(definitions.map(({ id, objective }) => [id, objective])).toEqual([
    ['ours-home', 0.999],
    ['resource-checkout', 0.995],
    ['openslo-search', 0.99],
    ['alpha-pay-0', 0.95],
  ])
  const page = renderStatusPage(SITE, initialStatus(definitions), NOW)
  for (const { id, description } of definitions) {
    expect(page).toContain(`<span class="name">${id}</span>`)
    expect(page).toContain(description)
  }
  expect(page).not.toContain('broken')
})
