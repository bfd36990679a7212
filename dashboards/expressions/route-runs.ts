import { type Duration, formatDuration, inSeconds } from '../../lib/duration.ts'
import { type Matchers, selector } from '../../lib/promql/write-selector.ts'
import { SILENT_AFTER, silentAfter } from '../../services/monitoring/core/alert-bounds.ts'
import { LABELS, ROUTE_LABELS, SERIES_LABELS } from '../../services/prober/contract/labels.ts'
import { METRICS } from '../../services/prober/contract/names.ts'
import type { BoardContext } from '../context.ts'
import type { Word } from '../panels/panel.ts'
import { countBy, countOr, maxBy } from '../panels/promql.ts'
import { type Thresholds, thresholds } from '../panels/thresholds.ts'

/** Probes that are silent after the same time; those without a bound are never silent. */
interface Group {
  readonly after: Duration | undefined
  readonly probes: Matchers
}

/** The probes by their bound; one that is not defined here has the usual bound. */
function groups({ probes }: BoardContext): readonly Group[] {
  const named = (bound: Duration | undefined) =>
    probes.filter(probe => silentAfter(probe) === bound).map(({ name }) => name)
  const bounds = new Set(probes.map(silentAfter))
  const others = [...bounds].filter(bound => bound !== SILENT_AFTER)
  return [
    { after: SILENT_AFTER, probes: matching('!~', others.flatMap(named)) },
    ...others.map(after => ({ after, probes: matching('=~', named(after)) })),
  ]
}

function matching(operator: '=~' | '!~', names: readonly string[]): Matchers {
  return names.length === 0 ? {} : { [LABELS.probe]: [operator, names.join('|')] }
}

/** An expression for each group of probes, as one. */
function overGroups(context: BoardContext, expression: (group: Group) => string): string {
  return groups(context).map(expression).join(' or ')
}

/** The same for the groups that can be silent; their bound is in seconds. */
function overBounded(context: BoardContext, expression: (group: Group, afterSeconds: number) => string): string {
  return groups(context)
    .flatMap(group => (group.after === undefined ? [] : [expression(group, inSeconds(group.after))]))
    .join(' or ')
}

/**
 * The newest timestamp that the prober exports for each route. A restarted prober has none until the next slot, so
 * bounds over five minutes, after which Prometheus drops a series that has ended, look back explicitly.
 */
function newest(metric: string, labels: readonly string[], { after, probes }: Group, of: Matchers): string {
  const series = selector(metric, of, probes)
  const isLong = after !== undefined && after > SILENT_AFTER
  return maxBy(labels, isLong ? `${series} or last_over_time(${series}[${formatDuration(after)}:5m])` : series)
}

/** When the routes of a group ran last, without those that are silent: older runs say nothing about the present. */
function freshRuns(group: Group, of: Matchers): string {
  const lastRuns = newest(METRICS.lastRun, SERIES_LABELS, group, of)
  return group.after === undefined ? lastRuns : `(${lastRuns} >= time() - ${inSeconds(group.after)})`
}

function lastSuccesses(group: Group, of: Matchers): string {
  return newest(METRICS.lastSuccess, SERIES_LABELS, group, of)
}

/** How many routes have a last run that was not a success; unknown where all are silent. */
export function failingNow(context: BoardContext, of: Matchers = {}): string {
  const failing = overGroups(context, group => `${lastSuccesses(group, of)} < ${freshRuns(group, of)}`)
  const fresh = overGroups(context, group => freshRuns(group, of))
  return countOr(countBy(ROUTE_LABELS, failing), fresh)
}

/** How long each route has been failing, in seconds: 0 when its last run was good. */
export function failingFor(context: BoardContext, of: Matchers): string {
  const times = overGroups(context, group => `${freshRuns(group, of)} - ${lastSuccesses(group, of)}`)
  return maxBy(ROUTE_LABELS, times)
}

/** The thresholds of failingFor, and the word for its 0. */
export const FAILING_FOR: Thresholds = thresholds([0, 'good'], [0.001, 'bad'])
export const NOT_FAILING: readonly Word[] = [{ value: 0, text: 'not failing', tone: 'good' }]

/** How many routes are defined whose probes have a known interval; others cannot be silent. */
export function routesDue({ probes }: BoardContext): number {
  return probes.reduce((sum, probe) => sum + (silentAfter(probe) === undefined ? 0 : probe.paths.length), 0)
}

/** How many of these routes are silent. It has a value even when nothing reports at all. */
export function notReporting(context: BoardContext): string {
  const fresh = overBounded(context, group => freshRuns(group, {}))
  return `${routesDue(context)} - (count(${countBy(ROUTE_LABELS, fresh)}) or vector(0))`
}

function ageOf(group: Group, of: Matchers): string {
  return `time() - ${newest(METRICS.lastRun, ROUTE_LABELS, group, of)}`
}

/** Seconds since the last run of each route. */
export function sinceLastRun(context: BoardContext, of: Matchers): string {
  return overGroups(context, group => ageOf(group, of))
}

/** How many of the routes that have run at all are silent. */
export function silentRoutes(context: BoardContext, of: Matchers): string {
  const silent = overBounded(context, (group, after) => `${ageOf(group, of)} > ${after}`)
  return countOr(silent, sinceLastRun(context, of))
}

/** Whether each route that has run at all is silent: 1, or 0. */
export function isSilent(context: BoardContext, of: Matchers): string {
  return overGroups(context, group => {
    const age = ageOf(group, of)
    return group.after === undefined ? `0 * (${age})` : `${age} > bool ${inSeconds(group.after)}`
  })
}

/** The words of isSilent's values. */
export const REPORTING: readonly Word[] = [
  { value: 0, text: 'reports', tone: 'good' },
  { value: 1, text: 'silent', tone: 'blind' },
]

/** When a route is silent, in words. */
export const SILENT_WORDS = 'no run for 5 minutes, or for three slots where these take longer'
