import { at, textAt } from '../../../lib/json/path.ts'
import { patternMistake } from '../../../lib/re2.ts'
import { fillAll } from '../../promql/variables.ts'
import { eachTarget, type Rule } from '../rule.ts'

export const selectiveMatcher: Rule = {
  code: 'selective-matcher',
  summary:
    'No matcher is `.*`, neither written nor as the value of “All”, and each is a regular expression that compiles.',
  why: '`.*` also matches series without the label, so “All” would show series that belong to none of the values.',
  scope: 'any',
  check: board => [
    ...eachTarget(board, 'Leave the matcher out, or write `.+`.', target =>
      target.query.selectors.flatMap(({ matchers }) =>
        matchers.flatMap(({ label, operator, text }) => {
          if (!operator.includes('~')) return []
          if (text === '.*') return [`the matcher on “${label}” matches everything`]
          const mistake = patternMistake(fillAll(text, 'x'))
          return mistake === undefined ? [] : [`the matcher on “${label}” is no regular expression: ${mistake.reason}`]
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
