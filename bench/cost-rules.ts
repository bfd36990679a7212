import type { Slo } from '../slo/core/model.ts'
import { SERIES } from '../slo/core/names.ts'
import { isAlert, type RecordingRule, type RuleGroup } from '../slo/core/rule-group.ts'
import type { Flavour } from '../slo/definition/parse-context.ts'
import { exampleSlo } from '../slo/definition/slo.testkit.ts'
import { rulesForSlo } from '../slo/rules/rules.ts'
import { slothGroups } from '../slo/sloth/generate.ts'
import type { HistoryService } from './history.ts'

/** The rules of a service's availability in either flavour. */
export function groupsOf(service: HistoryService, flavour: Flavour): readonly RuleGroup[] {
  if (flavour === 'leadline') return rulesForSlo(sloOf(service, flavour))
  const result = slothGroups(sloOf(service, flavour))
  if ('problem' in result) throw new Error(result.problem)
  return result.groups
}

/** Those of them that record. */
export function recordingRules(service: HistoryService, flavour: Flavour): readonly RecordingRule[] {
  return groupsOf(service, flavour).flatMap(({ rules }) => rules.flatMap(rule => (isAlert(rule) ? [] : [rule])))
}

/** Our own ratio of five minutes bears sloth's name, and only one of the two may record it; nothing of ours is made of it. */
export function isOurRatio({ record, expr }: RecordingRule): boolean {
  return record === SERIES.errorRatio('5m') && expr.startsWith(SERIES.errors)
}

function sloOf({ job }: HistoryService, flavour: Flavour): Slo {
  return exampleSlo(
    `version: prometheus/v1
service: ${job}-service
slos:
  - name: availability
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(http_requests_total{job="${job}",code=~"5.."}[{{.window}}]))
        total_query: sum(rate(http_requests_total{job="${job}"}[{{.window}}]))
    alerting: { name: Burns }
`,
    flavour,
  )
}
