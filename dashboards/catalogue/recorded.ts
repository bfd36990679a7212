import type { Slo } from '../../slo/core/model.ts'
import type { RecordingRule } from '../../slo/core/rule-group.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'
import { type LabelsOfMetric, yieldedLabels } from '../promql/yielded-labels.ts'
import { MEASURED } from './catalogue.ts'
import { type Metric, SCRAPE_LABELS } from './metric.ts'

/** What the rules of these SLOs record: asked of the rules themselves, so no series is known that none writes. */
export function recordedMetrics(slos: readonly Slo[]): readonly Metric[] {
  const rules = slos.flatMap(rulesForSlo).flatMap(group => group.rules.filter(rule => 'record' in rule))
  const recorded = new Map(rules.map(({ record }) => [record, new Set<string>()]))
  // Rules read what others, later ones, and they themselves have recorded: labels are handed on until none is new.
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
  // What a query over somebody else's metrics yields is not known; it may have what every scrape gives.
  const kept = yielded.has === 'only' ? [...yielded.labels] : SCRAPE_LABELS
  return [...kept.filter(label => label !== '__name__'), ...Object.keys(labels)]
}
