import { MONITORING } from '../../catalogue/monitoring.ts'
import { eachTarget, type Rule } from '../rule.ts'

export const alertState: Rule = {
  code: 'alert-state',
  summary: 'Whoever counts alerts says in which state: firing, or pending.',
  why: 'A pending alert has told nobody, and most of them never will: counted as one that fires, it cries wolf.',
  scope: 'any',
  check: board =>
    eachTarget(board, 'Add alertstate="firing".', target =>
      target.query.selectors
        .filter(({ name, matchers }) => name === MONITORING.alerts && !isTold(matchers, target.query.groupingLabels))
        .map(() => `“${MONITORING.alerts}” is asked for pending and firing alerts alike`),
    ),
}

function isTold(matchers: readonly { readonly label: string }[], groupings: readonly string[]): boolean {
  return matchers.some(({ label }) => label === 'alertstate') || groupings.includes('alertstate')
}
