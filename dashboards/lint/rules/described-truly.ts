import { at, listAt, numberAt, textAt } from '../../../lib/json/path.ts'
import { formatValue } from '../../panels/format.ts'
import { ANY_NEGATIVE } from '../../panels/thresholds.ts'
import { toneOf } from '../../panels/tones.ts'
import type { LintedPanel } from '../linted-board.ts'
import { eachPanel, type Rule } from '../rule.ts'

const WORDS: Readonly<Record<string, string>> = { good: 'green', warn: 'yellow', bad: 'red', blind: 'purple' }

export const describedTruly: Rule = {
  code: 'described-truly',
  summary: 'The window in a title is that of the queries, and a description names the thresholds that the panel has.',
  why: 'A description that names another window or bound than the panel has misleads in the middle of an incident.',
  scope: 'ours',
  check: board =>
    eachPanel(board, panel => {
      const [message, path] = windowProblem(panel) ?? colourProblem(panel) ?? []
      if (message === undefined || path === undefined) return undefined
      return {
        path: [...panel.path, path],
        message,
        help: 'Let title and description follow from the same constants as the query.',
      }
    }),
}

type Problem = readonly [message: string, path: 'title' | 'description']

/** “…, 1 h”, and in the section “How” “over 1 h”. */
function windowProblem({ title, json, targets }: LintedPanel): Problem | undefined {
  const text = targets.map(({ expr }) => expr).join('\n')
  const [, how = ''] = /\*\*How\.\*\* ([^\n]*)/.exec(textAt(json, 'description')) ?? []
  const claims: readonly (readonly [string, Problem[1], RegExp])[] = [
    [title, 'title', /, (\d+) (m|h|d)$/],
    [how, 'description', /\bover (\d+) (m|h|d)\b/],
  ]
  for (const [claim, path, pattern] of claims) {
    const [whole, count, unit] = pattern.exec(claim) ?? []
    if (whole === undefined || targets.length === 0) continue
    const window = `${count}${unit}`
    const isAsked =
      text.includes(`[${window}]`) || new RegExp(`${window}\\b`).test(text) || text.includes('current_burn')
    if (!isAsked) return [`“${whole.trim()}” is no window of its queries`, path]
  }
  return undefined
}

function colourProblem({ json }: LintedPanel): Problem | undefined {
  const [, said] = /\*\*Colours\.\*\* ([^\n]*)/.exec(textAt(json, 'description')) ?? []
  const field = at(json, 'fieldConfig', 'defaults')
  const steps = listAt(field, 'thresholds', 'steps').flatMap(step => {
    const value = numberAt(step, 'value')
    const tone = toneOf(textAt(step, 'color'))
    return value === undefined || tone === undefined ? [] : [{ value, word: WORDS[tone] ?? '' }]
  })
  if (said === undefined) {
    return steps.length === 0 ? undefined : ['the description does not name its thresholds', 'description']
  }
  const unit = textAt(field, 'unit')
  const missing = steps.find(({ value, word }) =>
    value <= ANY_NEGATIVE
      ? !said.includes(`below the rest ${word}`)
      : !said.includes(`from ${formatValue(value, unit)} ${word}`),
  )
  if (missing !== undefined)
    return [`the description does not say “from ${formatValue(missing.value, unit)} ${missing.word}”`, 'description']
  const named = said.split(' · ').filter(part => !part.startsWith('no data')).length
  return named === steps.length
    ? undefined
    : ['the description names thresholds that the panel does not have', 'description']
}
