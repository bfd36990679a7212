import { parsePromql } from './promql-syntax.ts'
import { children, textOf } from './promql-types.ts'

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
  const list = node.getChild('LabelMatchers')
  const matchers = (list === null ? [] : children(list)).map(matcher => {
    const [label, operator, text] = children(matcher).map(part => textOf(selector, part))
    return { label: unquoted(label), operator: operator as LabelMatcher['operator'], text: unquoted(text) }
  })
  return { metric: textOf(selector, name), matchers }
}

/** Whether a label's value meets a matcher; a label that is not there has the empty value. */
export function meets({ operator, text }: LabelMatcher, value: string): boolean {
  if (operator === '=') return value === text
  if (operator === '!=') return value !== text
  const matches = anchored(text)
  return matches !== undefined && matches.test(value) === (operator === '=~')
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

/** Prometheus' regular expressions match whole values; undefined for one that JavaScript cannot read. */
function anchored(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 's')
  } catch {
    // RE2 knows a few things that JavaScript does not, such as (?i) in the middle.
    return undefined
  }
}

/** The text of a string literal; a label's name may stand without quotes. */
function unquoted(literal = ''): string {
  if (literal.startsWith('`')) return literal.slice(1, -1)
  if (!/^["']/.test(literal)) return literal
  return literal.slice(1, -1).replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character))
}
