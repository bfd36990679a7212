import { didYouMean } from '../../did-you-mean.ts'
import { placeholdersIn, placeholderText } from '../../text/placeholders.ts'
import type { PromqlProblem } from '../problem.ts'
import { stringPlaces } from '../tree.ts'

/**
 * Placeholders that another tool would fill in: Prometheus would take them literally, or refuse the query. `isText` says
 * that one stands in quotes, where it is only suspected.
 */
export function placeholderProblems(query: string): readonly (PromqlProblem & { readonly isText: boolean })[] {
  const texts = stringPlaces(query)
  const kept = texts.filter(([from]) => isReplacement(query, from))
  return placeholdersIn(query)
    .filter(({ text, range }) => !isWindow(text) && !kept.some(place => isIn(range, place)))
    .map(found => {
      const { tool, help, range } = found
      const isText = texts.some(place => isIn(range, place)) && !SURE.includes(tool)
      return { code: 'placeholder', message: placeholderText(found), help, range, isText }
    })
    .sort((a, b) => a.range[0] - b.range[0])
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
