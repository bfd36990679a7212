import { expect, test } from 'vitest'
import { quantityOfSeries } from '../catalogue/quantities.ts'
import { describeQuantity, quantityOfQuery } from './quantity.ts'

const MEASURED = new Map([
  ['http_requests_total', { metric: 'http_requests_total', isCounter: true, labels: new Set<string>(), ownLabels: [] }],
])

function counted(query: string): string | undefined {
  const found = quantityOfQuery(query, name => quantityOfSeries(name, MEASURED))
  return found === undefined ? undefined : describeQuantity(found)
}

test.each([
  ['http_requests_total', 'events'],
  ['rate(http_requests_total[5m])', 'events per second'],
  ['increase(http_requests_total[5m])', 'events'],
  ['60 * sum(rate(http_requests_total[5m]))', 'events per second times 60'],
  ['sum(rate(a_bytes_total[5m])) * 8', 'bytes per second times 8'],
  ['rate(process_cpu_seconds_total[5m])', 'a ratio'],
  ['rate(x_seconds_sum[5m]) / rate(x_seconds_count[5m])', 'seconds per event'],
  ['histogram_quantile(0.99, sum by (le) (rate(x_seconds_bucket[5m])))', 'seconds'],
  ['histogram_quantile(0.99, rate(x_bytes_bucket[5m]))', 'bytes'],
  ['time() - max(a_timestamp_seconds)', 'seconds'],
  ['(rate(http_requests_total[5m]) or 0 * a_bytes) / (rate(http_requests_total[5m]) > 0)', 'a ratio'],
  ['floor(1000 * (a_ratio) + 0.000001) / 1000', 'a ratio'],
  ['100 * a_ratio', 'a ratio times 100'],
  ['a_ratio or NaN * b_bytes', 'a ratio'],
  ['a_ratio == 0 or b_seconds', 'seconds'],
  ['a_bytes / b_seconds / c_seconds', 'bytes per second²'],
  ['label_replace(0 * a_bytes, "x", "none", "", "") or b_ratio', 'a ratio'],
  ['clamp_max(a_bytes, 5) and on () b_ratio', 'bytes'],
  ['a_bytes > bool 5', 'a ratio'],
  ['count(a_bytes)', 'a ratio'],
  ['quantile_over_time(0.9, a_bytes[5m])', 'bytes'],
  ['a_bytes * on (instance) group_left (release) (topk(1, timestamp(x)) ^ 0)', 'bytes'],
])('%s yields %s', (query, said) => {
  expect(counted(query)).toBe(said)
})

test.each([
  'some_gauge',
  'a_bytes + b_seconds',
  'a_bytes or some_gauge',
  'sqrt(a_bytes)',
  'count_over_time(a_bytes[5m])',
  'a_seconds ^ 2',
  'a_bytes / 0',
  'rate(',
  '',
])('of “%s” it is not known what it yields', query => {
  expect(counted(query)).toBeUndefined()
})
