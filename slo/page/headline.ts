import { type Duration, formatDuration, hours, humanDuration, inSeconds, seconds } from '../../lib/duration.ts'
import { alertLabel, CLOCK_TIME, withFirst } from '../../lib/go-template/write.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { METRICS, PATHS, type Path } from '../../services/prober/contract/names.ts'
import { FROM_COUNTING } from '../../services/prober/contract/vantage.ts'
import { seriesOf } from '../core/identity.ts'
import { type AlertSeverity, errorBudget, probeOf, type Slo, sloId } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import { BASE_RANGE, burnRate, firingPairs, windowName } from '../core/windows.ts'
import { ofNamedRoute, queryOfNamedRoute } from './named-route.ts'
import { type Subject, shareText } from './share-text.ts'

/** How far back the beginning of what burns is searched, and how finely. */
const SEARCHED: Duration = hours(6)
const SEARCH = `[${formatDuration(SEARCHED)}:${inSeconds(seconds(15))}s]`

/** What users feel: which part of their requests is bad, and since when. */
export function headline(slo: Slo, severity: AlertSeverity): string {
  const subject = subjectOf(slo)
  const window = firingPairs(slo, severity).at(-1)?.short ?? hours(1)
  const inWindow = `${shareText(subject, 'past')} in the last ${humanDuration(window)}`
  if (severity === 'ticket') return withFirst(ratioOver(slo, window), inWindow, quiet(slo))
  const now = `${shareText(subject, 'now')}${sinceText(slo)}`
  return withFirst(burningNow(slo), now, withFirst(ratioOver(slo, window), inWindow, quiet(slo)))
}

/** What is left to say without figures. */
function quiet(slo: Slo): string {
  return `The objective of ${sloId(slo)} is in danger`
}

/**
 * The last moment at which the events of five minutes were as good as they have to be, before they became what they are now; nothing
 * where they are as good now.
 */
export function lastGood(slo: Slo): string {
  return `max_over_time(timestamp(${seriesOf(slo, SERIES.errorRatio(BASE_RANGE))} <= ${leastBurning(slo)})${SEARCH} @ end())`
}

/** The error ratio of five minutes while it burns as fast as any page wants. */
function burningNow(slo: Slo): string {
  return `${seriesOf(slo, SERIES.errorRatio(BASE_RANGE))} > ${leastBurning(slo)}`
}

function ratioOver(slo: Slo, window: Duration): string {
  return `${seriesOf(slo, SERIES.errorRatio(windowName(window)))} > 0`
}

/** The error ratio from which on the slowest page burns. */
function leastBurning(slo: Slo): number {
  const rates = firingPairs(slo, 'page').map(window => burnRate(window, slo.period))
  const ratio = Math.min(...rates, 1 / errorBudget(slo.objective)) * errorBudget(slo.objective)
  return Number(Math.min(ratio, 0.99).toPrecision(6))
}

function sinceText(slo: Slo): string {
  const longer = withFirst(
    `${burningNow(slo).replace(' >', ` offset ${formatDuration(SEARCHED)} >`)}`,
    ` for more than ${humanDuration(SEARCHED)}`,
  )
  return withFirst(lastGood(slo), ` since ${CLOCK_TIME}`, longer)
}

const ROUTES: Readonly<Record<Path, string>> = {
  edge: ' through the edge',
  ingress: ' through the ingress',
  app: ' to the app',
}

/**
 * The same of a probe's route that an alert names by its labels, from the last minute: it fires long before five minutes show it.
 * Queries are given as calls that yield them, for the labels are known only then.
 */
export function routeHeadline(): string {
  const [probe, path] = [alertLabel(LABELS.probe), alertLabel(LABELS.path)]
  const of = (metric: string) => `sum(rate(${ofNamedRoute(metric, FROM_COUNTING)}[1m]))`
  const query = queryOfNamedRoute(`${of(METRICS.failures)} / (${of(METRICS.probes)} > 0) > 0`)
  const text = shareText(subjectOn(` of probe {{ ${probe} }} on path {{ ${path} }}`), 'now')
  return `{{ with ${query} }}{{ with first . }}${text}{{ end }}{{ end }}`
}

function subjectOn(route: string): Subject {
  return { one: `request${route}`, many: `requests${route}`, now: ['fails', 'fail'], past: ['failed', 'failed'] }
}

function subjectOf(slo: Slo): Subject {
  const probe = probeOf(slo)
  if (probe === undefined) {
    const [one, many] = [`event of ${sloId(slo)}`, `events of ${sloId(slo)}`]
    return { one, many, now: ['is bad', 'are bad'], past: ['was bad', 'were bad'] }
  }
  const { path, latency } = probe
  const known = PATHS.find(one => one === path)
  const route = known === undefined ? ` on ${path}` : ROUTES[known]
  const subject = subjectOn(route)
  if (latency === undefined) return subject
  const slow = `longer than ${humanDuration(latency)}`
  return { ...subject, now: [`takes ${slow}`, `take ${slow}`], past: [`took ${slow}`, `took ${slow}`] }
}
