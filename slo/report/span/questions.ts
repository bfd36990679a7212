import { formatDuration, milliseconds, seconds } from '../../../lib/duration.ts'
import { by } from '../../../lib/promql/write-grouping.ts'
import { type Matchers, selector } from '../../../lib/promql/write-selector.ts'
import { LABELS as PROBER_LABELS } from '../../../services/prober/contract/labels.ts'
import { COUNTED, METRICS as PROBER } from '../../../services/prober/contract/names.ts'
import { OF_WEB_APP } from '../../../services/web/contract/jobs.ts'
import { LABELS as WEB_LABELS } from '../../../services/web/contract/labels.ts'
import { METRICS as WEB } from '../../../services/web/contract/names.ts'
import { identity, periodName, seriesOf } from '../../core/identity.ts'
import { probeOf, type Slo } from '../../core/model.ts'
import { LABELS, SERIES } from '../../core/names.ts'
import { countOver } from '../../rules/event-counts.ts'
import { KEPT } from '../../rules/expected-events.ts'
import type { Series } from './series.ts'
import { passedSeconds, type ReportWindow } from './windows.ts'

/** The label by which the values in one answer differ. */
export const OF = 'of'

/** What is asked of the SLO's own period, at the moment of the report. */
export type PeriodValue = 'total' | 'coverage' | 'expected' | 'born'

/** What the rules have recorded of the period, beside what REPORT_QUERY asks for. */
export function periodQuery(slo: Slo): string {
  const period = periodName(slo)
  const pending = seriesOf(slo, SERIES.pendingTotal)
  const kept = (series: string): string => `last_over_time(${seriesOf(slo, series)}[${KEPT}])`
  return labelled<PeriodValue>({
    total: `(${kept(SERIES.periodTotal(period))} or 0 * ${pending}) + ${pending}`,
    coverage: seriesOf(slo, SERIES.coverage(period)),
    expected: kept(SERIES.expected(period)),
    born: seriesOf(slo, SERIES.firstSample),
  })
}

/** What is counted in a window. */
export type Count = 'bad' | 'total' | 'measured' | 'late'

/** The counts of a window until now, to be asked for at its end. They are summed as the rules sum them. */
export function countsQuery(slo: Slo, window: ReportWindow, now: number): string {
  const range = almost(passedSeconds(window, now))
  const sum = (series: string): string => countOver(slo, series, range)
  // The rules sum what is recorded every few minutes, and add what has come since.
  const soFar = (series: string, pending: string): string =>
    window.endSeconds < now ? sum(series) : `${sum(series)} + (${seriesOf(slo, pending)} or 0 * ${sum(series)})`
  return labelled<Count>({
    bad: soFar(SERIES.sparseErrors, SERIES.pendingErrors),
    total: soFar(SERIES.sparseTotal, SERIES.pendingTotal),
    measured: sum(SERIES.sparseMeasured),
    late: sum(SERIES.lateTotal),
  })
}

function labelled<Name extends string>(expressions: Readonly<Record<Name, string>>): string {
  return Object.entries<string>(expressions)
    .map(([name, expr]) => `label_replace(${expr}, "${OF}", "${name}", "", "")`)
    .join('\nor\n')
}

/** A range without its far end, which Prometheus 2 reads too: no count may be in two sums. */
function almost(rangeSeconds: number): string {
  return formatDuration(milliseconds(rangeSeconds * 1000 - 1))
}

/** The bad events of each step that has any. */
export function badQuery(slo: Slo, stepSeconds: number): string {
  return `${countOver(slo, SERIES.sparseErrors, almost(stepSeconds))} > 0`
}

/** The bad events that no step has yet, because they came after the last sum was recorded. */
export function pendingBadQuery(slo: Slo): string {
  return `${seriesOf(slo, SERIES.pendingErrors)} > 0`
}

/** A value in each step in which events were measured. */
export function measuredQuery(slo: Slo, stepSeconds: number): string {
  return `count_over_time(${seriesOf(slo, SERIES.total)}[${almost(stepSeconds)}])`
}

/** What was left of the budget at a moment, by the rules of that moment. */
export function budgetQuery(slo: Slo): string {
  return seriesOf(slo, SERIES.budgetRemaining)
}

/** The alerts of an SLO while they fired. */
export function alertsQuery(slo: Slo): string {
  const firing = { [LABELS.id]: identity(slo)[LABELS.id] ?? '', alertstate: 'firing' }
  return `max ${by('alertname', LABELS.severity)} (${selector('ALERTS', firing)})`
}

/** How often it is looked which counters of bad probes count at all: most never do, and reading all of them is dear. */
export const SEEN_STEP_SECONDS = 1800

/** The counters of bad probes that have counted any; undefined where an SLO counts other events. */
export function seenFailuresQuery(slo: Slo): string | undefined {
  const failures = failuresOf(slo)
  return failures && `max ${by(PROBER_LABELS.reason, PROBER_LABELS.phase)} (${failures} > 0)`
}

/** What the counters that were seen stand at; undefined where there are none. */
export function failuresQuery(slo: Slo, seen: readonly Pick<Series, 'labels'>[]): string | undefined {
  if (seen.length === 0) return undefined
  const anyOf = (label: string): Matchers => {
    return { [label]: ['=~', [...new Set(seen.map(({ labels }) => labels[label] ?? ''))].sort().join('|')] }
  }
  const failures = failuresOf(slo, anyOf(PROBER_LABELS.reason), anyOf(PROBER_LABELS.phase))
  return failures && `${failures} > 0`
}

function failuresOf(slo: Slo, ...more: readonly Matchers[]): string | undefined {
  const probe = probeOf(slo)
  if (probe === undefined) return undefined
  const of = {
    [PROBER_LABELS.probe]: probe.probe,
    [PROBER_LABELS.path]: probe.path,
    [PROBER_LABELS.budget]: COUNTED,
  }
  return selector(PROBER.failures, of, ...more)
}

/** The releases that ran in each step. */
export function releasesQuery(stepSeconds: number): string {
  const range = formatDuration(seconds(stepSeconds))
  return `max ${by(WEB_LABELS.release)} (max_over_time(${selector(WEB.releaseInfo, OF_WEB_APP)}[${range}]))`
}
