import { expect, test } from 'vitest'
import { isAlert } from '../../../slo/core/rule-group.ts'
import { proberRules } from './prober-rules.ts'

const silent = (...seconds: readonly (number | undefined)[]) => {
  const probes = seconds.map((intervalSeconds, index) => ({
    name: `p${index}`,
    paths: ['edge'],
    ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
  }))
  const rules = proberRules(probes).flatMap(group => group.rules)
  return rules.flatMap(rule => (isAlert(rule) && rule.alert === 'ProberSilent' ? [rule.expr] : []))
}
const PER_PATH = 'sum by (probe, path, vantage)'

test.each<[what: string, seconds: readonly (number | undefined)[], expressions: readonly string[]]>([
  ['as often as usual', [5, 100], [`${PER_PATH} (increase(synthetic_probes_total[5m])) == 0`]],
  [
    'every hour, beside a usual one',
    [5, 3600],
    [
      `${PER_PATH} (increase(synthetic_probes_total{probe!~"p1"}[5m])) == 0`,
      `${PER_PATH} (increase(synthetic_probes_total{probe="p1"}[3h])) == 0`,
    ],
  ],
  ['at unknown times', [undefined], [`${PER_PATH} (increase(synthetic_probes_total{probe!~"p0"}[5m])) == 0`]],
])('a probe that is due %s is silent after a time of its own', (_, seconds, expressions) => {
  expect(silent(...seconds)).toEqual(expressions)
})
