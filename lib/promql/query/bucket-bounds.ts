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

/** The bound of the bucket that counts all events. */
export const LARGEST_BOUND = '+Inf'

function portableBound({ label, operator, text }: LabelMatcher): LabelMatcher | undefined {
  if (label !== BUCKET_BOUND) return undefined
  if (operator === '=' || operator === '!=') {
    if (isInfinite(text)) return text === LARGEST_BOUND ? undefined : { label, operator, text: LARGEST_BOUND }
    const bound = Number(text)
    if (text === '' || !Number.isFinite(bound)) return undefined
    const wanted = bucketMatcher(bound)
    const pattern = typeof wanted === 'string' ? undefined : wanted[1]
    if (pattern === undefined) return text === String(bound) ? undefined : { label, operator, text: String(bound) }
    return { label, operator: operator === '=' ? '=~' : '!~', text: pattern }
  }
  const listed = listedBounds(text)
  if (listed === undefined) return undefined
  const isLoose = (bound: string): boolean =>
    isWhole(bound) && listed.some(({ text: one }) => one === bound) && !isInBoth(bound, listed)
  if (!listed.some(({ text: bound }) => isLoose(bound))) return undefined
  const bounds = listed.map(({ value, text: bound }) => (isWhole(bound) ? `${value}(\\.0)?` : bound))
  return { label, operator, text: [...new Set(bounds)].join('|') }
}

function isInfinite(text: string): boolean {
  return /^\+?inf(?:inity)?$/i.test(text)
}

/** A bound in a pattern: how it is written there, and its value. */
interface ListedBound {
  readonly text: string
  readonly value: number
}

/** The bounds that a pattern lists, with or without brackets and anchors around them; undefined for other patterns. */
function listedBounds(pattern: string): readonly ListedBound[] | undefined {
  const bare = pattern.replace(/^\^|\$$/g, '')
  const inner = /^\((?:\?:)?((?:[^()]|\(\\?\.0\)\?)*)\)$/.exec(bare)?.[1] ?? bare
  const bounds = inner.split('|').map(text => {
    if (/^\\\+Inf$/.test(text)) return { text, value: Number.POSITIVE_INFINITY }
    return /^\d+(?:\\?\.\d+)?(?:\(\\?\.0\)\?)?$/.test(text)
      ? { text, value: Number.parseFloat(text.replace('\\', '')) }
      : undefined
  })
  return bounds.every(bound => bound !== undefined) ? bounds : undefined
}

/** Whether a bound is written as only one version of Prometheus writes whole numbers. */
function isWhole(bound: string): boolean {
  return /^\d+(?:\\?\.0+)?$/.test(bound)
}

/** Whether a list has a whole bound as both versions write it. */
function isInBoth(bound: string, listed: readonly ListedBound[]): boolean {
  const same = listed.filter(({ value }) => value === Number.parseFloat(bound.replace('\\', '')))
  return same.some(({ text }) => /^\d+$/.test(text)) && same.some(({ text }) => /\.0$/.test(text))
}

/**
 * How many buckets of each histogram a selector takes; undefined where it is not plain to see. Each counts all events that
 * the smaller ones count.
 */
export function bucketsOf({ metric, matchers }: Pick<SelectorPart, 'metric' | 'matchers'>): number | undefined {
  if (!metric.endsWith('_bucket')) return undefined
  const own = matchers.filter(({ label }) => label === BUCKET_BOUND)
  if (own.some(({ operator }) => operator === '=')) return 1
  const patterns = own.filter(({ operator }) => operator === '=~')
  if (patterns.length === 0) return Number.POSITIVE_INFINITY
  const lists = patterns.map(({ text }) => listedBounds(text))
  return lists.every(list => list !== undefined)
    ? Math.min(...lists.map(list => new Set(list.map(({ value }) => value)).size))
    : undefined
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
