import { describe, expect, test } from 'vitest'
import { mayHave } from './label-set.ts'
import { yieldedLabels } from './yielded-labels.ts'

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  requests: ['route', 'code', 'instance'],
  duration_bucket: ['route', 'le'],
  release: ['instance', 'version'],
  slo: ['sloth_id'],
}
const ASKED = ['route', 'code', 'instance', 'le', 'version', 'sloth_id', 'new', 'job']

/** Those of the asked labels that the query's series may have. */
function possible(query: string): string {
  const labels = yieldedLabels(query, name => KNOWN[name])
  return ASKED.filter(label => mayHave(labels, label)).join(' ')
}

const ALL = ASKED.join(' ')
const ALL_BUT = (...missing: readonly string[]) => ASKED.filter(label => !missing.includes(label)).join(' ')

describe('the labels that a query’s series may have', () => {
  test.each([
    ['requests', 'route code instance'],
    ['requests{route="/"} offset 1h', 'route code instance'],
    ['-rate(requests[5m])', 'route code instance'],
    ['max_over_time(rate(requests[5m])[1h:])', 'route code instance'],
    ['other', ALL],
    ['{__name__=~"req.*"}', ALL],
    ['sum(other)', ''],
    ['sum by (route) (other)', 'route'],
    ['sum by (route, job) (requests)', 'route'],
    ['sum(requests) without (code)', 'route instance'],
    ['sum without (code) (other)', ALL_BUT('code')],
    ['sum by ("route") (other)', 'route'],
    ['topk by (route) (3, requests)', 'route code instance'],
    ['topk(3, sum by (route) (other))', 'route'],
    ['count_values by (route) ("new", other)', 'route new'],
    ['quantile by (route) (0.9, requests)', 'route'],
    ['histogram_quantile(0.9, sum by (le, route) (rate(duration_bucket[5m])))', 'route'],
    ['histogram_quantile(0.9, rate(other[5m]))', ALL_BUT('le')],
    ['quantile_over_time(0.9, requests[1h])', 'route code instance'],
    ['predict_linear(requests[1h], 3600)', 'route code instance'],
    ['label_replace(sum(requests), "new", "$1", "", "")', 'new'],
    ['label_join(sum by (route) (other), "new", "-", "route")', 'route new'],
    ['label_replace(sum(requests), "$label", "x", "", "")', ALL],
    ['absent(other{job="a", route=~"b"})', 'job'],
    ['absent_over_time(other{job="a"}[5m])', 'job'],
    ['absent(sum(other))', ''],
    ['vector(1)', ''],
    ['scalar(requests)', ''],
    ['time() - requests', 'route code instance'],
    ['hour()', ''],
    ['hour(requests)', 'route code instance'],
    ['info(requests)', ALL],
    ['mystery(requests)', ALL],
  ])('%s', (query, labels) => {
    expect(possible(query)).toBe(labels)
  })

  test.each([
    ['requests > 3', 'route code instance'],
    ['1 - requests', 'route code instance'],
    ['(1 + pi()) * requests', 'route code instance'],
    ['requests or slo', 'route code instance sloth_id'],
    ['sum by (route) (other) and on () slo', 'route'],
    ['sum by (route) (other) unless slo', 'route'],
    ['sum by (route) (requests) / sum by (route) (other)', 'route'],
    ['requests / other', 'route code instance'],
    ['other / slo', 'sloth_id'],
    ['requests / on (route) other', 'route'],
    ['requests / ignoring (code) other', 'route instance'],
    ['requests * on (instance) group_left release', 'route code instance'],
    ['requests * on (instance) group_left (version) release', 'route code instance version'],
    ['requests * on (instance) group_left (new) release', 'route code instance'],
    ['release * on (instance) group_right (version) requests', 'route code instance version'],
    ['sum by (version) (requests * on (instance) group_left (version) release)', 'version'],
    ['sum by (version) (requests)', ''],
  ])('%s', (query, labels) => {
    expect(possible(query)).toBe(labels)
  })

  test('of a query that is broken, or whose grouping is a variable, nothing is known', () => {
    expect(possible('sum by (')).toBe(ALL)
    expect(possible(')')).toBe(ALL)
  })
})
