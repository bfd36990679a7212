import { type Matchers, selector } from '../../lib/promql/write-selector.ts'
import { LABELS, ROUTE_LABELS } from '../../services/prober/contract/labels.ts'
import { FAULT_DOMAINS, type FaultDomain, METRICS } from '../../services/prober/contract/names.ts'
import type { BoardContext } from '../context.ts'
import { legend } from '../panels/legend.ts'
import type { Word } from '../panels/panel.ts'
import { countBy, countOr, maxBy, rate, sumBy } from '../panels/promql.ts'
import { type Judgement, judgement, type Tone } from '../panels/tones.ts'

/** A probe that has not run for this long does not report: several intervals and scrapes fit into it. */
const SILENT_AFTER_SECONDS = 60

/** The last runs of the routes that were probed lately: what happened earlier says nothing about now. */
function freshRuns(of: Matchers): string {
  const lastRun = selector(METRICS.lastRun, of)
  return `(${lastRun} and time() - ${lastRun} <= ${SILENT_AFTER_SECONDS})`
}

/** How many routes have a last run that was not a success; unknown where nothing was probed lately. */
export function failingNow(of: Matchers = {}): string {
  const fresh = freshRuns(of)
  const failing = countBy(ROUTE_LABELS, `${selector(METRICS.lastSuccess, of)} < ${fresh}`)
  return countOr(failing, fresh)
}

/** How long each route has been failing, in seconds: 0 when its last run was good. */
export function failingFor(of: Matchers = {}): string {
  return maxBy(ROUTE_LABELS, `${freshRuns(of)} - ${selector(METRICS.lastSuccess, of)}`)
}

/** How many routes are defined, by the prober's own file. */
export function definedRoutes(context: BoardContext): number {
  return context.probes.reduce((sum, { paths }) => sum + paths.length, 0)
}

/** How sinceLastRun is judged: a route that is silent is blind. */
export const LAST_RUN_AGE: Judgement = judgement([0, 'good'], [SILENT_AFTER_SECONDS, 'blind'])

/** How failingFor is judged, and what its 0 is called. */
export const FAILING_FOR: Judgement = judgement([0, 'good'], [0.001, 'bad'])
export const NOT_FAILING: readonly Word[] = [{ value: 0, text: 'not failing', tone: 'good' }]

/** How many of the defined routes have not been probed lately. It has a value even when nothing reports at all. */
export function notReporting(context: BoardContext): string {
  const fresh = countBy(ROUTE_LABELS, `time() - ${METRICS.lastRun} <= ${SILENT_AFTER_SECONDS}`)
  return `${definedRoutes(context)} - (count(${fresh}) or vector(0))`
}

/** How many of the routes that were probed once are not probed any more. */
export function silentRoutes(of: Matchers): string {
  const age = sinceLastRun(of)
  return countOr(`${age} > ${SILENT_AFTER_SECONDS}`, age)
}

/** Seconds since the last run of each route. */
export function sinceLastRun(of: Matchers = {}): string {
  return `time() - ${maxBy(ROUTE_LABELS, selector(METRICS.lastRun, of))}`
}

/** How a route fares in each interval: 0 all good, 1 some failed, 2 all failed; without probes there is no value. */
export function routeState(of: Matchers = {}): string {
  const failed = sumBy(ROUTE_LABELS, rate(METRICS.failures, of))
  const part = `(${failed} / (${sumBy(ROUTE_LABELS, rate(METRICS.probes, of))} > 0))`
  return `ceil(${part}) + floor(${part})`
}

/** The name of a route in a graph of several. */
export const ROUTE_LEGEND = legend`${LABELS.probe} · ${LABELS.path}`

/** How many answers a second each hop makes, by the class of their status; those that came. */
export function answersBy(of: Matchers): string {
  return `${sumBy([LABELS.answeredBy, LABELS.codeClass], rate(METRICS.responses, of))} > 0`
}

/** The names of answersBy's series. */
export const ANSWER_LEGEND = legend`${LABELS.answeredBy} ${LABELS.codeClass}`

/** The words of routeState's values. */
export const ROUTE_STATES: readonly Word[] = [
  { value: 0, text: 'good', tone: 'good' },
  { value: 1, text: 'some fail', tone: 'warn' },
  { value: 2, text: 'all fail', tone: 'bad' },
]

/** Which hop is broken, as its place in FAULT_DOMAINS; the worst word wins when probers differ. */
export function faultDomainCode(): string {
  const codes = FAULT_DOMAINS.map(
    (domain, index) => `${index} * (${selector(METRICS.faultDomain, { [LABELS.domain]: domain })} == 1)`,
  )
  return `max(${codes.join(' or ')})`
}

const DOMAINS: Readonly<Record<FaultDomain, readonly [text: string, tone: Tone]>> = {
  none: ['all hops answer', 'good'],
  dns: ['DNS broken', 'bad'],
  edge: ['edge broken', 'bad'],
  ingress: ['ingress broken', 'bad'],
  app: ['app broken', 'bad'],
  prober: ['prober in doubt', 'blind'],
  unknown: ['place not clear', 'warn'],
}

/** The words of faultDomainCode's values. */
export const DOMAIN_WORDS: readonly Word[] = FAULT_DOMAINS.map((domain, value) => {
  const [text, tone] = DOMAINS[domain]
  return { value, text, tone }
})
