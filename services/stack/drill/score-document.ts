import { humanDuration } from '../../../lib/duration.ts'
import type { Drill } from './drills.ts'
import { percent, type Score, timeText } from './score.ts'

/** When and of what the drills were run. */
interface Occasion {
  readonly at: Date
  readonly release: string
}

/** The measured table of a run of all drills, as Markdown. */
export function renderScores(
  scores: readonly Score[],
  drills: Readonly<Record<string, Drill>>,
  { at, release }: Occasion,
): string {
  const kept = scores.filter(({ isGood }) => isGood).length
  const rows = scores.map(score => `| ${cells(score, drills[score.name]).join(' | ')} |`)
  const loud = scores.flatMap(({ name, loud }) => loud.map(title => `- ${name}: ${title}`))
  return `${[
    '# Drills',
    '',
    '`npm run drill -- all` wrote this file: each drill broke one thing in a stack that ran, one after the other, each from a stack',
    'in which nothing was left of the one before. What is promised comes from the function that predicts pages from the alert',
    'windows, with the delays of alerting and patience for a busy machine. What it is made of are probes: where the prober counted',
    'none for a while, as on a busy machine, the page may come so much later, and the table says so.',
    '',
    `${kept} of ${scores.length} promises were kept on ${at.toISOString().slice(0, 10)} by release \`${release}\`.`,
    '',
    '| drill | what is broken | first failed probe | fault domain | page | page promised | resolved after | resolve promised | budget spent | stayed silent | kept |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...rows,
    ...(loud.length === 0 ? [] : ['', 'Pages that should not have come:', '', ...loud]),
  ].join('\n')}\n`
}

function cells(score: Score, drill: Drill | undefined): readonly string[] {
  const { pageDue, uncounted, resolveDue, budgetSpent, faultDomain, namedAfter } = score
  const within = (time: typeof pageDue) => (time === undefined ? '' : `within ${humanDuration(time)}`)
  const isSilent = drill?.isSilent === true
  return [
    `\`${score.name}\``,
    drill?.says ?? '',
    timeText(score.firstFailure),
    `${faultDomain ?? 'none'}${namedAfter === undefined || faultDomain === undefined ? '' : ` after ${timeText(namedAfter)}`}`,
    timeText(score.pageAfter),
    isSilent
      ? `none${pageDue === undefined ? '' : ` in ${humanDuration(pageDue)}`}`
      : `${within(pageDue)}${uncounted === undefined ? '' : ` and ${humanDuration(uncounted)} not counted`}`,
    timeText(score.resolvedAfter),
    within(resolveDue),
    budgetSpent === undefined ? 'unknown' : percent(budgetSpent),
    score.silent.join(', '),
    score.isGood ? 'yes' : 'no',
  ]
}
