import { withFirst } from '../../lib/go-template/write.ts'
import { by } from '../../lib/promql/write-grouping.ts'
import { selector } from '../../lib/promql/write-selector.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { type FaultDomain, METRICS } from '../../services/prober/contract/names.ts'
import { FROM_COUNTING } from '../../services/prober/contract/vantage.ts'
import { probeOf, type Slo } from '../core/model.ts'
import { seenFrom } from './seen-from.ts'

/** What no hop is named by. */
const NO_HOP: readonly FaultDomain[] = ['none', 'unknown']

/** The hop that is named, with what it is named by: which part of each path fails, and how. */
export function whereText(slo: Slo): string {
  const named = selector(METRICS.faultDomain, { [LABELS.domain]: ['!~', NO_HOP.join('|')] })
  const domain = withFirst(`topk(1, ${named} == 1)`, `Fault domain: {{ .Labels.${LABELS.domain} }}.`)
  const probe = probeOf(slo)
  return probe === undefined ? domain : `${domain}${evidenceOf(probe.probe, probe.path)}`
}

function evidenceOf(probe: string, path: string): string {
  const of = { ...FROM_COUNTING, [LABELS.probe]: probe }
  const failures = `sum ${by(LABELS.path)} (rate(${selector(METRICS.failures, of)}[2m]))`
  const all = `sum ${by(LABELS.path)} (rate(${selector(METRICS.probes, of)}[2m]))`
  const paths = `sort_desc((${failures} / (${all} > 0)) or 0 * (${all} > 0))`
  const list = `{{ range $index, $path := query \`${paths}\` | sortByLabel "${LABELS.path}" }}{{ if $index }},{{ end }} {{ .Labels.${LABELS.path} }} {{ .Value | humanizePercentage }}{{ end }}`
  const reason = `topk(1, sum ${by(LABELS.reason, LABELS.phase)} (increase(${selector(METRICS.failures, { ...of, [LABELS.path]: path })}[5m])) > 0)`
  const most = withFirst(
    reason,
    ` Most often on ${path}: {{ .Labels.${LABELS.reason} }} in {{ .Labels.${LABELS.phase} }}.`,
  )
  return withFirst(paths, ` Failing in 2 minutes:${list}.`) + most + seenFrom(probe, path)
}
