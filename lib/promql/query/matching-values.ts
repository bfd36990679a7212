import { type LabelMatcher, labelsMeeting, meets, opposite } from '../selector.ts'

/** Whether two selectors of one metric can have no series in common: one label is asked for what another matcher excludes. */
export function areApart(one: readonly LabelMatcher[], other: readonly LabelMatcher[]): boolean {
  return one.some(a => other.some(b => a.label === b.label && excludes(a, b)))
}

/** Whether no value meets both matchers of one label, as far as it can be seen from their texts. */
function excludes(a: LabelMatcher, b: LabelMatcher): boolean {
  if (isSame(a, opposite(b))) return true
  if (a.operator === '=') return !meets(b, a.text)
  if (b.operator === '=') return !meets(a, b.text)
  const [some, more] = [literalsOf(a), literalsOf(b)]
  if (some !== undefined) return some.every(value => !meets(b, value))
  if (more !== undefined) return more.every(value => !meets(a, value))
  return arePatternsApart(a, b)
}

/** The only values that meet a pattern, where it is a list of texts. */
function literalsOf({ operator, text }: LabelMatcher): readonly string[] | undefined {
  const inner = /^\((?:\?:)?([^()]*)\)$/.exec(text)?.[1] ?? text
  return operator === '=~' && /^[\w|/-]+$/.test(inner) ? inner.split('|') : undefined
}

/** `5..` and `2..` begin with different letters, so nothing meets both. */
function arePatternsApart(a: LabelMatcher, b: LabelMatcher): boolean {
  const [one, other] = [beginningsOf(a), beginningsOf(b)]
  if (one === undefined || other === undefined) return false
  return one.every(x => other.every(y => !x.startsWith(y) && !y.startsWith(x)))
}

/** How every value that meets a pattern can begin; undefined where that is not plain to see. */
function beginningsOf({ operator, text }: LabelMatcher): readonly string[] | undefined {
  if (operator !== '=~') return undefined
  const inner = /^\^?\((?:\?:)?([^()]*)\)\$?$/.exec(text)?.[1] ?? text
  if (/[()]/.test(inner)) return undefined
  const beginnings = inner.split('|').map(one => /^\^?([\w/-]*)(?![?*{\w])/.exec(one)?.[1] ?? '')
  return beginnings.every(one => one !== '') ? beginnings : undefined
}

/** Whether every series that meets these matchers meets that one, as far as it can be seen. */
export function implies(matchers: readonly LabelMatcher[], wanted: LabelMatcher): boolean {
  const own = matchers.filter(({ label }) => label === wanted.label)
  if (own.some(matcher => isSame(matcher, wanted) || excludes(matcher, opposite(wanted)))) return true
  const samples = own.flatMap(samplesOf)
  if (samples.length > 0 && samples.every(value => meets(wanted, value))) return true
  return own.length === 0 && meets(wanted, '') && wanted.operator !== '!=' && wanted.operator !== '!~'
}

/** Whether two selectors of one metric seem to have no series in common: what one of them asks for, as an example, the other excludes. */
export function seemApart(one: readonly LabelMatcher[], other: readonly LabelMatcher[]): boolean {
  if (areApart(one, other)) return true
  return one.some(a => {
    const samples = samplesOf(a)
    return samples.length > 0 && other.some(b => a.label === b.label && !samples.some(value => meets(b, value)))
  })
}

/** Values that meet a pattern, as codes and words have them. */
function samplesOf(matcher: LabelMatcher): readonly string[] {
  if (matcher.operator === '=') return [matcher.text]
  if (matcher.operator !== '=~') return []
  const inner = /^\^?\((?:\?:)?([^()]*)\)\$?$/.exec(matcher.text)?.[1] ?? matcher.text
  const filled = inner.split('|').flatMap(pattern => ['0', '3', '9'].map(digit => filledIn(pattern, digit)))
  return [...new Set(filled)].filter(value => meets(matcher, value))
}

function filledIn(pattern: string, digit: string): string {
  return pattern
    .replace(/^\^|\$$/g, '')
    .replace(/\\d|\[0-9\]|\.(?![*+?])/g, digit)
    .replace(/\.[*+]/g, digit)
}

/** Whether a selector can have series at all. */
export function canMatch(matchers: readonly LabelMatcher[]): boolean {
  // Only two matchers of one label can exclude each other, and most selectors have no two.
  if (new Set(matchers.map(({ label }) => label)).size === matchers.length) return true
  if (labelsMeeting(matchers) !== undefined) return true
  return !matchers.some((one, index) => areApart([one], matchers.slice(index + 1)))
}

/** Whether two matchers ask for the same. */
export function isSame(a: LabelMatcher, b: LabelMatcher): boolean {
  return a.label === b.label && a.operator === b.operator && a.text === b.text
}
