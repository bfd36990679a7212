import { expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { seriesOf } from '../core/identity.ts'
import { SERIES } from '../core/names.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { renderRuleFile } from './output.ts'
import { rulesForSlo } from './rules.ts'

const slo = exampleSlo(
  'version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, sli: { events: { error_query: "sum(rate(b[{{.window}}]))", total_query: "sum(rate(a[{{.window}}]))" } } }]\n',
)
/** A scrape and an evaluation each quarter of a minute. */
const PER_MINUTE = 4

/** What the rules have counted by a minute, of two replicas; each writes its counters as promtool does. */
async function countedAt(minute: number, replicas: readonly { all: string; bad: string }[]) {
  const groups = rulesForSlo(slo)
  const sum = (series: string): string => `sum(sum_over_time(${seriesOf(slo, series)}[30d]))`
  const [all, bad] = [sum(SERIES.sparseTotal), sum(SERIES.sparseErrors)]
  const file = {
    rule_files: ['gaps.rules.yaml'],
    evaluation_interval: '15s',
    group_eval_order: groups.map(({ name }) => name),
    tests: [
      {
        interval: '15s',
        input_series: replicas.flatMap((values, index) =>
          Object.entries({ a: values.all, b: values.bad }).map(([metric, text]) => ({
            series: `${metric}{instance="${index}"}`,
            values: text,
          })),
        ),
        promql_expr_test: [all, bad].map(expr => ({ expr, eval_time: `${minute}m`, exp_samples: [] })),
      },
    ],
  }
  const text = renderRuleFile(groups, { source: 'test', command: 'test' })
  const read = readEvaluations((await testRules({ name: 'gaps.rules.yaml', text }, renderYaml(file))).output)
  return { all: read(all, `${minute}m`), bad: read(bad, `${minute}m`) }
}

/** A counter that rises by so much a scrape from `from`, over some minutes. */
const rising = (from: number, step: number, minutes: number): string => `${from}+${step}x${minutes * PER_MINUTE - 1}`
const silent = (minutes: number): string => `stale _x${minutes * PER_MINUTE - 2}`

test('replicas that are lost one after another, and found together after a long gap, add what came in it and no more', async () => {
  // Replicas have served a million requests, 5,000 of them bad, before the rules know them; then 10 and 1 a scrape.
  const lost = (after: number): { all: string; bad: string } => {
    const counter = (base: number, step: number): string =>
      [rising(base, step, after), silent(130 - after), rising(base + step * 130 * PER_MINUTE, step, 20)].join(' ')
    return { all: counter(1_000_000, 10), bad: counter(5000, 1) }
  }
  const { all = Number.NaN, bad = Number.NaN } = await countedAt(149, [lost(40), lost(60)])
  // In 149 minutes each replica had 10 × 4 × 149 requests. As many as came in the hour before the gap may be missing.
  const [most, unseen] = [2 * 40 * 149, 2 * 40 * 40 + 40 * 20]
  expect(all).toBeLessThanOrEqual(most + 20)
  expect(all).toBeGreaterThanOrEqual(most - unseen - 60)
  expect(bad).toBeLessThanOrEqual(most / 10 + 3)
  expect(bad).toBeGreaterThanOrEqual((most - unseen) / 10 - 6)
})

test('events of a long gap count also where another gap begins before they are looked for', async () => {
  const counter = (base: number, step: number): string => {
    const at = (minute: number): number => base + step * minute * PER_MINUTE
    return [rising(base, step, 30), silent(50), rising(at(80), step, 5), silent(10), rising(at(95), step, 25)].join(' ')
  }
  const { all = Number.NaN, bad = Number.NaN } = await countedAt(119, [
    { all: counter(9000, 10), bad: counter(100, 1) },
  ])
  expect(Math.abs(all - 10 * PER_MINUTE * 119)).toBeLessThanOrEqual(0.01 * 40 * 119)
  expect(Math.abs(bad - PER_MINUTE * 119)).toBeLessThanOrEqual(0.01 * 4 * 119 + 3)
})

test('a replica that misses scrapes for minutes, and counts on, brings each of its events once and none of before', async () => {
  const steady = { all: rising(500_000, 10, 60), bad: rising(100, 0, 60) }
  const flapping = {
    all: [rising(1_000_000, 10, 30), silent(3), rising(1_000_000 + 10 * 33 * PER_MINUTE, 10, 27)].join(' '),
    bad: [rising(5000, 1, 30), silent(3), rising(5000 + 33 * PER_MINUTE, 1, 27)].join(' '),
  }
  const { all = Number.NaN, bad = Number.NaN } = await countedAt(59, [steady, flapping])
  expect(Math.abs(all - 2 * 10 * PER_MINUTE * 59)).toBeLessThanOrEqual(0.01 * 2 * 40 * 59)
  expect(Math.abs(bad - PER_MINUTE * 59)).toBeLessThanOrEqual(3)
})

test('a process that begins again loses none of the events that its new counters show', async () => {
  const restarted = (step: number): string => `${rising(1000, step, 30)} ${rising(0, step, 30)}`
  const { all = Number.NaN, bad = Number.NaN } = await countedAt(59, [{ all: restarted(10), bad: restarted(1) }])
  expect(Math.abs(all - (10 * PER_MINUTE * 59 - 10))).toBeLessThanOrEqual(0.01 * 40 * 59)
  expect(Math.abs(bad - (PER_MINUTE * 59 - 1))).toBeLessThanOrEqual(3)
})

test('a gap that began two hours before an evaluation after another gap shifts none of its events', async () => {
  // Prometheus is down from minute 20 to 57 and again to minute 145; from minute 15 to 25 all requests are bad.
  const at = (minute: number): number => 9000 + 10 * minute * PER_MINUTE
  const all = [rising(at(0), 10, 19), silent(38), rising(at(57), 10, 77), silent(11), rising(at(145), 10, 25)].join(' ')
  const bad = [rising(50, 0, 14), rising(50, 10, 5), silent(38), rising(450, 0, 77), silent(11), rising(450, 0, 25)]
  const counted = await countedAt(148, [{ all, bad: bad.join(' ') }])
  expect(Math.abs((counted.bad ?? Number.NaN) - 400)).toBeLessThanOrEqual(3)
})

test('a target that is first seen after a long gap brings nothing of its life before', async () => {
  const known = [rising(1_000_000, 10, 60), silent(40), rising(1_000_000 + 10 * 100 * PER_MINUTE, 10, 60)].join(' ')
  const steady = { all: known, bad: [rising(500, 0, 60), silent(40), rising(500, 0, 60)].join(' ') }
  const after = `_x${100 * PER_MINUTE - 1}`
  const strange = { all: `${after} ${rising(9_000_000, 10, 60)}`, bad: `${after} ${rising(50_000, 0, 60)}` }
  const { all = Number.NaN, bad = Number.NaN } = await countedAt(159, [steady, strange])
  expect(bad).toBeLessThanOrEqual(1)
  expect(all).toBeLessThanOrEqual(40 * (159 + 60))
  expect(all).toBeGreaterThanOrEqual(40 * (59 + 59 + 45))
})
