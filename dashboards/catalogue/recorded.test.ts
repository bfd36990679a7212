import { expect, test } from 'vitest'
import { exampleContext } from '../context.testkit.ts'
import { recordedMetrics } from './recorded.ts'

test('a recorded series has the labels that its rules leave and give, also where rules read each other', () => {
  const labels = new Map(recordedMetrics(exampleContext.slos).map(metric => [metric.name, metric.labels]))
  expect(labels.get('slo:sli_error:ratio_rate1h')).toEqual(['sloth_id', 'sloth_service', 'sloth_slo', 'sloth_window'])
  expect(labels.get('slo:sli_born:timestamp_seconds')).toEqual(['sloth_id', 'sloth_service', 'sloth_slo'])
  expect(labels.get('slo:period_error_budget_remaining:ratio')).not.toContain('instance')
})
