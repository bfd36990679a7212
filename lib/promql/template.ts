import { didYouMean } from '../did-you-mean.ts'
import type { PromqlProblem } from './problem.ts'

/** The one word of a query that rules fill in: `{{.window}}`, with or without blanks, as Go's templates allow. */
const WINDOW = /\{\{-?\s*\.window\s*-?\}\}/g
const ANY = /\{\{([^}]*)(\}\})?/g

/** The query for one window. */
export function fillWindow(query: string, window: string): string {
  return query.replace(WINDOW, window)
}

/** The query with its templates replaced by a window of the same length, so that offsets stay what they were. */
export function blankTemplates(query: string): string {
  return query.replace(/\{\{[^}]*\}\}/g, text => '5m'.padEnd(text.length))
}

/** What is wrong with the templates of a query: none, one that is not `{{.window}}`, one that is not closed. */
export function templateProblems(query: string): readonly PromqlProblem[] {
  const problems = [...query.matchAll(ANY)].flatMap(match => templateProblem(match))
  if (problems.length > 0 || query.search(WINDOW) !== -1) return problems
  const fixed = fixedRange(query)
  return [
    {
      code: 'no-window',
      message: 'The query lacks {{.window}}',
      help: fixed === undefined ? NO_RANGE : 'Write the range as `[{{.window}}]`; rules fill in each window.',
      range: fixed ?? [0, Math.max(1, query.length)],
    },
  ]
}

/** Whoever wrote no range thinks of a value of this moment. */
const NO_RANGE =
  'Write rate(x[{{.window}}]) of a counter x, or avg_over_time(x[{{.window}}]) of a value that goes up and down; rules fill in each window.'

function templateProblem(match: RegExpExecArray): readonly PromqlProblem[] {
  const [text, inside = '', close] = match
  const range = [match.index, match.index + text.length] as const
  if (close === undefined) {
    return [{ code: 'template', message: 'The template is not closed', help: 'Write {{.window}}.', range }]
  }
  if (text.search(WINDOW) !== -1) return isGlued(match) ? [{ ...GLUED, range }] : []
  const word = inside.replace(/^-|-$/g, '').trim()
  const meant = didYouMean(word, ['.window', 'window'])
  const help = meant === undefined ? 'Only {{.window}} is known.' : 'Did you mean {{.window}}?'
  return [{ code: 'template', message: `There is no template "{{${word}}}"`, help, range }]
}

/** Whether a length of time is made of the window and of what stands beside it, such as `[2{{.window}}]`. */
function isGlued({ 0: text, index, input }: RegExpExecArray): boolean {
  const [before, after] = [input.slice(0, index), input.slice(index + text.length)]
  return /[[:]\s*-?[\w.]+$|\boffset\s+-?[\d.]\w*$/i.test(before) || /^[\d.]\w*\s*[\]:]/.test(after)
}

const GLUED = {
  code: 'template',
  message: 'The window is a length of its own, and this makes another one of it',
  help: 'Write {{.window}} alone.',
} as const

/** Ranges of a fixed length: what was probably meant to be the window. */
export function fixedRange(query: string): readonly [number, number] | undefined {
  const match = /\[\s*(\d+[smhdwy])+\s*\]/.exec(query)
  return match === null ? undefined : [match.index, match.index + match[0].length]
}
