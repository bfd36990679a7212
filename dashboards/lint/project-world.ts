import { heartbeatRules } from '../../services/monitoring/core/heartbeat.ts'
import { proberRules } from '../../services/monitoring/core/prober-rules.ts'
import { isAlert } from '../../slo/core/rule-group.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'
import { CATALOGUE, seriesByName } from '../catalogue/catalogue.ts'
import { recordedMetrics } from '../catalogue/recorded.ts'
import type { BoardContext } from '../context.ts'
import { slowestProbeSeconds } from '../expressions/slow-probes.ts'
import { TITLES } from '../panels/link.ts'
import type { LintWorld } from './rule.ts'

/** The world of our own dashboards: every series that is measured or recorded, and every alert that can fire. */
export function projectWorld(context: BoardContext): Omit<LintWorld, 'boards'> {
  const groups = [...context.slos.flatMap(rulesForSlo), ...proberRules(context.probes), ...heartbeatRules()]
  const alerts = groups.flatMap(group => group.rules).filter(isAlert)
  const series = seriesByName([...CATALOGUE, ...recordedMetrics(context.slos)])
  return {
    series,
    labelsOf: name => series.get(name)?.labels,
    alerts,
    pages: new Set([...sections(), ...alerts.map(({ annotations }) => annotations.runbook ?? '')]),
    slowestProbeSeconds: slowestProbeSeconds(context),
  }
}

/** The guide has a section for each dashboard. */
function sections(): readonly string[] {
  return Object.values(TITLES).map(title => `docs/dashboards.md#${title.toLowerCase().replaceAll(' ', '-')}`)
}
