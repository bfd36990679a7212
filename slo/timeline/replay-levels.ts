import { periodName, seriesOf } from '../core/identity.ts'
import type { Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import { type AlertingRule, isAlert, type RecordingRule, type RuleGroup } from '../core/rule-group.ts'
import { BASE_RANGE } from '../core/windows.ts'
import { replayedRules } from './replay-rules.ts'
import type { TimeRange } from './time-range.ts'

/** The queries to a real Prometheus about one SLO, once it has recorded the series that they read. */
export interface ReplayQuestions {
  readonly badRatio: string
  /** Only for instant queries: what belongs to a calendar period depends on the moment of the evaluation. */
  readonly budgetLeft: string
  readonly alerts: readonly AlertingRule[]
}

/** Rules whose values are needed at single moments only, so they are not recorded over months. */
function asked(slo: Slo): readonly string[] {
  const period = periodName(slo)
  return [SERIES.periodBurnRate, SERIES.errorRatio(period), SERIES.coverage(period)]
}

/** The queries of an SLO: its burn-rate alerts, and the numbers that explain them. */
export function replayQuestions(slo: Slo, range: TimeRange): ReplayQuestions {
  const rules = replayedRules(slo, range).flatMap(group => group.rules)
  const definition = (record: string) => {
    const rule = rules.find((one): one is RecordingRule => !isAlert(one) && one.record === record)
    if (rule === undefined) throw new RangeError(`The rules of ${slo.name} do not record ${record}`)
    return rule.expr
  }
  const budgetLeft = asked(slo).reduce((query, record) => {
    return query.replaceAll(seriesOf(slo, record), `(${definition(record)})`)
  }, definition(SERIES.budgetRemaining))
  return {
    badRatio: seriesOf(slo, SERIES.errorRatio(BASE_RANGE)),
    budgetLeft,
    alerts: rules.filter(isAlert).filter(({ alert }) => alert === slo.alerting.name),
  }
}

/**
 * The recording rules that the queries need, level by level: a rule reads only what earlier levels have recorded, so
 * each level can be evaluated over the whole range at once. Evaluation times and groups are those of Prometheus.
 */
export function replayLevels(slos: readonly Slo[], range: TimeRange): readonly (readonly RuleGroup[])[] {
  const groups = slos.flatMap(slo => replayedRules(slo, range))
  const read = slos.flatMap(slo => {
    const { badRatio, budgetLeft, alerts } = replayQuestions(slo, range)
    return [badRatio, budgetLeft, ...alerts.map(({ expr }) => expr)]
  })
  const needs = needsOf(groups)
  const levels = new Map<string, number>()
  const visit = (record: string): number => {
    const known = levels.get(record)
    if (known !== undefined) return known
    const level = Math.max(-1, ...[...(needs.get(record) ?? [])].map(visit)) + 1
    levels.set(record, level)
    return level
  }
  for (const record of needs.keys()) if (read.some(query => names(query).has(record))) visit(record)
  const deepest = Math.max(...levels.values())
  return Array.from({ length: deepest + 1 }, (_, level) => {
    return groups
      .map(group => ({
        ...group,
        rules: group.rules.filter(rule => !isAlert(rule) && levels.get(rule.record) === level),
      }))
      .filter(({ rules }) => rules.length > 0)
  })
}

/** The recorded series that each recorded series is made of. */
function needsOf(groups: readonly RuleGroup[]): ReadonlyMap<string, ReadonlySet<string>> {
  const rules = groups.flatMap(group => group.rules).filter((rule): rule is RecordingRule => !isAlert(rule))
  const recorded = new Set(rules.map(({ record }) => record))
  return new Map(
    [...recorded].map(record => {
      const read = rules.filter(rule => rule.record === record).flatMap(({ expr }) => [...names(expr)])
      return [record, new Set(read.filter(name => recorded.has(name)))]
    }),
  )
}

/** Every word of a query that could be the name of a series. */
function names(query: string): ReadonlySet<string> {
  return new Set(query.match(/[A-Za-z_:][\w:]*/g))
}
