import type { SyntaxNode } from '@lezer/common'
import { matchesWhole } from '../re2.ts'
import { children, textOf } from './nodes.ts'
import { readString } from './string.ts'
import { parsePromql } from './tree.ts'

/** One condition of a selector on a label. */
export interface LabelMatcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly text: string
}

/** A selector taken apart. */
export interface ParsedSelector {
  readonly metric: string
  readonly matchers: readonly LabelMatcher[]
}

/** Takes `metric{label="value",…}` apart; undefined when it is something else, or names its metric inside the braces. */
export function parseSelector(selector: string): ParsedSelector | undefined {
  const node = parsePromql(selector).topNode.firstChild
  const name = node?.name === 'VectorSelector' ? node.getChild('Identifier') : null
  if (node === null || name === null) return undefined
  return { metric: textOf(selector, name), matchers: matchersOf(selector, node) }
}

/** The matchers inside the braces of a selector. */
export function matchersOf(query: string, selector: SyntaxNode): readonly LabelMatcher[] {
  const list = selector.getChild('LabelMatchers')
  const parts = (list === null ? [] : children(list)).filter(part => part.name.endsWith('LabelMatcher'))
  return parts.map(matcher => {
    const [label, operator, text] = children(matcher).map(part => textOf(query, part))
    return { label: unquoted(label), operator: operator as LabelMatcher['operator'], text: unquoted(text) }
  })
}

/** Whether a label's value meets a matcher; a label that is not there has the empty value. */
export function meets({ operator, text }: LabelMatcher, value: string): boolean {
  if (operator === '=') return value === text
  if (operator === '!=') return value !== text
  return matchesWhole(text, value) === (operator === '=~')
}

/** The matcher that exactly the values meet which do not meet this one. */
export function opposite(matcher: LabelMatcher): LabelMatcher {
  const operators = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' } as const
  return { ...matcher, operator: operators[matcher.operator] }
}

/** Values that many labels have. */
const USUAL_VALUES = ['200', '500', '503', '404', '429', 'GET', 'POST', 'ok', 'error', 'a', 'b', '0', '1']

/** Labels of a series that all matchers meet; undefined when none was found, which does not say that there is none. */
export function labelsMeeting(matchers: readonly LabelMatcher[]): Readonly<Record<string, string>> | undefined {
  const names = [...new Set(matchers.map(({ label }) => label))]
  const labels: Record<string, string> = {}
  for (const name of names) {
    const own = matchers.filter(({ label }) => label === name)
    const candidates = [...own.flatMap(textsOf), ...USUAL_VALUES, ...own.flatMap(examplesOf), '']
    const value = candidates.find(candidate => own.every(matcher => meets(matcher, candidate)))
    if (value === undefined) return undefined
    if (value !== '') labels[name] = value
  }
  return labels
}

/** What a matcher asks for literally. */
function textsOf({ operator, text }: LabelMatcher): readonly string[] {
  return operator === '=' ? [text] : []
}

/** What the alternatives of a regular expression look like as plain text; an escaped dot may be one that is not special. */
function examplesOf({ text }: LabelMatcher): readonly string[] {
  return text.split('|').flatMap(pattern => [pattern.replace(/\\(.)/g, '$1'), simplified(pattern)])
}

function simplified(pattern: string): string {
  return pattern
    .replace(/\([^()]*\)\?/g, '')
    .replace(/\\d/g, '0')
    .replace(/\\(.)/g, '$1')
    .replace(/\.[*+]?/g, '0')
    .replace(/[()^$]/g, '')
}

/** The text of a string literal; a label's name may stand without quotes. */
function unquoted(literal = ''): string {
  return /^["'`]/.test(literal) ? readString(literal).text : literal
}

/** Words of PromQL that are no metric where they stand before braces, in capitals too. */
const WORDS = ['atan2', 'bool', 'group_left', 'group_right', 'ignoring', 'inf', 'nan', 'on']

/** Whether a metric's name is a word of PromQL, so that it is only read inside of braces. */
export function isReservedMetric(name: string): boolean {
  return WORDS.includes(name.toLowerCase())
}
