import { eachTarget, type Rule } from '../rule.ts'

/** Prometheus refuses it, and the panel shows an error instead of an outage. */
export const queryParses: Rule = {
  code: 'query-parses',
  summary: 'Every query is PromQL, and its value can be drawn.',
  scope: 'any',
  check: board =>
    eachTarget(
      board,
      'Try it in Prometheus’ own page; Grafana’s variables may stand only where a value may.',
      target => {
        const { brokenAt, text, isRange, calls } = target.query
        if (brokenAt !== undefined)
          return [`this is not PromQL from “${text.slice(brokenAt, brokenAt + 30).trim()}” on`]
        if (isRange) return ['the query gives a range of samples, which no panel can draw']
        return calls.flatMap(call => {
          const last = call.arguments.at(-1)?.trim() ?? ''
          const takesRange = RANGE_FUNCTIONS.test(call.name)
          if (takesRange && !/\]\s*(offset\s+\S+|@\s*\S+)?\)*$/.test(last) && call.arguments.length > 0) {
            return [`${call.name}() needs a range, such as [$__rate_interval]`]
          }
          return AGGREGATIONS.has(call.name) && /\]$/.test(last) ? [`${call.name}() cannot take a range`] : []
        })
      },
    ),
}

const RANGE_FUNCTIONS = /^(rate|irate|increase|delta|idelta|deriv|changes|resets|predict_linear|\w+_over_time)$/

const AGGREGATIONS = new Set([
  'sum',
  'avg',
  'min',
  'max',
  'count',
  'group',
  'topk',
  'bottomk',
  'quantile',
  'stddev',
  'stdvar',
])
