import { alertLabelText } from '../../../lib/go-template/write.ts'
import { by } from '../../../lib/promql/write-grouping.ts'
import { type Matchers, selector } from '../../../lib/promql/write-selector.ts'
import { LABELS, ROUTE_LABELS, SERIES_LABELS } from '../../prober/contract/labels.ts'
import { METRICS } from '../../prober/contract/names.ts'
import { CLUSTER_VANTAGE, FROM_COUNTING, FROM_ELSEWHERE } from '../../prober/contract/vantage.ts'
import { DISAGREEMENT } from './alert-bounds.ts'
import type { ProberAlert } from './prober-alert.ts'

const VANTAGE = alertLabelText(LABELS.vantage)
const PROBED = selector(METRICS.probes, FROM_ELSEWHERE)

/** The part of the probes of two minutes that failed, by these labels, as seen from there. */
function failingPart(from: Matchers, labels: readonly string[]): string {
  const of = (metric: string) => `sum ${by(...labels)} (rate(${selector(metric, from)}[2m]))`
  return `(${of(METRICS.failures)} / (${of(METRICS.probes)} > 0))`
}

/** How much more of the probes of a route fails from elsewhere than from the cluster; below zero, how much less. */
const DIFFERENCE = `(${failingPart(FROM_ELSEWHERE, SERIES_LABELS)} - on (${ROUTE_LABELS.join(', ')}) group_left () ${failingPart(FROM_COUNTING, ROUTE_LABELS)})`

/** Alerts about probers outside of the cluster: tickets alone, for what they see spends no budget. */
export const VANTAGE_ALERTS: readonly ProberAlert[] = [
  {
    name: 'ProberVantageAbsent',
    severity: 'ticket',
    expr: [
      `group ${by(LABELS.vantage)} (${selector('up', FROM_ELSEWHERE)} == 0)`,
      `or group ${by(LABELS.vantage)} (sum ${by(LABELS.vantage)} (increase(${PROBED}[5m])) == 0)`,
    ].join('\n'),
    for: '5m',
    title: `The prober at “${VANTAGE}” cannot be scraped, or measures nothing`,
    summary: 'The others go on; what it alone could see, such as the way from outside, is not measured.',
    runbook: 'prober-vantage-absent',
  },
  {
    name: 'VantagesDisagree',
    severity: 'ticket',
    expr: `${DIFFERENCE} > ${DISAGREEMENT}\nor ${DIFFERENCE} < -${DISAGREEMENT}`,
    for: '5m',
    title:
      `${alertLabelText(LABELS.probe)} on ${alertLabelText(LABELS.path)} fails far more often seen from ` +
      `{{ if gt $value 0.0 }}“${VANTAGE}” than from “${CLUSTER_VANTAGE}”{{ else }}“${CLUSTER_VANTAGE}” than from “${VANTAGE}”{{ end }}`,
    summary:
      `What differs is the way there: names, the line and the address from outside, the cluster’s own network from inside. ` +
      `Budgets count what “${CLUSTER_VANTAGE}” sees.`,
    runbook: 'vantages-disagree',
    about: 'nothing',
  },
]
