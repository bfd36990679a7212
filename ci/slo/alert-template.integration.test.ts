import { expect, test } from 'vitest'
import { refusedRules } from '../../adapters/prometheus/promtool.ts'
import {
  ACCEPTED_TEMPLATES,
  FAILING_TEMPLATES,
  REFUSED_TEMPLATES,
} from '../../lib/go-template/alert-template.testkit.ts'

test('promtool refuses the templates that we refuse, and takes those that we take', async () => {
  const refused = REFUSED_TEMPLATES.map(([template]) => template)
  const taken = [...ACCEPTED_TEMPLATES, ...FAILING_TEMPLATES.map(([template]) => template)]
  const found = await refusedTemplates([...refused, ...taken])
  expect(found).toEqual(refused)
})

/** The templates that promtool refuses, each as the annotation of an alert. */
async function refusedTemplates(templates: readonly string[]): Promise<readonly string[]> {
  const reasons = await refusedRules(templates.map(text => ({ alert: 'A', expr: 'up', annotations: { text } })))
  return templates.filter((_, index) => reasons[index]?.startsWith('annotation'))
}
