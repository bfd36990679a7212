import type { Slo } from '../../slo/model.ts'
import { rulesForSlo } from '../../slo/rules.ts'
import type { Metric } from './metric.ts'

/** What the rules of these SLOs record: asked of the rules themselves, so no series is known that none writes. */
export function recordedMetrics(slos: readonly Slo[]): readonly Metric[] {
  const labels = new Map<string, Set<string>>()
  for (const rule of slos.flatMap(rulesForSlo).flatMap(group => group.rules)) {
    if (!('record' in rule)) continue
    const known = labels.get(rule.record) ?? new Set()
    for (const label of Object.keys(rule.labels)) known.add(label)
    labels.set(rule.record, known)
  }
  return [...labels].map(([name, own]) => ({ name, type: 'recorded', labels: [...own] }))
}
