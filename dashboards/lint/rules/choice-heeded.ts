import { variablesIn } from '../../promql/variables.ts'
import { chosenLabel } from '../choices.ts'
import type { LintedBoard } from '../linted-board.ts'
import { eachTarget, type Rule } from '../rule.ts'

/** Who chose one SLO and sees a figure of all of them is misled at the worst moment. */
export const choiceHeeded: Rule = {
  code: 'choice-heeded',
  summary: 'On a board with a choice, every series that has the chosen label is matched on the choice.',
  scope: 'ours',
  check: (board, { series }) => {
    const choices = choicesOf(board)
    return eachTarget(board, 'Add the matcher, or move the panel to a board without this choice.', target =>
      target.query.selectors.flatMap(({ name = '', matchers }) =>
        choices
          .filter(({ label }) => series.get(name)?.ownLabels.includes(label))
          .filter(
            ({ label, variable }) =>
              !matchers.some(matcher => matcher.label === label && variablesIn(matcher.text).includes(variable)),
          )
          .map(({ variable }) => `“${name}” is not matched on $${variable}`),
      ),
    )
  },
}

/** The variables whose values are a label. */
function choicesOf(board: LintedBoard): readonly { readonly variable: string; readonly label: string }[] {
  return board.variables.flatMap(variable => {
    const label = chosenLabel(variable)
    return label === undefined ? [] : [{ variable: variable.name, label }]
  })
}
