import { eachTarget, type Rule } from '../rule.ts'

const AGGREGATIONS = new Set(['sum', 'avg', 'stddev', 'stdvar'])

export const quantilesAlone: Rule = {
  code: 'quantiles-alone',
  summary:
    'A quantile lies between 0 and 1, is made of summed buckets, and is neither summed, averaged nor subtracted.',
  why: 'The mean of two 99th percentiles is the percentile of nothing; nor is their difference a latency that someone had.',
  scope: 'any',
  check: board =>
    eachTarget(board, 'Sum the buckets first: histogram_quantile(0.99, sum by (le) (rate(…))).', ({ query }) => {
      const quantiles = query.calls.filter(({ name }) => name === 'histogram_quantile')
      const outer = query.calls.filter(
        ({ name, inner }) => AGGREGATIONS.has(name) && inner.some(call => call.name === 'histogram_quantile'),
      )
      const beyond = quantiles.flatMap(({ arguments: [level = ''] }) => (Number(level) > 1 ? [level] : []))
      const averaged = quantiles.filter(({ inner }) => inner.some(({ name }) => name === 'avg'))
      const isDifference =
        /histogram_quantile\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)\s*[-+]\s*histogram_quantile/
      return [
        ...outer.map(({ name }) => `${name}() of quantiles`),
        ...beyond.map(level => `the quantile ${level} is above 1`),
        ...averaged.map(() => 'buckets are averaged before the quantile is taken'),
        ...(isDifference.test(query.text) ? ['quantiles are added or subtracted'] : []),
      ]
    }),
}
