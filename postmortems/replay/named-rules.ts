import { LABELS } from '../../slo/core/names.ts'
import { type AlertingRule, isAlert, type Rule, type RuleGroup } from '../../slo/core/rule-group.ts'
import type { Incident, NamedAlert } from '../definition/model.ts'

/** Whether a rule is meant by a name in a file. */
function isNamed({ alert, severity }: NamedAlert, rule: AlertingRule): boolean {
  return alert === rule.alert && (severity === undefined || severity === rule.labels[LABELS.severity])
}

/** Whether an alert is judged in an incident: it is named, or it pages about an affected SLO, or about no SLO in particular. */
function isJudged(incident: Incident, rule: AlertingRule): boolean {
  const { alerts, silent } = incident.expected
  const isMeant = [...alerts, ...silent].some(named => isNamed(named, rule))
  return (isMeant || rule.labels[LABELS.severity] === 'page') && isOfSlos(incident, rule.labels)
}

/**
 * The rules that an incident is replayed with: its alerts, and what they are computed from. Annotations are left out, for they cost
 * more than the rules.
 */
export function namedRules(incident: Incident, groups: readonly RuleGroup[]): readonly RuleGroup[] {
  const rules = groups.flatMap(group => group.rules)
  const kept = new Set<Rule>(rules.filter(rule => isAlert(rule) && isJudged(incident, rule)))
  const words = new Set([...kept].flatMap(wordsOf))
  for (let size = -1; size !== kept.size; ) {
    size = kept.size
    for (const rule of rules) {
      if (isAlert(rule) || kept.has(rule) || !words.has(rule.record) || !isOfSlos(incident, rule.labels)) continue
      kept.add(rule)
      for (const word of wordsOf(rule)) words.add(word)
    }
  }
  return groups.flatMap(group => {
    const left = group.rules.filter(rule => kept.has(rule))
    const bare = left.map(rule => (isAlert(rule) ? { ...rule, annotations: {} } : rule))
    return bare.length === 0 ? [] : [{ ...group, rules: bare }]
  })
}

function isOfSlos({ slos }: Incident, labels: Readonly<Record<string, string>>): boolean {
  const id = labels[LABELS.id]
  return id === undefined || slos.includes(id)
}

function wordsOf({ expr }: Rule): readonly string[] {
  return expr.match(/[a-zA-Z_:][\w:]*/g) ?? []
}
