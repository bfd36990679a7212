import { didYouMean } from '../../did-you-mean.ts'
import type { PromqlProblem } from '../problem.ts'
import { stringPlaces } from '../tree.ts'

/** A placeholder of another tool: how it looks, whose it is, and what to do about it. */
interface Placeholder {
  readonly tool: string
  readonly pattern: RegExp
  readonly help: string
}

const FILL_IN = 'Nothing fills it in here: write its value, or run that tool on the file first.'

/** The first that fits names the placeholder. */
const PLACEHOLDERS: readonly Placeholder[] = [
  {
    tool: 'alert texts',
    pattern: /\{\{-?\s*\$(?:labels|value|externalLabels|externalURL)\b[^}]*\}\}/g,
    help: 'A query has the labels of no alert yet: write the value.',
  },
  {
    tool: 'Helm',
    pattern: /\{\{-?\s*["'`]\{\{[^}]*\}\}["'`]\s*-?\}\}/g,
    help: 'Helm makes {{.window}} of it: render the chart first, or write {{.window}}.',
  },
  {
    tool: 'Helm',
    pattern:
      /\{\{-?\s*(?:\$|\.[A-Z]\w*|(?:include|tpl|template|toYaml|quote|default|required|printf|if|else|end|range|with|block|define)\b)[^}]*\}\}/g,
    help: 'Render the chart first, or write its value.',
  },
  { tool: 'Jinja', pattern: /\{%[^%]*%\}|\{\{-?\s*(?!-?\.)[a-z_][\w.]*\s*(?:\|[^}]*)?\}\}/g, help: FILL_IN },
  {
    tool: 'Grafana',
    pattern: /\$__\w+|\$\{__\w+(?:[:.]\w+)?\}/g,
    help: 'Rules know no variables of Grafana. As a range, write {{.window}}; rules fill in each window.',
  },
  {
    tool: 'Grafana',
    pattern: /\[\[\w+(?::\w+)?\]\]|\$\{[a-z_]\w*:[a-z]+\}/gi,
    help: 'Rules know no variables of Grafana: write the value.',
  },
  { tool: 'Terraform', pattern: /\$\{[a-z_]\w*(?:\[[^\]]*\])?(?:\.\w+)+\}/g, help: FILL_IN },
  { tool: 'the shell', pattern: /\$\{[A-Za-z_]\w*(?::?[-=?+][^}]*)?\}/g, help: FILL_IN },
  { tool: 'Kubernetes', pattern: /\$\([A-Za-z_]\w*\)/g, help: FILL_IN },
  { tool: 'the shell', pattern: /(?<!\\)\$[A-Z_][A-Z0-9_]*\b/g, help: FILL_IN },
  { tool: 'Grafana', pattern: /(?<!\\)\$[a-z_]\w*/gi, help: 'Rules know no variables of Grafana: write the value.' },
]

/**
 * Placeholders that another tool would fill in: Prometheus would take them literally, or refuse the query. `isText` says
 * that one stands in quotes, where it is only suspected.
 */
export function placeholderProblems(query: string): readonly (PromqlProblem & { readonly isText: boolean })[] {
  const texts = stringPlaces(query)
  const kept = texts.filter(([from]) => isReplacement(query, from))
  const found: (PromqlProblem & { readonly isText: boolean })[] = []
  for (const { tool, pattern, help } of PLACEHOLDERS) {
    for (const match of query.matchAll(pattern)) {
      const range = [match.index, match.index + match[0].length] as const
      const isTaken = found.some(other => range[0] < other.range[1] && other.range[0] < range[1])
      if (isTaken || isWindow(match[0]) || kept.some(place => isIn(range, place))) continue
      const isText = texts.some(place => isIn(range, place)) && !SURE.includes(tool)
      found.push({ code: 'placeholder', message: `"${match[0]}" is a placeholder of ${tool}`, help, range, isText })
    }
  }
  return found.sort((a, b) => a.range[0] - b.range[0])
}

/** Tools whose braces no text has by chance. */
const SURE = ['Helm', 'Jinja', 'alert texts']

/** Placeholders in a text of its own, such as an option: all of them are suspected only. */
export function placeholdersInText(text: string): readonly Omit<PromqlProblem, 'range'>[] {
  return placeholderProblems(JSON.stringify(text)).map(({ code, message, help }) => ({ code, message, help }))
}

/** `{{ window }}` and its misspellings are reported as what they are meant to be. */
function isWindow(text: string): boolean {
  const word = /^\{\{-?\s*([\w.]+)\s*-?\}\}$/.exec(text)?.[1]
  return word !== undefined && didYouMean(word, ['.window', 'window']) !== undefined
}

function isIn(range: readonly [number, number], place: readonly [number, number]): boolean {
  return range[0] >= place[0] && range[1] <= place[1]
}

/** Whether a text is an argument of label_replace(), where `$name` stands for a group of the pattern. */
function isReplacement(query: string, at: number): boolean {
  const before = query.slice(0, at)
  const call = before.lastIndexOf('label_replace')
  if (call === -1) return false
  const between = before.slice(call).replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g, '')
  const count = (character: string): number => between.split(character).length - 1
  return count('(') > count(')') && count('{') === count('}')
}
