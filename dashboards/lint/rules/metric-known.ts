import { didYouMean } from '../../../lib/did-you-mean.ts'
import { eachTarget, type Rule } from '../rule.ts'

export const metricKnown: Rule = {
  code: 'metric-known',
  summary: 'Every series that a query asks for exists in the catalogue.',
  why: 'A metric that was renamed leaves a panel that is empty and looks quiet.',
  scope: 'ours',
  check: (board, { series }) =>
    eachTarget(board, 'List the metric with its type and labels in dashboards/catalogue.', target =>
      target.query.selectors.flatMap(({ name }) => {
        if (name === undefined || series.has(name)) return []
        const meant = didYouMean(name, [...series.keys()])
        return [`nobody measures “${name}”${meant === undefined ? '' : `; did you mean “${meant}”?`}`]
      }),
    ),
}
