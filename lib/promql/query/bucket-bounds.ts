import { isReservedMetric, type LabelMatcher } from '../selector.ts'
import { bucketMatcher } from '../write-selector.ts'
import type { SelectorPart } from './ast.ts'
import { isPlainLabel, isPlainMetric } from './plain-name.ts'

/** The label of a histogram's bounds. */
export const BUCKET_BOUND = 'le'

/** A bound that Prometheus 2 and 3 write differently, and a matcher that both have. */
export interface LooseBound {
  readonly matcher: LabelMatcher
  readonly portable: LabelMatcher
}

/**
 * The bounds in a selector that match in one version of Prometheus only: 3 writes `1` as `1.0`
 * (https://prometheus.io/docs/prometheus/latest/migration/#le-and-quantile-label-values).
 */
export function looseBounds({ matchers }: Pick<SelectorPart, 'matchers'>): readonly LooseBound[] {
  return matchers.flatMap(matcher => {
    const portable = portableBound(matcher)
    return portable === undefined ? [] : [{ matcher, portable }]
  })
}

function portableBound(matcher: LabelMatcher): LabelMatcher | undefined {
  const { label, operator, text } = matcher
  if (label !== BUCKET_BOUND) return undefined
  if (operator === '=' || operator === '!=') {
    const bound = Number(text)
    if (text === '' || !Number.isFinite(bound)) return undefined
    const wanted = bucketMatcher(bound)
    const pattern = typeof wanted === 'string' ? undefined : wanted[1]
    if (pattern === undefined) return text === String(bound) ? undefined : { label, operator, text: String(bound) }
    return { label, operator: operator === '=' ? '=~' : '!~', text: pattern }
  }
  // A list of bounds of which some are whole.
  const bounds = text.split('|')
  if (!bounds.every(bound => /^\d+(\.\d+|\\\.\d+)?$/.test(bound)) || !bounds.some(bound => /^\d+$/.test(bound)))
    return undefined
  return { label, operator, text: bounds.map(bound => (/^\d+$/.test(bound) ? `${bound}(\\.0)?` : bound)).join('|') }
}

/** The selector with bounds that every Prometheus has. */
export function portableSelector(selector: SelectorPart): SelectorPart {
  const found = looseBounds(selector)
  if (found.length === 0) return selector
  const matchers = selector.matchers.map(matcher => found.find(one => one.matcher === matcher)?.portable ?? matcher)
  return { ...selector, matchers, text: selectorText(selector.metric, matchers) }
}

/** The selector with more matchers. */
export function withMatchers(selector: SelectorPart, more: readonly LabelMatcher[]): SelectorPart {
  const matchers = [...selector.matchers, ...more]
  return { ...selector, matchers, text: selectorText(selector.metric, matchers) }
}

/** A selector as it is written; names that are not plain stand in quotes, which only Prometheus 3 reads. */
function selectorText(metric: string, matchers: readonly LabelMatcher[]): string {
  const written = matchers.map(({ label, operator, text }) => {
    return `${isPlainLabel(label) ? label : JSON.stringify(label)}${operator}${JSON.stringify(text)}`
  })
  const isWord = isReservedMetric(metric)
  const name = isWord ? [`__name__="${metric}"`] : isPlainMetric(metric) ? [] : [JSON.stringify(metric)]
  const inside = [...name, ...written].join(',')
  return `${name.length === 0 ? metric : ''}${inside === '' ? '' : `{${inside}}`}`
}

/** A matcher as it is written. */
export function matcherText({ label, operator, text }: LabelMatcher): string {
  return `${label}${operator}${JSON.stringify(text)}`
}
