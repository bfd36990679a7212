import { parseDuration } from '../../lib/duration.ts'

/** The values of expressions at times, each written as a duration such as `2h10m`. */
export type Evaluations = (expr: string, time: string) => number | undefined

/** What a failed `promtool test rules` printed of expressions that were expected to have no value, and have one. */
export function readEvaluations(printed: string): Evaluations {
  const found = new Map<string, number>()
  for (const match of printed.matchAll(
    /expr: "((?:[^"\\]|\\.)*)", time: (\S+),\s*\n\s*exp:\s*nil\s*\n\s*got:\s*(.*)/g,
  )) {
    const [, expr = '', time = '', got = ''] = match
    const number = /(NaN|[+-]?Inf|-?[\d.]+(?:e[+-]?\d+)?)(?:, |\s*$)/i.exec(got.replace(/^.*\} /, ''))?.[1] ?? ''
    found.set(`${JSON.parse(`"${expr}"`)} ${parseDuration(time)}`, Number(number.replace('Inf', 'Infinity')))
  }
  return (expr, time) => found.get(`${expr} ${parseDuration(time)}`)
}
