import { count } from '../../../../lib/count.ts'
import type { AnswerFailure } from './answer.ts'

/** A failure in a few words: `500 by the app`, `refused`, `timeout`. */
export function failureWords({ reason, status, answeredBy }: AnswerFailure): string {
  const what = reason === 'status' && status !== undefined ? String(status) : reason.replaceAll('_', ' ')
  return answeredBy === undefined ? what : `${what} by the ${answeredBy}`
}

/** A rate in percent, with two digits that count: `3 %`, `0.2 %`, `99.9 %`. */
export function rateText(rate: number): string {
  const percent = rate * 100
  return `${Number(percent.toPrecision(percent > 90 ? 4 : 2))} %`
}

/** The reasons with the most failures first: `500 by the app`, or `500 by the app 9 ×, timeout 2 ×`. */
export function reasonsText(reasons: ReadonlyMap<string, number>, most = 3): string {
  const sorted = [...reasons].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const [only, ...others] = sorted
  if (only !== undefined && others.length === 0) return only[0]
  const shown = sorted.slice(0, most).map(([words, times]) => `${words} ${times} ×`)
  return [...shown, ...(sorted.length > most ? [count(sorted.length - most, 'other reason')] : [])].join(', ')
}
