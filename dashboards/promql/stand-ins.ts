import { promqlProblems } from '../../lib/promql/syntax.ts'
import { type VariableUse, variableUses } from './variables.ts'

/** Stands in for Grafana's range of rates while a query is read; an unlikely value in a query written by hand. */
export const RATE_INTERVAL_STAND_IN = '4m7s'
/** Stands in for Grafana's step. */
export const STEP_STAND_IN = '1m7s'
/** Stands in for a range that a variable holds. */
const RANGE_STAND_IN = '4m9s'
const NAME_STAND_IN = 'grafana_variable'

/** Grafana's built-in variables, as durations and numbers of PromQL. */
const GRAFANA_VALUES: Readonly<Record<string, string>> = {
  __rate_interval: RATE_INTERVAL_STAND_IN,
  __rate_interval_ms: '247000',
  __interval: STEP_STAND_IN,
  __interval_ms: '67000',
  __auto: RANGE_STAND_IN,
  __range: '1h',
  __range_s: '3600',
  __range_ms: '3600000',
  __from: '0',
  __to: '0',
}

/** What a variable may hold, most likely first. With one of these the structure of the query is known. */
const SIMPLE = [NAME_STAND_IN, '1', RANGE_STAND_IN] as const
const OTHERS = ['sum', 'rate', '+', '', `${NAME_STAND_IN}="1"`] as const

/** A query with a stand-in in the place of each variable. */
interface FilledQuery {
  readonly text: string
  /** The offset in the original query of an offset in the text. */
  readonly placeOf: (offset: number) => number
  /** Whether a variable holds more than a range, so that it is not known whether Prometheus accepts the query. */
  readonly isTemplate: boolean
  /** Whether a variable holds more than a name, a number or a range, so that the query's structure is not known. */
  readonly isOpaque: boolean
}

/** Whether a name or a range of a query comes from a variable. */
export function isStandIn(text: string | undefined): boolean {
  return text !== undefined && (text === RANGE_STAND_IN || text.includes(NAME_STAND_IN))
}

/**
 * Fills each variable with the stand-in with which most of the query can be parsed: `$k` in `topk($k, …)` is a number,
 * `$label` in `by ($label)` a name. Inside quotes a variable is text, and stays as it is.
 */
export function withStandIns(query: string): FilledQuery {
  const uses = variableUses(query).filter(({ start }) => !isQuoted(query, start))
  const choices = uses.map(use => GRAFANA_VALUES[use.name] ?? firstGuess(query, use))
  for (const [index, use] of uses.entries()) {
    if (use.name in GRAFANA_VALUES) continue
    let best = scoreOf(fill(query, uses, choices))
    for (const candidate of [...SIMPLE, ...OTHERS]) {
      if (best.readTo === Number.POSITIVE_INFINITY && best.mistakes === 0) break
      const score = scoreOf(fill(query, uses, choices.with(index, candidate)))
      if (score.readTo < best.readTo || (score.readTo === best.readTo && score.mistakes >= best.mistakes)) continue
      choices[index] = candidate
      best = score
    }
  }
  const own = choices.filter((_, index) => !((uses[index]?.name ?? '') in GRAFANA_VALUES))
  return {
    text: fill(query, uses, choices),
    placeOf: offset => placeIn(uses, choices, offset),
    isTemplate: own.some(choice => choice !== RANGE_STAND_IN),
    isOpaque: own.some(choice => !SIMPLE.some(simple => simple === choice)),
  }
}

/**
 * Aggregations with a number as their first argument: by syntax alone, a number could not be distinguished from a
 * series.
 */
const NUMBER_FIRST = /\b(?:topk|bottomk|quantile|limitk|limit_ratio)\s*(?:(?:by|without)\s*\([^()]*\)\s*)?\(\s*$/i

/** Prometheus accepts a bare number as a range as well, which is never intended. */
const RANGE_FIRST = /\[[^\]]*$|\boffset\s+-?\s*$/i

function firstGuess(query: string, { start }: VariableUse): string {
  const before = query.slice(0, start)
  if (RANGE_FIRST.test(before)) return RANGE_STAND_IN
  return NUMBER_FIRST.test(before) ? '1' : NAME_STAND_IN
}

function fill(query: string, uses: readonly VariableUse[], choices: readonly string[]): string {
  let text = ''
  let end = 0
  for (const [index, use] of uses.entries()) {
    text += query.slice(end, use.start) + (choices[index] ?? '')
    end = use.end
  }
  return text + query.slice(end)
}

/**
 * Up to where a text is PromQL, counted from its end so that the length of a stand-in does not matter, and how many
 * other mistakes it has.
 */
function scoreOf(text: string): { readonly readTo: number; readonly mistakes: number } {
  const problems = promqlProblems(text)
  const broken = problems.find(({ code }) => code === 'promql-syntax' || code === 'promql-unknown-function')
  const readTo = broken === undefined ? Number.POSITIVE_INFINITY : broken.range[0] - text.length
  return { readTo, mistakes: problems.length }
}

function placeIn(uses: readonly VariableUse[], choices: readonly string[], offset: number): number {
  let shift = 0
  for (const [index, { start, end }] of uses.entries()) {
    const length = choices[index]?.length ?? 0
    if (offset < start + shift) break
    if (offset < start + shift + length) return start
    shift += length - (end - start)
  }
  return offset - shift
}

const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*/g

/** Whether a place lies in a text or a comment of the query. */
function isQuoted(query: string, place: number): boolean {
  return [...query.matchAll(QUOTED)].some(({ 0: text, index }) => index < place && place < index + text.length)
}
