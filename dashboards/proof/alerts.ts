import { parseDuration } from '../../lib/duration.ts'
import { heartbeatRules } from '../../services/monitoring/core/heartbeat.ts'
import { proberRules } from '../../services/monitoring/core/prober-rules.ts'
import { type AlertingRule, isAlert } from '../../slo/core/rule-group.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'
import type { SampledSeries } from '../../slo/timeline/sampled-series.ts'
import type { TimeRange } from '../../slo/timeline/time-range.ts'
import { MONITORING } from '../catalogue/monitoring.ts'
import type { BoardContext } from '../context.ts'
import type { AnsweredSeries } from '../preview/answers.ts'

/** Every alert of the project, as Prometheus would evaluate it: what a fixture says of alerts follows from these. */
export function alertingRules({ slos, probes }: BoardContext): readonly AlertingRule[] {
  const groups = [...slos.flatMap(rulesForSlo), ...proberRules(probes), ...heartbeatRules()]
  return groups.flatMap(({ rules }) => rules).filter(isAlert)
}

/**
 * The series ALERTS that a rule leaves, from what its expression was at each evaluation: pending until it has held for the
 * rule's `for`, then firing, and gone as soon as it no longer holds.
 */
export function alertSeries(
  rule: AlertingRule,
  held: readonly AnsweredSeries[],
  range: TimeRange,
): readonly SampledSeries[] {
  return held.flatMap(({ labels, points }) => {
    const { __name__: _, ...own } = labels
    const states = statesOf(rule, points, range.stepSeconds)
    return (['pending', 'firing'] as const)
      .filter(state => [...states.values()].includes(state))
      .map(state => ({
        name: MONITORING.alerts,
        labels: { ...own, ...rule.labels, alertname: rule.alert, alertstate: state },
        value: (moment: number) => (states.get(moment) === state ? 1 : undefined),
        range,
      }))
  })
}

type State = 'pending' | 'firing'

function statesOf(rule: AlertingRule, points: AnsweredSeries['points'], stepSeconds: number): Map<number, State> {
  const lasting = (parseDuration(rule.for ?? '0') ?? 0) / 1000
  const states = new Map<number, State>()
  let since = Number.NEGATIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const [moment] of points) {
    if (moment - last > stepSeconds) since = moment
    last = moment
    states.set(moment, moment - since >= lasting ? 'firing' : 'pending')
  }
  return states
}
