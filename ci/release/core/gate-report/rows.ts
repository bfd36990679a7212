import { formatDuration, seconds } from '../../../../lib/duration.ts'
import { EXCLUSION_NAMES } from '../gate/answer.ts'
import { rateText, reasonsText } from '../gate/words.ts'
import type { GateReport, PathReport } from './report.ts'
import { shownRelease } from './shown.ts'
import { standingText } from './standing.ts'

/** A table of a report: its head and its rows, for a terminal and for a summary alike. */
export interface ReportTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What came on each path: of the release under test, of others, and what was excluded. */
export function answersTable({ paths, release }: GateReport): ReportTable {
  return {
    head: ['path', 'release', 'answers', 'failed', '95 % interval', 'p50', 'p95', 'p99', 'reasons'],
    rows: paths.flatMap(({ path, judged, others, excluded }) => [
      answersRow(path, release === undefined ? 'all' : shownRelease(release), judged),
      ...Object.entries(others).map(([name, counted]) => answersRow(path, shownRelease(name), counted)),
      ...EXCLUSION_NAMES.filter(why => excluded[why] > 0).map(why => [
        path,
        `excluded: ${why}`,
        String(excluded[why]),
        ...Array(6).fill(''),
      ]),
    ]),
  }
}

/** How far each test came. */
export function testsTable({ tests }: GateReport): ReportTable {
  return {
    head: ['path', 'question', 'good up to', 'bad from', 'answers', 'failed', 'test'],
    rows: tests.map(test => [
      test.path,
      test.latencySeconds === undefined
        ? test.question
        : `${test.question} (${formatDuration(seconds(test.latencySeconds))})`,
      rateText(test.p0),
      rateText(test.p1),
      String(test.answers),
      String(test.failures),
      test.decision === undefined ? standingText(test) : `${test.decision}ed`,
    ]),
  }
}

function answersRow(path: string, release: string, counted: PathReport['judged']): readonly string[] {
  const [low, high] = counted.interval
  return [
    path,
    release,
    String(counted.answers),
    String(counted.failed),
    `${rateText(low)} to ${rateText(high)}`,
    ...[counted.p50, counted.p95, counted.p99].map(time =>
      time === undefined ? '–' : `${Math.round(time * 1000)} ms`,
    ),
    counted.failed === 0 ? '' : reasonsText(new Map(Object.entries(counted.reasons))),
  ]
}
