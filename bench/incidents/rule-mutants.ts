import type { ReplayProject } from '../../ci/incident/replay.ts'
import type { Incident } from '../../postmortems/definition/model.ts'
import { errorBudget, type Slo, sloId } from '../../slo/core/model.ts'
import { LABELS } from '../../slo/core/names.ts'
import { type AlertingRule, isAlert, type RuleGroup } from '../../slo/core/rule-group.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'

/** A careless change of one rule that an incident names. */
export interface RuleMutant {
  readonly what: string
  /** Which rule. */
  readonly key: string
  /** All rules without the other alerts, which cost as much and say nothing of this one: as they are, and changed. */
  readonly alone: readonly RuleGroup[]
  readonly groups: readonly RuleGroup[]
}

/** Every change of every alert that an incident expects, and of the objective of each of its SLOs. */
export function ruleMutants(incident: Incident, { slos, groups }: ReplayProject): readonly RuleMutant[] {
  const ofAlerts = namedAlerts(incident, groups).flatMap(rule => {
    const alone = onlyAlert(groups, rule)
    const key = `${rule.alert} ${JSON.stringify(rule.labels)}`
    const removed = { what: `${rule.alert} is gone`, key, alone, groups: withoutAlerts(groups) }
    const changed = changesOf(rule).map(([what, other]) => ({
      ...{ what: `${rule.alert}: ${what}`, key, alone },
      groups: alone.map(group => ({ ...group, rules: group.rules.map(each => (each === rule ? other : each)) })),
    }))
    return [removed, ...changed]
  })
  const ofObjectives = slos
    .filter(slo => incident.slos.includes(sloId(slo)) && namedAlerts(incident, rulesForSlo(slo)).length > 0)
    .flatMap(slo =>
      [0.5, 2].map(factor => {
        const objective = 1 - errorBudget(slo.objective) * factor
        const changed: Slo = { ...slo, objective, objectivePercent: objective * 100 }
        const what = `${sloId(slo)}: an error budget of ${factor} times as much`
        return { what, key: sloId(slo), alone: rulesForSlo(slo), groups: rulesForSlo(changed) }
      }),
    )
  return [...ofAlerts, ...ofObjectives]
}

function namedAlerts({ expected, slos }: Incident, groups: readonly RuleGroup[]): readonly AlertingRule[] {
  return groups
    .flatMap(({ rules }) => rules.filter(isAlert))
    .filter(({ labels }) => labels[LABELS.id] === undefined || slos.includes(labels[LABELS.id] ?? ''))
    .filter(({ alert, labels }) =>
      expected.alerts.some(
        each => each.alert === alert && (each.severity === undefined || each.severity === labels[LABELS.severity]),
      ),
    )
}

function withoutAlerts(groups: readonly RuleGroup[]): readonly RuleGroup[] {
  return groups.map(group => ({ ...group, rules: group.rules.filter(rule => !isAlert(rule)) }))
}

function onlyAlert(groups: readonly RuleGroup[], kept: AlertingRule): readonly RuleGroup[] {
  return groups.map(group => ({ ...group, rules: group.rules.filter(rule => !isAlert(rule) || rule === kept) }))
}

/** A threshold: what an order is compared with. Two windows of an alert that are compared with the same have one in common. */
const THRESHOLD = /(?<=[<>]=?\s*\(?)\d+(?:\.\d+)?/g

function changesOf(rule: AlertingRule): readonly (readonly [what: string, rule: AlertingRule])[] {
  const thresholds = [...new Set(rule.expr.match(THRESHOLD) ?? [])].flatMap(text =>
    // Twice nothing is nothing: what must be more than none must be more than one.
    (Number(text) === 0 ? [1] : [Number(text) * 2, Number(text) / 2]).map(value => {
      const expr = rule.expr.replace(THRESHOLD, found => (found === text ? String(value) : found))
      return [`${text} is ${value}`, { ...rule, expr }] as const
    }),
  )
  const lasting = /^(\d+)m$/.exec(rule.for ?? '')?.[1]
  const durations = (lasting === undefined ? [] : [Number(lasting) * 120, Number(lasting) * 30]).map(
    seconds => [`for ${seconds}s`, { ...rule, for: `${seconds}s` }] as const,
  )
  return [...thresholds, ...durations]
}
