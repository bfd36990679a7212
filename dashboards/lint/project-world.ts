import type { AlertingRule, RecordingRule } from '../../slo/rule-group.ts'
import { rulesForSlo } from '../../slo/rules.ts'
import { CATALOGUE, seriesByName } from '../catalogue/catalogue.ts'
import { recordedMetrics } from '../catalogue/recorded.ts'
import type { BoardContext } from '../context.ts'
import type { LintWorld } from './rule.ts'

/** What our own boards are held against: the catalogue of metrics, and every alert that the SLOs bring. */
export function projectWorld(context: BoardContext): Pick<LintWorld, 'series' | 'alerts'> {
  const rules = context.slos.flatMap(rulesForSlo).flatMap(group => group.rules)
  return { series: seriesByName([...CATALOGUE, ...recordedMetrics(context.slos)]), alerts: rules.filter(isAlert) }
}

function isAlert(rule: RecordingRule | AlertingRule): rule is AlertingRule {
  return 'alert' in rule
}
