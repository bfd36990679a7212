import { alertTemplateProblems } from '../../lib/go-template/alert-template.ts'
import { isPlainLabel } from '../../lib/promql/query/plain-name.ts'
import type { Slo } from '../core/model.ts'
import {
  isBefore,
  OFFSET_PROMETHEUS,
  type PrometheusVersion,
  prometheusVersionText,
  UTF8_PROMETHEUS,
} from '../core/prometheus-version.ts'

/** The oldest Prometheus that loads the rules of an SLO, and what of them asks for it. */
interface PrometheusNeed {
  readonly version: PrometheusVersion
  readonly because: string
}

/** What an SLO's definition uses that the oldest Prometheus does not load. */
function prometheusNeeds(slo: Slo): readonly PrometheusNeed[] {
  const { labels, infoLabels = {}, alerting, sli, group } = slo
  const named = [labels, infoLabels, alerting.labels, alerting.annotations, ...texts(slo)]
  const names = named.flatMap(Object.keys).filter(name => !isPlainLabel(name))
  const values = [labels, alerting.labels, alerting.annotations, ...texts(slo)].flatMap(Object.values)
  const template = values.some(
    text => text.includes('{{') && alertTemplateProblems(text).some(({ isNewer }) => isNewer),
  )
  return [
    ...(sli.isNewer === true ? [{ version: UTF8_PROMETHEUS, because: 'syntax of a query' }] : []),
    ...(names.length > 0 ? [{ version: UTF8_PROMETHEUS, because: `the name "${names[0]}"` }] : []),
    ...(template ? [{ version: UTF8_PROMETHEUS, because: 'a function of a template' }] : []),
    ...(group?.queryOffset === undefined ? [] : [{ version: OFFSET_PROMETHEUS, because: 'query_offset' }]),
  ]
}

function texts({ alerting }: Slo): readonly Readonly<Record<string, string>>[] {
  return [alerting.page, alerting.ticket].flatMap(({ labels, annotations }) => [labels, annotations])
}

/** The oldest Prometheus that loads the rules of some SLOs; undefined where the oldest of all will do. */
export function neededPrometheus(slos: readonly Slo[]): PrometheusVersion | undefined {
  return slos
    .flatMap(prometheusNeeds)
    .map(({ version }) => version)
    .reduce<PrometheusVersion | undefined>(
      (newest, version) => (newest === undefined || isBefore(newest, version) ? version : newest),
      undefined,
    )
}

/** The comment that says which Prometheus the rules of some SLOs need; empty where the oldest will do. */
export function needsLine(slos: readonly Slo[]): string {
  const version = neededPrometheus(slos)
  if (version === undefined) return ''
  const needs = slos.flatMap(prometheusNeeds)
  const reasons = [...new Set(needs.map(({ because }) => because))].sort()
  return `# Needs Prometheus ${prometheusVersionText(version)} or newer: ${reasons.join(', ')}.\n`
}
