import { didYouMean } from '../../../lib/did-you-mean.ts'
import { eachTarget, type Rule } from '../rule.ts'

export const metricKnown: Rule = {
  code: 'metric-known',
  summary: 'Every series that a query selects exists in the catalogue.',
  why: 'A renamed metric leaves an empty panel, which looks as if nothing happened.',
  scope: 'ours',
  check: (board, { series }) =>
    eachTarget(board, 'List the metric with its type and labels in dashboards/catalogue.', target =>
      target.query.selectors.flatMap(({ name }) => {
        if (name === undefined || series.has(name)) return []
        const meant = didYouMean(name, [...series.keys()])
        return [
          `“${name}” is no series that is measured or recorded${meant === undefined ? '' : `; did you mean “${meant}”?`}`,
        ]
      }),
    ),
}
