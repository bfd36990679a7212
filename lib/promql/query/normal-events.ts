import { parseDuration } from '../../duration.ts'
import { type LabelMatcher, opposite } from '../selector.ts'
import { withMatchers } from './bucket-bounds.ts'
import { type CounterTerm, keeps } from './counter-term.ts'
import type { EventCount } from './event-count.ts'
import { areApart, isSame } from './matching-values.ts'
import { signedSum, termText } from './write-count.ts'

/** Bad and all events as sums of counters, in the one form that all their spellings have in common. */
export interface NormalEvents {
  readonly errors: readonly CounterTerm[]
  readonly total: readonly CounterTerm[]
}

/**
 * The common form: equal terms are joined, a factor of both sides is divided out, and what is left of a counter without
 * some of its own series is counted directly, so that `all - good` is the bad ones.
 */
export function normalEvents(errors: EventCount, total: EventCount): NormalEvents {
  const [some, all] = [joinEqual(errors.terms), joinEqual(total.terms)]
  const factor = all[0]?.factor ?? 1
  const isCommon = factor > 0 && all.every(term => term.factor === factor)
  const divided = (terms: readonly CounterTerm[]) =>
    isCommon ? terms.map(term => ({ ...term, factor: rounded(term.factor / factor) })) : terms
  return { errors: remainder(divided(some)), total: remainder(divided(all)) }
}

/** 100 * x / 100 is x, whatever the binary digits say. */
function rounded(factor: number): number {
  return Number(factor.toPrecision(12))
}

function joinEqual(terms: readonly CounterTerm[]): readonly CounterTerm[] {
  const joined = new Map<string, CounterTerm>()
  for (const term of terms) {
    const key = termKey(term)
    joined.set(key, { ...term, factor: rounded(term.factor + (joined.get(key)?.factor ?? 0)) })
  }
  return [...joined.values()].filter(({ factor }) => factor !== 0)
}

/** What two terms have in common that count the same. */
export function termKey(term: CounterTerm): string {
  const asked = term.selector.matchers.filter(({ operator, text }) => operator !== '=~' || text !== '.*')
  const matchers = asked.map(({ label, operator, text }) => `${label}${operator}${JSON.stringify(text)}`)
  return JSON.stringify([frameKey(term), [...new Set(matchers)].sort()])
}

/** What two terms have in common that count parts of one metric in one way. */
function frameKey({ grouping, around, fn, selector }: CounterTerm): string {
  const labels = grouping === undefined ? [] : [...grouping.labels].sort()
  const isBy = grouping?.isBy ?? true
  return JSON.stringify([isBy, labels, around, fn, selector.metric, moment(selector)])
}

/** An offset, whatever unit it is written in. */
export function moment({ offset = '' }: { readonly offset?: string }): string {
  const length = parseDuration(offset.replace(/^[+-]\s*/, ''))
  return length === undefined ? offset : `${offset.startsWith('-') ? '-' : ''}${length}`
}

/** A counter less some of its own series is the rest of them. */
function remainder(terms: readonly CounterTerm[]): readonly CounterTerm[] {
  const [whole, ...others] = terms.filter(({ factor }) => factor > 0)
  const taken = terms.filter(({ factor }) => factor < 0)
  if (whole === undefined || others.length > 0 || taken.length === 0) return terms
  const isPart = (part: CounterTerm) => part.factor === -whole.factor && frameKey(part) === frameKey(whole)
  if (!taken.every(isPart)) return terms
  // The largest of some series, less the largest of others, is no series.
  const isKept = (label: string): boolean => whole.choices.every(choice => keeps(choice, label))
  if (!taken.every(part => part.selector.matchers.every(matcher => isKept(matcher.label) || isOf(whole, matcher))))
    return terms
  const extras = taken.map(part => extraMatchers(whole, part))
  const rest = extras.every(matchers => matchers !== undefined) ? restOf(extras) : undefined
  return rest === undefined ? terms : rest.map(more => ({ ...whole, selector: withMatchers(whole.selector, more) }))
}

/** The matchers that a part of a whole has beside those of the whole; undefined where it is no part. */
function extraMatchers(whole: CounterTerm, part: CounterTerm): readonly LabelMatcher[] | undefined {
  if (!whole.selector.matchers.every(matcher => isOf(part, matcher))) return undefined
  const extra = part.selector.matchers.filter(matcher => !isOf(whole, matcher))
  return extra.length === 0 ? undefined : extra
}

function isOf({ selector }: CounterTerm, wanted: LabelMatcher): boolean {
  return selector.matchers.some(one => isSame(one, wanted))
}

/** The matchers of each piece of what remains; pieces have no series in common. */
function restOf(taken: readonly (readonly LabelMatcher[])[]): readonly (readonly LabelMatcher[])[] | undefined {
  const [first = [], ...more] = taken
  if (more.length === 0) return first.map((matcher, index) => [...first.slice(0, index), opposite(matcher)])
  const singles = taken.flatMap(matchers => (matchers.length === 1 ? matchers : []))
  const isOneLabel = singles.length === taken.length && singles.every(({ label }) => label === singles[0]?.label)
  const isApart = singles.every((one, index) => singles.slice(index + 1).every(other => areApart([one], [other])))
  return isOneLabel && isApart ? [singles.map(opposite)] : undefined
}

/** Both queries of the common form. */
export function normalQueries({ errors, total }: NormalEvents): {
  readonly errorQuery: string
  readonly totalQuery: string
} {
  const totalQuery = totalText(total)
  const parts = errors.map(term => ({ factor: term.factor, text: termText(term) }))
  return { errorQuery: signedSum(parts, `0 * (${totalQuery})`, totalQuery), totalQuery }
}

/** All events: where one counter of several is missing, the others still count. */
function totalText(terms: readonly CounterTerm[]): string {
  const parts = terms.map(term => ({ factor: term.factor, text: termText(term) }))
  const counted = parts.filter(({ factor }) => factor > 0)
  const none = counted.map(({ text }) => `0 * (${text})`).join(' or ')
  return signedSum(parts, none, counted.length === 1 ? counted[0]?.text : undefined)
}
