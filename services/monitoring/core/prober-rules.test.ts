import { expect, test } from 'vitest'
import { isAlert } from '../../../slo/core/rule-group.ts'
import type { ProbeEntry } from '../../prober/contract/catalogue.ts'
import { proberRules } from './prober-rules.ts'

type Due = number | undefined | Pick<ProbeEntry, 'intervalSeconds' | 'longestGapSeconds'>

const silent = (...due: readonly Due[]) => {
  const probes = due.map((each, index) => ({
    name: `p${index}`,
    paths: ['edge'],
    ...(typeof each === 'number' ? { intervalSeconds: each } : each),
  }))
  const rules = proberRules(probes).flatMap(group => group.rules)
  return rules.flatMap(rule => (isAlert(rule) && rule.alert === 'ProberSilent' ? [rule.expr] : []))
}
const PER_PATH = 'sum by (probe, path, vantage)'

test.each<[what: string, due: readonly Due[], expressions: readonly string[]]>([
  ['as often as usual', [5, 100], [`${PER_PATH} (increase(synthetic_probes_total{job!="vantage"}[5m])) == 0`]],
  [
    'every hour, beside a usual one',
    [5, 3600],
    [
      `${PER_PATH} (increase(synthetic_probes_total{job!="vantage",probe!~"p1"}[5m])) == 0`,
      `${PER_PATH} (increase(synthetic_probes_total{job!="vantage",probe="p1"}[3h])) == 0\n` +
        `and ${PER_PATH} (present_over_time(synthetic_probes_total{job!="vantage",probe="p1"}[3h] offset 3h)) > 0`,
    ],
  ],
  [
    'at unknown times',
    [undefined],
    [`${PER_PATH} (increase(synthetic_probes_total{job!="vantage",probe!~"p0"}[5m])) == 0`],
  ],
  [
    'every five minutes in office hours',
    [{ intervalSeconds: 300, longestGapSeconds: 230_700 }],
    [
      `${PER_PATH} (increase(synthetic_probes_total{job!="vantage",probe!~"p0"}[5m])) == 0`,
      `${PER_PATH} (increase(synthetic_probes_total{job!="vantage",probe="p0"}[15m])) == 0\n` +
        `and ${PER_PATH} (increase(prober_slots_total{job!="vantage",probe="p0"}[15m])) >= 2`,
    ],
  ],
])('a probe that is due %s is silent after a time of its own', (_, due, expressions) => {
  expect(silent(...due)).toEqual(expressions)
})
