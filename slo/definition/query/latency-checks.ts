import type { DiagnosticSeverity } from '../../../lib/diagnostic/diagnostic.ts'
import { type Duration, inSeconds } from '../../../lib/duration.ts'
import { readAst } from '../../../lib/promql/query/ast.ts'
import { BUCKET_BOUND } from '../../../lib/promql/query/bucket-bounds.ts'
import { canMatch } from '../../../lib/promql/query/matching-values.ts'
import { placeholdersInText } from '../../../lib/promql/query/placeholders.ts'

/** What a latency SLI says in its own words. */
interface Latency {
  readonly histogram: string
  readonly matchers: string
  readonly threshold: Duration
}

/** A problem at one of its keys. */
interface LatencyProblem {
  readonly severity: DiagnosticSeverity
  readonly code: string
  readonly message: string
  readonly help: string
  readonly key: 'histogram' | 'selector' | 'threshold'
}

/** What is suspect in a latency SLI of which Prometheus would load the queries. */
export function latencyProblems({ histogram, matchers, threshold }: Latency): readonly LatencyProblem[] {
  const about = { severity: 'warning', key: 'selector' } as const
  const root = readAst(`${histogram}{${matchers}}`)?.root
  const asked = root?.kind === 'selector' ? root.matchers : []
  const problems: LatencyProblem[] = placeholdersInText(matchers).map(problem => ({ ...about, ...problem }))
  if (!canMatch(asked)) {
    const message = 'Two matchers of this selector exclude each other, so it never has a series'
    problems.push({ ...about, code: 'selects-nothing', message, help: 'Keep the one that is meant.' })
  }
  if (asked.some(({ label }) => label === BUCKET_BOUND)) {
    const message = `The threshold chooses the bucket, and a matcher of ${BUCKET_BOUND} excludes it, or all events`
    problems.push({
      ...about,
      code: 'selects-nothing',
      message,
      help: 'Leave it out, and write the bound as `threshold`.',
    })
  }
  const suffix = /_(?:bucket|count|sum)$/.exec(histogram)?.[0]
  if (suffix !== undefined) {
    const message = `The rules add the suffixes of a histogram themselves, so they would read ${histogram}_bucket`
    const help = `Write ${histogram.slice(0, -suffix.length)}.`
    problems.push({ severity: 'warning', key: 'histogram', code: 'selects-nothing', message, help })
  }
  if (/_(?:milliseconds|millis|ms)$/.test(histogram)) {
    const message = `${histogram} seems to be of milliseconds, and the threshold is read as ${inSeconds(threshold)} seconds`
    const help = 'Write a histogram of seconds, or `events` with the bound in milliseconds.'
    problems.push({ severity: 'warning', key: 'threshold', code: 'bucket-bound', message, help })
  }
  return problems
}
