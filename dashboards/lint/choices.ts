import { textAt } from '../../lib/json/path.ts'
import type { LintedVariable } from './linted-board.ts'

/** The label whose values a variable has; undefined for a variable of another kind. */
export function chosenLabel({ json }: LintedVariable): string | undefined {
  const query = textAt(json, 'definition') || textAt(json, 'query', 'query') || textAt(json, 'query')
  return /^label_values\((?:.+, *)?(\w+)\)$/.exec(query)?.[1]
}
