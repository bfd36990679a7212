import type { GateReport, PathReport } from './report.ts'
import { rateText } from './words.ts'

/** The report for a job summary: the sentence, what came on each path, and how far each test came. */
export function renderMarkdown(report: GateReport): string {
  const { paths, tests, unjudged, sentence, seconds } = report
  const notes = unjudged.map(({ path, question, because }) => `- Not judged: ${path}, ${question} (${because}).\n`)
  return [
    `### Gate: ${report.verdict}\n`,
    `${escaped(sentence)} Decided in ${seconds.toFixed(1)} s.\n`,
    table(
      ['path', 'release', 'answers', 'failed', '95 % interval', 'p50', 'p95', 'p99', 'reasons'],
      paths.flatMap(pathRows(report.release)),
    ),
    table(
      ['path', 'question', 'good below', 'bad above', 'answers', 'failed', 'score', 'accepts at', 'rejects at', 'test'],
      tests.map(test => [
        test.path,
        test.latencySeconds === undefined ? test.question : `${test.question} (${test.latencySeconds} s)`,
        rateText(test.p0),
        rateText(test.p1),
        String(test.answers),
        String(test.failures),
        test.score.toFixed(2),
        test.acceptsAt.toFixed(2),
        test.rejectsAt.toFixed(2),
        `${test.decision ?? 'open'}${test.ratesFrom === undefined ? '' : ', rates from the baseline'}`,
      ]),
    ),
    notes.join(''),
  ]
    .filter(part => part !== '')
    .join('\n')
}

function pathRows(release: string | undefined): (path: PathReport) => readonly (readonly string[])[] {
  return ({ path, judged, others, excluded }) => [
    row(path, release ?? 'all', judged),
    ...Object.entries(others).map(([name, tally]) => row(path, name === '' ? 'unsigned' : name, tally)),
    ...Object.entries(excluded).flatMap(([why, times]) =>
      times === 0 ? [] : [[path, `excluded: ${why}`, String(times), '', '', '', '', '', '']],
    ),
  ]
}

function row(path: string, release: string, tally: PathReport['judged']): readonly string[] {
  const [low, high] = tally.interval
  return [
    path,
    release,
    String(tally.answers),
    String(tally.failed),
    `${rateText(low)} to ${rateText(high)}`,
    ...[tally.p50, tally.p95, tally.p99].map(time => (time === undefined ? '–' : `${Math.round(time * 1000)} ms`)),
    Object.entries(tally.reasons)
      .map(([words, times]) => `${words} ${times} ×`)
      .join(', '),
  ]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |\n`
  return rows.length === 0 ? '' : `${line(head)}${line(head.map(() => '---'))}${rows.map(line).join('')}`
}

/** Text from outside, such as a release's name, stays text: no cell, mark or tag begins in it. */
function escaped(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ')
}
