import { humanDuration } from '../../../lib/duration.ts'
import { lateText } from '../../../slo/report/late-text.ts'
import { percentText } from '../../../slo/report/percent.ts'
import type { SloReport } from '../../../slo/report/report.ts'
import { budgetTone, burnTone } from '../../../slo/report/tones.ts'
import { commandIn } from '../plan/command-hint.ts'
import type { PartStatus } from '../supervise/part-status.ts'
import { areFiguresOld, faultDomainText, noticeLines, pagesText, recoveryLines } from './notice-lines.ts'
import type { Paint, StackView, Tone } from './stack-view.ts'

const STATE_TONES: Readonly<Record<PartStatus['state'], Tone>> = {
  waiting: 'dim',
  starting: 'dim',
  ready: 'good',
  unresponsive: 'bad',
  restarting: 'bad',
  held: 'warn',
  stopped: 'dim',
}

const MARKS: Readonly<Record<PartStatus['state'], string>> = {
  waiting: '·',
  starting: '·',
  ready: '✓',
  unresponsive: '✗',
  restarting: '✗',
  held: '✗',
  stopped: '·',
}

/** One line for a part: mark, name, state, time to ready, where it is reached, and what is not real about it. */
export function partLine(part: PartStatus, paint: Paint): string {
  const time = part.readyAfter === undefined ? '' : `${(part.readyAfter / 1000).toFixed(1)} s`
  const notes = [
    part.state === 'ready' ? '' : part.state,
    part.state === 'ready' ? '' : (part.problem ?? ''),
    part.restarts > 0 ? `restarted ${part.restarts}×` : '',
    part.standIn ?? '',
  ].filter(note => note !== '')
  const columns = `${part.name.padEnd(14)}${time.padStart(7)}   ${part.url.padEnd(34)}`
  return `  ${paint(STATE_TONES[part.state], MARKS[part.state])} ${columns} ${paint('dim', notes.join(' · '))}`.trimEnd()
}

/** The live view, line by line: SLOs, fault domain, pages, and the parts that are not well. */
export function viewLines(view: StackView, paint: Paint): readonly string[] {
  const unwell = view.parts.filter(part => part.state !== 'ready' || part.restarts > 0)
  // Figures of the past must not look like those of now.
  const figurePaint: Paint = areFiguresOld(view) ? (_, text) => paint('blind', text) : paint
  return [
    `${paint('strong', 'leadline')}  ${view.siteUrl}  ${paint('dim', `running ${humanDuration(view.runningFor)}`)}`,
    '',
    ...sloTable(view.slos, view.columns, figurePaint),
    ...(areFiguresOld(view) && view.slos.length > 0
      ? [`  ${paint('blind', 'blind: these figures are from before')}`]
      : []),
    ...view.slos.flatMap(({ id, countedLate }) =>
      countedLate === undefined ? [] : [`  ${paint('dim', `${id}: ${lateText(countedLate)}`)}`],
    ),
    '',
    `  fault domain  ${faultDomainText(view, paint)}`,
    ...(view.drill === undefined ? [] : [`  drill         ${paint('warn', `${view.drill}: broken on purpose`)}`]),
    `  pages         ${pagesText(view, paint)}`,
    ...recoveryLines(view, paint),
    ...noticeLines(view.notices, paint),
    ...(unwell.length === 0 ? [] : ['', ...unwell.map(part => partLine(part, paint))]),
    '',
    paint(
      'dim',
      `  q stops · logs in ${view.folder}/logs · ${commandIn(view.folder, 'drill', 'ingress-down')} breaks something`,
    ),
  ]
}

const BAR_WIDTH = 10

function sloTable(slos: readonly SloReport[], columns: number, paint: Paint): readonly string[] {
  if (slos.length === 0) return [`  ${paint('blind', 'blind: no SLO has been evaluated yet')}`]
  const width = Math.max(3, ...slos.map(slo => slo.id.length))
  if (width + WIDTH_BESIDE_ID > columns) return slos.flatMap(slo => narrowSlo(slo, paint))
  const head = [
    'SLO'.padEnd(width),
    'objective',
    'SLI 1 h'.padStart(9),
    'budget left'.padEnd(BAR_WIDTH + 10),
    'burn 1 h',
  ]
  const row = (cells: readonly string[]): string => `  ${cells.join('  ')}`
  return [paint('dim', row(head)), ...slos.map(slo => row(sloCells(slo, width, paint)))]
}

/** What a row takes beside the SLO's id: two spaces before each cell, and the cells. */
const WIDTH_BESIDE_ID = 2 + 11 + 11 + 2 + BAR_WIDTH + 10 + 10

/** An SLO where its row would not fit: a line a figure. */
function narrowSlo(slo: SloReport, paint: Paint): readonly string[] {
  const [, objective = '', sli = '', budget = '', burn = ''] = sloCells(slo, 0, paint)
  const lines = { objective: objective.trim(), 'SLI 1 h': sli.trim(), 'budget left': budget, 'burn 1 h': burn }
  return [`  ${slo.id}`, ...Object.entries(lines).map(([name, text]) => `    ${paint('dim', name.padEnd(13))}${text}`)]
}

function sloCells(slo: SloReport, width: number, paint: Paint): readonly string[] {
  const burn = slo.burnRate1h
  return [
    slo.id.padEnd(width),
    percentText(slo.objective).padStart(9),
    (slo.sli === undefined ? 'blind' : percentText(slo.sli, 3)).padStart(9),
    budgetText(slo.budgetRemaining, paint),
    paint(
      burnTone(burn, slo.periodDays),
      (burn === undefined ? 'blind' : `${burn.toFixed(1)}×`).padStart(width === 0 ? 0 : 8),
    ),
  ]
}

function budgetText(remaining: number | undefined, paint: Paint): string {
  if (remaining === undefined) return paint('blind', `${'?'.repeat(BAR_WIDTH)}${'blind'.padStart(10)}`)
  const full = Math.round(Math.min(1, Math.max(0, remaining)) * BAR_WIDTH)
  const tone = budgetTone(remaining)
  const rest: Tone = tone === 'bad' ? 'bad' : 'dim'
  return `${paint(tone, '█'.repeat(full))}${paint(rest, '░'.repeat(BAR_WIDTH - full))}${percentText(remaining, 1).padStart(10)}`
}

/** The view for a log file: one line a fact, each understandable alone. */
export function logLines(view: StackView): readonly string[] {
  const where = areFiguresOld(view) ? 'blind' : (view.faultDomain ?? 'blind')
  return view.slos.map(slo => {
    const sli = slo.sli === undefined ? 'blind' : percentText(slo.sli, 3)
    const left = slo.budgetRemaining === undefined ? 'blind' : percentText(slo.budgetRemaining, 1)
    const burn = slo.burnRate1h === undefined ? 'blind' : `${slo.burnRate1h.toFixed(1)}×`
    return `slo ${slo.id}: objective ${percentText(slo.objective)}, SLI 1 h ${sli}, budget left ${left}, burn 1 h ${burn}, fault domain ${where}`
  })
}
