import { fillAll } from '../../promql/variables.ts'
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
      // The values of other kinds of variables are listed on purpose.
      .filter(({ json, type }) => type === 'query' && at(json, 'includeAll') === true)
      .filter(({ json }) => ['', '.*'].includes(textAt(json, 'allValue')))
      .map(({ path, name, json }) => ({
        path: [...path, 'allValue'],
        message:
          textAt(json, 'allValue') === ''
            ? `“All” of $${name} is sent as a list of every value`
            : `“All” of $${name} also matches series without the label`,
        help: 'Set “allValue” to “.+”.',
      })),
  ],
}

/** Go's regular expressions lack look-around, and have flags and names of groups that JavaScript's reader has not. */
function compiles(value: string): boolean {
  if (/\(\?[=!<]/.test(value)) return false
  try {
    const go = fillAll(value.replace(/\\\\/g, '\\'), 'x')
    new RegExp(go.replace(/\(\?[imsU-]+(:|\))/g, (_, end) => (end === ':' ? '(?:' : '')).replace(/\(\?P</g, '(?<'))
    return true
  } catch {
    // The constructor's only way of saying no.
    return false
  }
}
