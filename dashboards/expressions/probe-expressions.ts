import { type Matchers, selector } from '../../lib/promql/write-selector.ts'
import { LABELS, ROUTE_LABELS } from '../../services/prober/contract/labels.ts'
import { ANSWERERS, FAULT_DOMAINS, type FaultDomain, METRICS } from '../../services/prober/contract/names.ts'
import { FROM_COUNTING } from '../../services/prober/contract/vantage.ts'
import type { Tone } from '../../slo/report/tones.ts'
import type { BoardContext } from '../context.ts'
import { legend } from '../panels/legend.ts'
import type { Word } from '../panels/panel.ts'
import { rate, sumBy } from '../panels/promql.ts'

/** How many routes are defined, by the prober's own file. */
export function definedRoutes(context: BoardContext): number {
  return context.probes.reduce((sum, { paths }) => sum + paths.length, 0)
}

/**
 * The state of each route in each interval: 0 all good, 1 some failed, 2 all failed; without probes there is no value.
 */
export function routeState(chosen: Matchers = {}): string {
  const of = { ...chosen, ...FROM_COUNTING }
  const failed = sumBy(ROUTE_LABELS, rate(METRICS.failures, of))
  const part = `(${failed} / (${sumBy(ROUTE_LABELS, rate(METRICS.probes, of))} > 0))`
  return `ceil(${part}) + floor(${part})`
}

/** The name of a route in a graph of several. */
export const ROUTE_LEGEND = legend`${LABELS.probe} · ${LABELS.path}`

/** Answers per second by the hop that made them and by status class; only those that occurred. */
export function answersBy(of: Matchers): string {
  return `${sumBy([LABELS.answeredBy, LABELS.codeClass], rate(METRICS.responses, of))} > 0`
}

/** The names of answersBy's series. */
export const ANSWER_LEGEND = legend`${LABELS.answeredBy} ${LABELS.codeClass}`

/** Answers that are bad are red on every dashboard, and those that may be are yellow, whoever made them. */
export const ANSWER_TONES: Readonly<Record<string, Tone>> = Object.fromEntries(
  ANSWERERS.flatMap(hop => [
    [`${hop} 4xx`, 'warn'],
    [`${hop} 5xx`, 'bad'],
  ]),
)

/** The name of every route that is defined. */
export function routeNames({ probes }: BoardContext): readonly string[] {
  return probes.flatMap(({ name, paths }) => paths.map(path => `${name} · ${path}`))
}

/** The words of routeState's values. */
export const ROUTE_STATES: readonly Word[] = [
  { value: 0, text: 'good', tone: 'good' },
  { value: 1, text: 'some fail', tone: 'warn' },
  { value: 2, text: 'all fail', tone: 'bad' },
]

/** The fault domain as its index in FAULT_DOMAINS; when probers differ, the highest index wins. */
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
