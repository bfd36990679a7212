import { at, type JsonPath } from '../json/path.ts'
import type { Finding } from './finding.ts'
import { sentenceOf } from './lint.ts'
import type { Rule } from './rule.ts'

/** A finding of a rule, with the document as it is and as it was before the fault was planted. */
export interface Example {
  /** The document as findings name it. */
  readonly name: string
  readonly finding: Finding
  readonly bad: unknown
  readonly good: unknown
}

type Explained = Omit<Rule<never, never>, 'check'>

/** The parts of a page about rules. */
export interface RulePage<R> {
  readonly head: string
  /** The documents of each scope, in words: `every dashboard`. */
  readonly scopes: Readonly<Record<Explained['scope'], string>>
  /** The findings of a rule in the set with its fault planted. */
  readonly examplesOf: (rule: R) => readonly Example[]
  readonly tail: string
}

/** A page that explains rules in the order of their codes: the reason for each, and its findings for its fault. */
export function renderRulePage<R extends Explained>(rules: readonly R[], page: RulePage<R>): string {
  const sorted = rules.toSorted((a, b) => a.code.localeCompare(b.code))
  const links = sorted.map(({ code, summary }) => `- [\`${code}\`](#${code}): ${summary}`)
  const sections = sorted.map(rule => {
    const { code, summary, why, scope } = rule
    const text = `${summary} ${why} *For ${page.scopes[scope]}.*`
    return [`## ${code}`, text, ...shownExample(page.examplesOf(rule))].join('\n\n')
  })
  return `${[page.head, links.join('\n'), ...sections, page.tail].join('\n\n')}\n`
}

/** The example that shows the fault itself, when one does; otherwise the first. */
function shownExample(examples: readonly Example[]): readonly string[] {
  const shown = examples.map(example => ({
    says: [sentenceOf(example.name, example.finding), `    ${example.finding.help}`],
    excerpts: excerpts(example.finding.path, example.bad, example.good),
  }))
  const best = shown.find(({ excerpts }) => excerpts.length > 0) ?? shown[0]
  return best === undefined ? [] : [['```text', ...best.says, ...best.excerpts, '```'].join('\n')]
}

/** The value at a place with the fault and without it, each on one line; nothing where the two are the same. */
function excerpts(path: JsonPath, bad: unknown, good: unknown): readonly string[] {
  const [badText, goodText] = [bad, good].map(json => JSON.stringify(at(json, ...path)))
  if (badText === goodText) return []
  const from = Math.max(0, firstDifference(badText ?? '', goodText ?? '') - LEAD)
  const key = String(path.at(-1))
  return ['', `bad:  ${key}: ${cut(badText, from)}`, `good: ${key}: ${cut(goodText, from)}`]
}

/** The length of an excerpt from a long value, and the part of it before the fault. */
const WIDEST = 96
const LEAD = 40

function firstDifference(a: string, b: string): number {
  let place = 0
  while (place < a.length && a[place] === b[place]) place++
  return place
}

function cut(text: string | undefined, from: number): string {
  if (text === undefined) return '(nothing)'
  const start = text.length <= WIDEST ? 0 : from
  const rest = text.slice(start)
  return `${start > 0 ? '…' : ''}${rest.slice(0, WIDEST)}${rest.length > WIDEST ? '…' : ''}`
}
