import type { DiagnosticSeverity } from '../../../lib/diagnostic/diagnostic.ts'
import { hours, humanDuration, milliseconds } from '../../../lib/duration.ts'
import { type Ast, readAst, type SelectorPart } from '../../../lib/promql/query/ast.ts'
import { LARGEST_BOUND, looseBounds, matcherText } from '../../../lib/promql/query/bucket-bounds.ts'
import { canMatch } from '../../../lib/promql/query/matching-values.ts'
import { isNeverAbsent } from '../../../lib/promql/query/never-absent.ts'
import { moment } from '../../../lib/promql/query/normal-events.ts'
import { outputSeries, partsOf } from '../../../lib/promql/query/output-series.ts'
import type { QueryProblem } from './placed-query.ts'

/** What is suspect in the parts of a query that Prometheus loads. */
export function partProblems(query: string, suspect: DiagnosticSeverity): readonly QueryProblem[] {
  const ast = readAst(query)
  if (ast === undefined) return []
  return partsOf(ast.root).flatMap(part => {
    if (part.kind === 'selector')
      return [...boundProblems(part), ...emptyProblems(part), ...offsetProblems(part, suspect)]
    if (part.kind === 'subquery') return offsetProblems(part, suspect)
    if (part.kind === 'binary') return orderProblems(part, suspect)
    return part.kind === 'call' ? callProblems(part, suspect) : []
  })
}

function boundProblems(selector: SelectorPart): readonly QueryProblem[] {
  return looseBounds(selector).map(({ matcher, portable }) => ({
    severity: 'warning',
    code: 'bucket-bound',
    message:
      portable.text === LARGEST_BOUND
        ? `Every Prometheus writes the largest bound as ${LARGEST_BOUND}, so ${matcherText(matcher)} never matches`
        : `Prometheus 2 and 3 write this bound differently, so ${matcherText(matcher)} matches in one of them only`,
    help: `Write ${matcherText(portable)}.`,
    range: [selector.from, selector.to],
  }))
}

function emptyProblems(selector: SelectorPart): readonly QueryProblem[] {
  if (canMatch(selector.matchers)) return []
  const message = 'Two matchers of this selector exclude each other, so it never has a series'
  const help = 'Keep the one that is meant.'
  return [{ severity: 'warning', code: 'selects-nothing', message, help, range: [selector.from, selector.to] }]
}

/** From here on what is read was over long before. */
const LATE = hours(1)

/** What is read of another time than that of the evaluation. */
function offsetProblems(
  part: Extract<Ast, { kind: 'selector' | 'subquery' }>,
  suspect: DiagnosticSeverity,
): readonly QueryProblem[] {
  const back = Number(moment(part))
  const about = { code: 'odd-offset', range: [part.from, part.to] } as const
  if (back < 0) {
    const message = 'This reads what comes after the evaluation, of which there are no samples yet'
    return [
      { ...about, severity: suspect, message, help: 'Leave the offset out: the rules record each moment as it comes.' },
    ]
  }
  if (!(back > LATE)) return []
  const message = `This reads what was ${humanDuration(milliseconds(back))} ago, so every alert comes so much later`
  const help = 'Leave the offset out, or write only as much as samples arrive late.'
  return [{ ...about, severity: 'warning', message, help }]
}

/** `vector(0) or x` is always zero: a constant without labels stands in the way of everything without labels. */
function orderProblems(
  { operator, left, right }: Extract<Ast, { kind: 'binary' }>,
  suspect: DiagnosticSeverity,
): readonly QueryProblem[] {
  const series = outputSeries(right)
  const isHidden = series.kind === 'known' && series.labels.length === 0 && !isNeverAbsent(right)
  if (operator !== 'or' || !isHidden || !isNeverAbsent(left)) return []
  const message = 'What stands before this `or` is always there, so what stands behind it never counts'
  const help = 'Write the constant last, as in x or vector(0).'
  return [{ severity: suspect, code: 'or-order', message, help, range: [left.from, left.to] }]
}

/** Functions that count how far a counter went. */
const INCREASES = ['rate', 'increase', 'irate']

/** Functions that read each sample as an amount. */
const READINGS = ['sum_over_time', 'avg_over_time', 'max_over_time', 'min_over_time', 'last_over_time']

function callProblems(part: Extract<Ast, { kind: 'call' }>, suspect: DiagnosticSeverity): readonly QueryProblem[] {
  const [inner] = part.given
  const range = [part.from, part.to] as const
  if (inner === undefined) return []
  if (part.name === 'scalar' && outputSeries(inner).kind === 'many') {
    const message = 'scalar() of several series is not a number'
    return [{ severity: suspect, code: 'many-series', message, help: 'Sum them up inside: scalar(sum(…)).', range }]
  }
  if (INCREASES.includes(part.name) && inner.kind === 'subquery' && inner.inner.kind === 'aggregate') {
    const message = `${part.name}() of a sum takes the restart of one process for a fall of all`
    const help = `Sum last: ${inner.inner.name}(${part.name}(…[{{.window}}])).`
    return [{ severity: 'warning', code: 'rate-of-sum', message, help, range }]
  }
  const isReading = READINGS.includes(part.name) && inner.kind === 'selector' && /_total$/.test(inner.metric)
  if (!isReading) return []
  const message = `${part.name}() takes the readings of a counter for amounts: ${inner.metric} only grows`
  return [{ severity: 'warning', code: 'not-a-count', message, help: 'Write rate(…[{{.window}}]).', range }]
}
