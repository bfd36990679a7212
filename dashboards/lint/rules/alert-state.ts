import { MONITORING } from '../../catalogue/monitoring.ts'
import { eachTarget, type Rule } from '../rule.ts'

export const alertState: Rule = {
  code: 'alert-state',
  summary: 'A query of `ALERTS` names the state of the alerts: firing, or pending.',
  why: 'A pending alert has notified no one yet, and most never do: counted together with firing ones, the number is too high.',
  scope: 'any',
  check: board =>
    eachTarget(board, 'Add alertstate="firing".', target =>
      target.query.selectors
        .filter(
          ({ name, matchers }) => name === MONITORING.alerts && !namesState(matchers, target.query.groupingLabels),
        )
        .map(() => `“${MONITORING.alerts}” selects pending and firing alerts alike`),
    ),
}

function namesState(matchers: readonly { readonly label: string }[], groupings: readonly string[]): boolean {
  return matchers.some(({ label }) => label === 'alertstate') || groupings.includes('alertstate')
}
