import { at, textAt } from '../json.ts'
import { eachTarget, type Rule } from '../rule.ts'

/** `.*` also matches series without the label: “All” would then show what belongs to nobody. */
export const selectiveMatcher: Rule = {
  code: 'selective-matcher',
  summary:
    'No matcher is `.*`, neither written nor as the value of “All”, and each is a regular expression that compiles.',
  scope: 'any',
  check: board => [
    ...eachTarget(board, 'Leave the matcher out, or write `.+`.', target =>
      target.query.selectors.flatMap(({ matchers }) =>
        matchers.flatMap(({ label, operator, value }) => {
          if (!operator.includes('~')) return []
          if (value === '.*') return [`the matcher on “${label}” matches everything`]
          return compiles(value) ? [] : [`the matcher on “${label}” is no regular expression: ${value}`]
        }),
      ),
    ),
    ...board.variables
      .filter(({ json }) => at(json, 'includeAll') === true && ['', '.*'].includes(textAt(json, 'allValue')))
      .map(({ path, name }) => ({
        path: [...path, 'allValue'],
        message: `“All” of $${name} is sent as a list of every value, or matches series without the label`,
        help: 'Set “allValue” to “.+”.',
      })),
  ],
}

/** Go's regular expressions lack look-around; otherwise JavaScript's reader is strict enough. */
function compiles(value: string): boolean {
  if (/\(\?[=!<]/.test(value)) return false
  try {
    new RegExp(value.replace(/\\\\/g, '\\').replace(/\$\{?\w+(:\w+)?\}?/g, 'x'))
    return true
  } catch {
    // The constructor's only way of saying no.
    return false
  }
}
