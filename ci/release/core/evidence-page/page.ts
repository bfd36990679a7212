import { humanDuration, seconds } from '../../../../lib/duration.ts'
import { type Html, html, trusted } from '../../../../lib/html.ts'
import { type EvidenceFacts, TITLES } from '../deploy/evidence.ts'
import { ENDS } from '../deploy/states.ts'
import type { GateReport } from '../gate-report/report.ts'
import { answersTable, testsTable } from '../gate-report/rows.ts'
import type { Course } from '../record/course.ts'
import { timelineOf } from '../record/timeline.ts'
import { costTable } from './cost-table.ts'
import { coursePlot } from './course-plot.ts'
import { EVIDENCE_STYLE } from './style.ts'
import { pairsOf, tableOf, timelineTable } from './tables.ts'
import { timelinePlot } from './timeline-plot.ts'

/** The evidence as one page. It has no script, loads nothing, and can be opened from a file, printed or sent as it is. */
export function evidencePage(facts: EvidenceFacts): string {
  const { end, sentence, release = 'a release', startedAt } = facts
  const title = `${TITLES[end]}: ${release}`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(EVIDENCE_STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="soft">${startedAt.toISOString().slice(0, 19).replace('T', ' ')} UTC</p>
<p class="summary tone-${toneOf(facts)}"><span>${sentence}</span></p>
</header>
<main>
${sectionsOf(facts).map(([heading, body]) => html`<section class="slo"><h2>${heading}</h2>\n${body}</section>\n`)}
</main>
</body>
</html>
`.markup
}

/** Good, bad, or neither: the colour is of the exit code, and the title says it in words. */
function toneOf({ end }: EvidenceFacts): string {
  const { exit } = ENDS[end]
  return exit === ENDS.done.exit ? 'good' : exit === ENDS.inconclusive.exit ? 'blind' : 'bad'
}

function sectionsOf(facts: EvidenceFacts): readonly (readonly [heading: string, body: readonly Html[]])[] {
  const { canaryReport, report, record, notes, changes, byHand, cost, costs } = facts
  const sections: readonly (readonly [string, readonly Html[]])[] = [
    ['In short', inShort(facts)],
    ['Timeline', timeline(facts)],
    ['The canary beside the old release', gate(canaryReport, record.courses.get('canary-gate'))],
    ['The gate', gate(report, record.courses.get('undo-gate') ?? record.courses.get('gate'))],
    ['Cost', cost === undefined ? [] : [html`<p>${cost}</p>`, ...costTable(costs)]],
    ['Notes', listOf(notes)],
    ['Changed objects', listOf(changes)],
    ['By hand', byHand.length === 0 ? [] : [html`<pre>${byHand.join('\n')}</pre>`]],
  ]
  return sections.filter(([, body]) => body.length > 0)
}

function inShort(facts: EvidenceFacts): readonly Html[] {
  const { who, release, returnedTo, kinds, budget, end, dashboard, seconds: took } = facts
  const pairs = pairsOf([
    ['release', release],
    ['returned to', returnedTo],
    ['by', who],
    ['end', `${end} (exit ${ENDS[end].exit}): ${ENDS[end].means}`],
    ['changes', kinds.join(', ')],
    ['error budget before', budget?.sentence],
    [
      'states',
      [...took].map(([state, spent]) => `${state} ${humanDuration(seconds(Number(spent.toFixed(1))))}`).join(', '),
    ],
  ])
  const link =
    dashboard === undefined
      ? []
      : [html`<p class="note"><a href="${dashboard}">The Release dashboard at that time</a></p>`]
  return [pairs, ...link]
}

function timeline({ record, startedAt, endedAt }: EvidenceFacts): readonly Html[] {
  const entries = timelineOf(record)
  if (entries.length === 0) return []
  const moments = entries.map(({ at }) => at.getTime())
  const [from, to] = [Math.min(startedAt.getTime(), ...moments), Math.max(endedAt.getTime(), ...moments)]
  return [html`<div class="scroll" tabindex="0">${timelinePlot(record, new Date(from), new Date(to))}</div>`, timelineTable(entries)]
}

function gate(report: GateReport | undefined, courses: readonly Course[] | undefined): readonly Html[] {
  if (report === undefined) return []
  const plot =
    courses === undefined || courses.length === 0 ? [] : [html`<div class="scroll" tabindex="0">${coursePlot(courses)}</div>`]
  const { sentence, notes } = report
  return [
    html`<p>${sentence} Judged for ${report.seconds.toFixed(1)} s.</p>`,
    html`<h3>Answers</h3>`,
    tableOf(answersTable(report)),
    html`<h3>Tests</h3>`,
    ...plot,
    tableOf(testsTable(report)),
    ...listOf(notes),
  ]
}

function listOf(lines: readonly string[]): readonly Html[] {
  return lines.length === 0 ? [] : [html`<ul>${lines.map(line => html`<li>${line}</li>`)}</ul>`]
}
