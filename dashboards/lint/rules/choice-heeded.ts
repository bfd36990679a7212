import { at } from '../../../lib/json/path.ts'
import type { Selector } from '../../promql/parse.ts'
import { variablesIn } from '../../promql/variables.ts'
import { chosenLabel } from '../choices.ts'
import type { LintedBoard } from '../linted-board.ts'
import { eachTarget, type LintWorld, type Rule } from '../rule.ts'

export const choiceHeeded: Rule = {
  code: 'choice-heeded',
  summary: 'Every series that has the label of a variable is matched on that variable.',
  why: 'Otherwise a person selects one SLO and reads a figure of all of them.',
  scope: 'ours',
  check: (board, world) => {
    const choices = choicesOf(board)
    return eachTarget(board, 'Add the matcher, or move the panel to a dashboard without this variable.', ({ query }) =>
      choices.flatMap(choice => [
        ...query.selectors
          .filter(selector => !heeds(selector, choice) && isConcerned(selector, query.selectors, choice, world))
          .map(({ name }) => `“${name}” is not matched on $${choice.variable}`),
        ...query.selectors
          .filter(selector => choice.isOfSeveral && isForOne(selector, choice))
          .map(
            ({ name }) => `“${name}” is matched on one value of $${choice.variable}, of which several can be chosen`,
          ),
      ]),
    )
  },
}

/** A variable whose values are a label, and the series that some query of the dashboard matches on it. */
interface Choice {
  readonly variable: string
  readonly label: string
  readonly matched: ReadonlySet<string>
  readonly isOfSeveral: boolean
}

function choicesOf(board: LintedBoard): readonly Choice[] {
  const selectors = board.panels.flatMap(({ targets }) => targets.flatMap(({ query }) => query.selectors))
  return board.variables.flatMap(variable => {
    const label = chosenLabel(variable)
    if (label === undefined) return []
    const choice = { variable: variable.name, label, isOfSeveral: at(variable.json, 'multi') === true }
    const matched = selectors.filter(selector => heeds(selector, choice)).map(({ name = '' }) => name)
    return [{ ...choice, matched: new Set(matched) }]
  })
}

function heeds({ matchers }: Selector, { label, variable }: Pick<Choice, 'label' | 'variable'>): boolean {
  return matchers.some(matcher => matcher.label === label && variablesIn(matcher.text).includes(variable))
}

/** Grafana fills in several values as a pattern, which only `=~` reads. */
function isForOne({ matchers }: Selector, { label, variable }: Choice): boolean {
  return matchers.some(
    matcher =>
      matcher.label === label && !matcher.operator.endsWith('~') && variablesIn(matcher.text).includes(variable),
  )
}

/**
 * Whether a variable is about a series, which then has the label of its own. The labels of a scrape are on all series,
 * also on those that the variable is not about; of these it concerns the ones that are matched elsewhere, or that stand
 * beside a matched one in the same query.
 */
function isConcerned(
  { name = '' }: Selector,
  beside: readonly Selector[],
  choice: Choice,
  { series }: LintWorld,
): boolean {
  const known = series.get(name)
  if (known === undefined || !known.labels.has(choice.label)) return false
  return (
    known.ownLabels.includes(choice.label) || choice.matched.has(name) || beside.some(other => heeds(other, choice))
  )
}
