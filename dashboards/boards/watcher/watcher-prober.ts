import { proberRules } from '../../../services/monitoring/core/prober-rules.ts'
import { BUSY, TOLERANCE_SECONDS } from '../../../services/prober/contract/bounds.ts'
import { LABELS as PROBER_LABELS, SERIES_LABELS } from '../../../services/prober/contract/labels.ts'
import { METRICS } from '../../../services/prober/contract/names.ts'
import type { AlertSeverity } from '../../../slo/core/model.ts'
import { LABELS } from '../../../slo/core/names.ts'
import { isAlert } from '../../../slo/core/rule-group.ts'
import { MEASURED } from '../../catalogue/catalogue.ts'
import type { BoardContext } from '../../context.ts'
import { legend } from '../../panels/legend.ts'
import { linkTo } from '../../panels/link.ts'
import { grownBy, maxBy, quantile } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { SEVERITY_TONES } from '../../panels/standard-thresholds.ts'
import { stateTimeline } from '../../panels/state-timeline.ts'
import { thresholds } from '../../panels/thresholds.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'
import { mayHave } from '../../promql/label-set.ts'
import { yieldedLabels } from '../../promql/yielded-labels.ts'

const RUNBOOK = 'docs/dashboards.md#watcher'
const toProbes = linkTo('probes')
const toOverview = linkTo('sloOverview')

/** The panel “How late probes start, p99”. */
export function lateness() {
  return timeSeries({
    title: 'How late probes start, p99',
    about: {
      what: 'The delay between a slot’s time and the start of its probe, and the lag of the event loop.',
      how: `Quantiles 0.99 of \`${METRICS.startDelay}\` and \`${METRICS.eventLoopLag}\`.`,
      act: 'Late probes measure the prober instead of the target: give it more CPU, or fewer probes.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    thresholds: thresholds([0.05, 'warn'], [0.25, 'bad']),
    series: ['start delay', 'event loop lag'],
    queries: [
      query(quantile(0.99, METRICS.startDelay), 'start delay'),
      query(quantile(0.99, METRICS.eventLoopLag), 'event loop lag'),
    ],
    links: [toProbes],
  })
}

/** The panel “Skipped and invalid samples”. */
export function lostSamples() {
  return timeSeries({
    title: 'Skipped and invalid samples',
    about: {
      what: 'Slots without a probe, and samples that the prober itself invalidated.',
      how: `Growth of \`${METRICS.slotsSkipped}\` and \`${METRICS.samplesInvalid}\` in each interval.`,
      act: 'Skipped because of overlap: probes take longer than their interval. Invalid: the prober was late or miscalibrated.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'bars',
    queries: [
      query(grownBy([PROBER_LABELS.reason], METRICS.slotsSkipped), legend`skipped: ${PROBER_LABELS.reason}`),
      query(grownBy([PROBER_LABELS.cause], METRICS.samplesInvalid), legend`invalid: ${PROBER_LABELS.cause}`),
    ],
    links: [toProbes],
  })
}

/** The panel “Calibration error”. */
export function calibration() {
  return timeSeries({
    title: 'Calibration error',
    about: {
      what: 'The prober’s error when it measures an answer of known duration.',
      how: `Quantiles of \`${METRICS.calibrationError}\`.`,
      act: `All durations are wrong by this much, and above ${1000 * TOLERANCE_SECONDS} ms samples are marked invalid: look for CPU starvation.`,
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    thresholds: thresholds([TOLERANCE_SECONDS, 'warn']),
    series: ['p99', 'p50'],
    queries: [0.99, 0.5].map(q => query(quantile(q, METRICS.calibrationError), `p${q * 100}`)),
    links: [toProbes],
  })
}

/** The panel “Event loop utilisation”. */
export function utilization() {
  return timeSeries({
    title: 'Event loop utilisation',
    about: {
      what: 'The ratio of time in which the prober’s event loop was busy.',
      how: `\`${METRICS.eventLoopUtilization}\`.`,
      act: `Above ${100 * BUSY} % the prober’s own delays dominate the slowest measurements, and samples are marked invalid: give it more CPU, or fewer probes.`,
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    max: 1,
    thresholds: thresholds([BUSY, 'warn']),
    queries: [query(`max by (instance) (${METRICS.eventLoopUtilization})`, '{{instance}}')],
    links: [toProbes],
  })
}

/** The panel “Probes in flight”. */
export function inflight() {
  return timeSeries({
    title: 'Probes in flight',
    about: {
      what: 'Probes that are running.',
      how: `\`${METRICS.inflight}\`.`,
      act: 'It rises when targets hang; slots are skipped when it reaches its limit.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    queries: [query(`max by (instance) (${METRICS.inflight})`, '{{instance}}')],
    links: [toProbes],
  })
}

/** The panel “Maintenance”. */
export function maintenance() {
  return stateTimeline({
    title: 'Maintenance',
    about: {
      what: 'When a maintenance was active: probes go on, and do not count against budgets.',
      how: `\`${METRICS.maintenanceActive}\`.`,
      act: 'End a maintenance that is no longer needed: while it is active, an outage does not count in the SLOs.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: [
      { value: 0, text: 'none', tone: 'good' },
      { value: 1, text: 'maintenance', tone: 'warn' },
    ],
    queries: [query(maxBy([PROBER_LABELS.probe], METRICS.maintenanceActive), legend`${PROBER_LABELS.probe}`)],
    links: [toOverview],
  })
}

/** The title and the instruction for each severity. */
const SEVERITIES: Readonly<Record<AlertSeverity, { title: string; act: string }>> = {
  page: { title: 'When the prober pages', act: 'The on-call is being paged.' },
  ticket: { title: 'When the prober opens a ticket', act: 'Plan the fix for this working day.' },
}

/** The alerts' own expressions, unchanged: a row has a bar while its condition holds. */
export function alertConditions(severity: AlertSeverity, { probes }: BoardContext) {
  const { title, act } = SEVERITIES[severity]
  const alerts = proberRules(probes)
    .flatMap(group => group.rules)
    .filter(isAlert)
    .filter(({ labels }) => labels[LABELS.severity] === severity)
  return stateTimeline({
    title,
    about: {
      what: `When the condition of each ${severity} alert of the prober held; the alert fires when it has held for the time that its rule sets.`,
      how: 'The alerts’ own expressions. A row without a bar is a condition that did not hold, or that has no data.',
      act: `${act} The runbook is named in the alert.`,
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    anyValue: { text: 'holds', tone: SEVERITY_TONES[severity] },
    isQuietWhenEmpty: true,
    noValue: 'quiet, or not measured',
    queries: alerts.map(({ alert, expr }) => query(expr, [alert, ...namedLabels(expr)].join(' '))),
    links: [toProbes],
  })
}

/** Those labels of a probe's route that the alert's series have; for an alert about a whole prober, its instance. */
function namedLabels(expr: string): readonly string[] {
  const labels = yieldedLabels(expr, name => [...(MEASURED.get(name)?.labels ?? []), 'instance'])
  const has = (label: string) => mayHave(labels, label)
  const ofRoute = SERIES_LABELS.filter(has)
  return (ofRoute.length > 0 ? ofRoute : ['instance'].filter(has)).map(label => legend`${label}`)
}
