import type { Slo } from '../../slo/core/model.ts'
import type { RecordingRule } from '../../slo/core/rule-group.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'
import { type LabelsOfMetric, yieldedLabels } from '../promql/yielded-labels.ts'
import { MEASURED } from './catalogue.ts'
import { type Metric, SCRAPE_LABELS } from './metric.ts'

/** The series that the rules of these SLOs record, read from the rules themselves. */
export function recordedMetrics(slos: readonly Slo[]): readonly Metric[] {
  const rules = slos.flatMap(rulesForSlo).flatMap(group => group.rules.filter(rule => 'record' in rule))
  const recorded = new Map(rules.map(({ record }) => [record, new Set<string>()]))
  // Rules read what other rules record, also later ones and themselves: labels are propagated until none is new.
  for (let isSettled = false; !isSettled; ) {
    isSettled = true
    for (const rule of rules) {
      const known = recorded.get(rule.record)
      for (const label of labelsOfRule(rule, name => recorded.get(name) ?? MEASURED.get(name)?.labels)) {
        if (known === undefined || known.has(label)) continue
        known.add(label)
        isSettled = false
      }
    }
  }
  return [...recorded].map(([name, labels]) => ({ name, type: 'recorded', labels: [...labels] }))
}

/** The labels of what a rule's expression yields, and those that the rule adds. */
function labelsOfRule({ expr, labels }: RecordingRule, labelsOf: LabelsOfMetric): readonly string[] {
  const yielded = yieldedLabels(expr, labelsOf)
  // The labels of other programs' metrics are not known; they may have those that every scrape adds.
  const kept = yielded.has === 'only' ? [...yielded.labels] : SCRAPE_LABELS
  return [...kept.filter(label => label !== '__name__'), ...Object.keys(labels)]
}
