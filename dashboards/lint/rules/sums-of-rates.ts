import type { Call, PromQuery } from '../../promql/parse.ts'
import { eachTarget, type Rule } from '../rule.ts'

const RATES = new Set(['rate', 'irate', 'increase'])
const AGGREGATIONS = new Set(['sum', 'avg', 'max', 'min', 'count'])
/** Functions that read a counter's level, which falls back to 0 with each restart. */
const OF_LEVELS = new Set([
  'deriv',
  'delta',
  'predict_linear',
  'avg_over_time',
  'max_over_time',
  'min_over_time',
  'sum_over_time',
  'quantile_over_time',
  'stddev_over_time',
])

export const sumsOfRates: Rule = {
  code: 'sums-of-rates',
  summary: 'Rates are taken of counters and then summed, never of sums or of rates, and ratios are made of sums.',
  why: 'A restart looks like growth in the rate of a sum; a mean of ratios gives a route with one request the weight of one with a thousand.',
  scope: 'any',
  isAboutDrawing: true,
  check: (board, { series }) =>
    eachTarget(board, 'Sum rates of counters, and divide sums: sum(rate(a[…])) / sum(rate(b[…])).', ({ query }) => {
      if (query.isOpaque) return []
      const isCounter = (name: string) => series.get(name)?.isCounter ?? false
      return [...ofSums(query), ...ofRecorded(query), ...ofLevels(query, isCounter), ...meansOfRatios(query, isCounter)]
    }),
}

function ofSums({ calls }: PromQuery): readonly string[] {
  return calls
    .filter(({ name, inner }) => RATES.has(name) && inner.some(call => AGGREGATIONS.has(call.name)))
    .map(({ name }) => `${name}() of an aggregation takes the restart of one series for growth`)
}

function ofRecorded({ selectors }: PromQuery): readonly string[] {
  return selectors
    .filter(({ name = '', within: [call = ''] }) => RATES.has(call) && /:.*(rate|ratio|increase)/.test(name))
    .map(({ name, within: [call] }) => `${call}() of “${name}”, which is a rate already`)
}

function ofLevels({ selectors }: PromQuery, isCounter: (name: string) => boolean): readonly string[] {
  return selectors
    .filter(({ name = '', within }) => isCounter(name) && OF_LEVELS.has(within[0] ?? ''))
    .filter(({ within }) => !within.some(call => RATES.has(call)))
    .map(({ name, within: [call] }) => `${call}() of the counter “${name}”`)
}

/** A mean, a sum or an extreme of quotients of rates of events; a largest quotient by a label may be meant. */
function meansOfRatios({ calls }: PromQuery, isCounter: (name: string) => boolean): readonly string[] {
  return calls
    .filter(({ name }) => name === 'avg' || name === 'sum')
    .filter(call => isRatioOfRates(call, isCounter))
    .map(({ name }) => `${name}() of ratios weighs all alike, whatever they count`)
}

function isRatioOfRates({ arguments: given, selectors }: Call, isCounter: (name: string) => boolean): boolean {
  const [text = ''] = given
  const rated = selectors.filter(({ name = '', within }) => isCounter(name) && within.some(call => RATES.has(call)))
  return rated.length > 1 && outside(text).includes('/')
}

/** A text without what stands in brackets or quotes. */
function outside(text: string): string {
  let depth = 0
  let plain = ''
  for (const letter of text.replace(/"(?:[^"\\]|\\.)*"/g, '')) {
    if ('([{'.includes(letter)) depth += 1
    if (depth === 0) plain += letter
    if (')]}'.includes(letter)) depth -= 1
  }
  return plain
}
