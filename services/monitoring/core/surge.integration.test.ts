import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderYaml } from '../../../lib/yaml/writer.ts'
import { renderRuleFile } from '../../../slo/rules/output.ts'
import { proberRules } from './prober-rules.ts'

const promtool = (...args: string[]) => promisify(execFile)('promtool', args)
const SOURCE = { source: 'prober-rules.ts', command: 'npm run generate' }
let folder: string
const rulesFile = () => path.join(folder, 'prober.rules.yaml')

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-rules-'))
  await writeFile(rulesFile(), renderRuleFile(proberRules([]), SOURCE))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Series with their values in promtool's notation, a sample in fifteen seconds. */
type Series = Readonly<Record<string, string>>

/** What pages five minutes after the start is, by an expression, so much. */
async function expectPages(
  name: string,
  series: Series,
  expr: string,
  pages: readonly { readonly labels: string; readonly value: number }[],
): Promise<void> {
  const input_series = Object.entries(series).map(([key, values]) => ({ series: key, values }))
  const promql_expr_test = [{ expr, eval_time: '5m', exp_samples: pages }]
  const file = path.join(folder, `${name}.test.yaml`)
  const tests = [{ interval: '15s', input_series, promql_expr_test }]
  await writeFile(file, renderYaml({ rule_files: [rulesFile()], evaluation_interval: '15s', tests }))
  expect((await promtool('test', 'rules', file)).stdout).toContain('SUCCESS')
}

/** What the score and the prober itself show, a sample in fifteen seconds, and whether the page fires five minutes after the start. */
const SURGES: readonly (readonly [what: string, score: string, prober: string, fires: boolean])[] = [
  ['a prober that ends while a fault goes on', '14x12 stale _x20', '1x12 stale _x20', true],
  ['a prober that was started again half a minute ago', '14x12 stale _x5 0x20', '1x12 stale _x5 1x20', true],
  ['a prober that was started again and finds nothing', '14x6 stale _x2 0x20', '1x6 stale _x2 1x20', false],
  ['a probe that is no longer defined', '14x6 stale _x20', '1x30', false],
  ['a fault that is over', '14x6 0x20', '1x30', false],
]

test.each(SURGES)('the page about failures of %s', async (what, score, prober, fires) => {
  const series = {
    'synthetic_failure_score{probe="home",path="edge",vantage="local"}': score,
    'prober_build_info{vantage="local"}': prober,
  }
  const pages = fires ? [{ labels: '{}', value: 1 }] : []
  await expectPages(
    `surge-${what.length}`,
    series,
    'count(ALERTS{alertname="ProbeFailuresSurge",alertstate="firing"})',
    pages,
  )
})

/**
 * The scores of each path of a probe, what the prober itself shows, and the paths that page five minutes after the start. What
 * fails only where the prober asks the app directly is felt by no visitor, as long as another way is good.
 */
const WAYS: readonly (readonly [what: string, scores: Series, prober: string, pages: readonly string[]])[] = [
  ['a failing app behind good hops', { edge: '0x20', ingress: '0x20', app: '14x20' }, '1x20', []],
  ['a failing app, with only the ingress good', { edge: '14x20', ingress: '0x20', app: '14x20' }, '1x20', ['edge']],
  [
    'a failing app that fails at every hop',
    { edge: '14x20', ingress: '14x20', app: '14x20' },
    '1x20',
    ['app', 'edge', 'ingress'],
  ],
  ['a failing app that no other way is probed to', { app: '14x20' }, '1x20', ['app']],
  ['a failing edge before a good app', { edge: '14x20', ingress: '0x20', app: '0x20' }, '1x20', ['edge']],
  [
    'a failing app behind good hops, of a prober that has ended',
    { edge: '0x12 stale _x8', app: '14x12 stale _x8' },
    '1x12 stale _x8',
    [],
  ],
]

test.each(WAYS)('the page about %s', async (what, scores, prober, pages) => {
  const route = (path: string) => `probe="home",path="${path}",vantage="local"`
  const series = {
    ...Object.fromEntries(
      Object.entries(scores).map(([path, score]) => [`synthetic_failure_score{${route(path)}}`, score]),
    ),
    // Another probe, and the same one from elsewhere, say nothing about this one.
    'synthetic_failure_score{probe="other",path="edge",vantage="local"}': '0x20',
    'synthetic_failure_score{probe="home",path="edge",vantage="elsewhere"}': '0x20',
    'prober_build_info{vantage="local"}': prober,
  }
  const expr = 'count by (path) (ALERTS{alertname="ProbeFailuresSurge",alertstate="firing"})'
  const expected = pages.map(way => ({ labels: `{path="${way}"}`, value: 1 }))
  await expectPages(`ways-${what.length}`, series, expr, expected)
})
