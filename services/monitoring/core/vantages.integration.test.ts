import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { minutes, seconds } from '../../../lib/duration.ts'
import { renderYaml } from '../../../lib/yaml/writer.ts'
import type { RuleGroup } from '../../../slo/core/rule-group.ts'
import { renderRuleFile } from '../../../slo/rules/output.ts'
import { promtoolSeries } from '../../../slo/timeline/promtool-values.ts'
import type { SegmentValue, TimelineSeries } from '../../../slo/timeline/timeline.ts'
import { installationRules } from './alerts/installation-rules.ts'
import { proberRules } from './prober-rules.ts'

/** What is broken is replayed as two probers see it, through every rule of the project: the one that counts, and one outside. */

let folder: string
const file = (name: string) => path.join(folder, name)
const SOURCE = { source: 'vantages', command: 'npm test' }
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-vantages-'))
  await writeFile(file('prober.rules.yaml'), renderRuleFile(proberRules([]), SOURCE))
  const { groups } = parse(await readFile('slo/generated/web.rules.yaml', 'utf8'))
  const edge = groups.filter(({ name }: RuleGroup) => /^slo-(slow-)?web-edge-availability$/.test(name))
  await writeFile(file('slo.rules.yaml'), renderYaml({ groups: edge }))
  await writeFile(file('installation.rules.yaml'), renderRuleFile(installationRules(), SOURCE))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** First all is good. */
const TROUBLE = minutes(20)
const SEGMENTS = [TROUBLE, minutes(12)].map(length => ({ length, eventsPerSecond: 0.2, badRatio: 0 }))
const PROBES_PER_SECOND = 0.2

/** How a prober fares in the trouble: the part of its probes that fails on each path, or that it is gone. */
type Seen = { readonly edge: number; readonly ingress: number; readonly app: number } | 'gone'
const GOOD: Seen = { edge: 0, ingress: 0, app: 0 }
const EDGE_BROKEN: Seen = { edge: 1, ingress: 0, app: 0 }

const prober = (seen: Seen, labels: Readonly<Record<string, string>>, budget: string): readonly TimelineSeries[] => {
  const during = (value: (of: Exclude<Seen, 'gone'>) => SegmentValue): SegmentValue =>
    seen === 'gone' ? 'absent' : value(seen)
  const gauge = (metric: string, before: number, value: SegmentValue, more = {}): TimelineSeries => {
    return { metric, labels: { ...labels, ...more }, type: 'gauge', values: [before, value] }
  }
  const paths = labels.job === 'vantage' ? (['edge', 'ingress'] as const) : (['edge', 'ingress', 'app'] as const)
  const counter = (metric: string, more: object, before: number, value: SegmentValue): TimelineSeries => {
    const values: readonly SegmentValue[] = [{ perSecond: before }, value]
    return { metric, labels: { ...labels, probe: 'home', budget, ...more }, type: 'counter', values }
  }
  return [
    gauge('up', 1, seen === 'gone' ? 0 : 1),
    gauge(
      'prober_build_info',
      1,
      during(() => 1),
      { version: 'v1' },
    ),
    ...paths.flatMap(path => [
      counter(
        'synthetic_probes_total',
        { path },
        PROBES_PER_SECOND,
        during(() => ({ perSecond: PROBES_PER_SECOND })),
      ),
      counter(
        'synthetic_probe_failures_total',
        { path, reason: 'timeout', phase: 'connect' },
        0,
        during(of => ({ perSecond: of[path] * PROBES_PER_SECOND })),
      ),
      // The score of a prober that counts nothing stays at 0.
      ...(budget === 'counted'
        ? [
            gauge(
              'synthetic_failure_score',
              0,
              during(of => (of[path] > 0 ? 14 : 0)),
              { probe: 'home', path },
            ),
          ]
        : []),
    ]),
  ]
}

interface Scene {
  readonly what: string
  readonly inside: Seen
  readonly outside: Seen
  /** What fires under five minutes into the trouble, after six, and after eleven; promtool takes five to see that a series has ended. */
  readonly fires: readonly [readonly string[], readonly string[], readonly string[]]
}

const NO_ONE: readonly string[] = []
const PAGES = ['ProbeFailuresSurge', 'WebEdgeAvailability']
const SCENES: readonly Scene[] = [
  {
    what: 'broken as seen from outside only: a ticket after five minutes, no page and no budget',
    inside: GOOD,
    outside: EDGE_BROKEN,
    fires: [NO_ONE, ['VantagesDisagree'], ['VantagesDisagree']],
  },
  {
    what: 'broken as seen from the cluster only: it pages, for it counts, and the ticket doubts it',
    inside: EDGE_BROKEN,
    outside: GOOD,
    fires: [PAGES, [...PAGES, 'VantagesDisagree'], [...PAGES, 'VantagesDisagree']],
  },
  {
    what: 'broken as seen from both: pages alone',
    inside: EDGE_BROKEN,
    outside: EDGE_BROKEN,
    fires: [PAGES, PAGES, PAGES],
  },
  { what: 'good as seen from both', inside: GOOD, outside: GOOD, fires: [NO_ONE, NO_ONE, NO_ONE] },
  {
    what: 'the prober outside is gone: a ticket that names it',
    inside: GOOD,
    outside: 'gone',
    fires: [NO_ONE, ['ProberVantageAbsent'], ['ProberVantageAbsent']],
  },
  {
    what: 'the prober that counts is gone, and one outside keeps no one from being paged',
    inside: 'gone',
    outside: GOOD,
    fires: [NO_ONE, NO_ONE, ['ProberAbsent', 'SLODataMissing']],
  },
]

const MOMENTS = ['24m45s', '26m15s', '31m'] as const

test.each(SCENES)(
  '$what',
  async ({ what, inside, outside, fires }) => {
    const series = [
      ...prober(inside, { job: 'prober', vantage: 'cluster' }, 'counted'),
      ...prober(outside, { job: 'vantage', vantage: 'outside', instance: 'outside' }, 'excluded'),
    ]
    const expected = MOMENTS.map((eval_time, index) => ({
      expr: 'group by (alertname) (ALERTS{alertstate="firing"})',
      eval_time,
      exp_samples: (fires[index] ?? []).map(alertname => ({ labels: `{alertname="${alertname}"}`, value: 1 })),
    }))
    const test = {
      interval: '15s',
      input_series: promtoolSeries({ segments: SEGMENTS, series }, seconds(15)),
      promql_expr_test: expected,
    }
    const rule_files = [file('prober.rules.yaml'), file('installation.rules.yaml'), file('slo.rules.yaml')]
    const name = file(`scene-${SCENES.findIndex(scene => scene.what === what)}.test.yaml`)
    await writeFile(name, renderYaml({ rule_files, evaluation_interval: '15s', tests: [test] }))
    const { stdout } = await promisify(execFile)('promtool', ['test', 'rules', name])
    expect(stdout).toContain('SUCCESS')
  },
  60_000,
)
