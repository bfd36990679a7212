import type { Grouping, Matching } from './ast.ts'
import type { CounterTerm } from './counter-term.ts'
import { isPlainLabel } from './plain-name.ts'

/** ` by (a, b)` behind an aggregation's name; empty where it keeps no labels. */
export function groupingText(grouping: Grouping | undefined): string {
  if (grouping === undefined || (grouping.isBy && grouping.labels.length === 0)) return ''
  return ` ${grouping.isBy ? 'by' : 'without'} (${names(grouping.labels)})`
}

/** `on (a) group_left (b)` behind an operator. */
export function matchingText({ isOn, labels, group, included }: Matching): string {
  const words = `${isOn ? 'on' : 'ignoring'} (${names(labels)})`
  return group === undefined ? words : `${words} group_${group} (${names(included)})`
}

function names(labels: readonly string[]): string {
  return labels.map(label => (isPlainLabel(label) ? label : JSON.stringify(label))).join(', ')
}

/** The sum of a term over another expression in the place of its counted range; the factor is not part of it. */
export function sumOver({ grouping, around }: CounterTerm, expression: string): string {
  return `sum${groupingText(grouping)} (${around[0]}${expression}${around[1]})`
}

/** A term over a window, as rules evaluate it. */
export function termOver(term: CounterTerm, window: string): string {
  return sumOver(term, rangeOf(term, window))
}

function rangeOf({ fn, selector }: CounterTerm, window: string): string {
  const offset = selector.offset === undefined ? '' : ` offset ${selector.offset}`
  return `${fn}(${selector.text}[${window}]${offset})`
}

const WINDOW = '{{.window}}'

/** A term as it is written by hand. */
export function termText(term: CounterTerm): string {
  const text = termOver(term, WINDOW)
  return groupingText(term.grouping) === '' ? text.replace('sum (', 'sum(') : text
}

/** One part of a signed sum. */
interface SignedPart {
  readonly factor: number
  readonly text: string
}

/**
 * The signed sum of parts of which each may be missing, but for `present`: `none` is zero wherever there are events. What
 * is subtracted may count a little more than the rest for a moment, and no count is below zero.
 */
export function signedSum(parts: readonly SignedPart[], none: string, present?: string): string {
  const sorted = [...parts].sort((a, b) => Math.sign(b.factor) - Math.sign(a.factor))
  const [first] = sorted
  if (first !== undefined && sorted.length === 1 && first.factor === 1) return first.text
  const sum = sorted
    .map(({ factor, text }, index) => {
      const sign = factor < 0 ? (index === 0 ? '-' : ' - ') : index === 0 ? '' : ' + '
      const size = Math.abs(factor)
      const counted = size === 1 ? text : `${size} * ${text}`
      return `${sign}${counted === present ? counted : `(${counted} or ${none})`}`
    })
    .join('')
  return sorted.some(({ factor }) => factor < 0) ? `clamp_min(${sum}, 0)` : sum
}
