import { type Duration, humanDuration, milliseconds } from '../../../lib/duration.ts'

/** What a drill showed, against what was promised. */
export interface Score {
  readonly name: string
  /** Whether every promise was kept. */
  readonly isGood: boolean
  /** Times since the drill began; absent is what did not happen. */
  readonly firstFailure?: Duration
  /** The fault domain that was named last, and when it first was the right one. */
  readonly faultDomain?: string
  readonly namedAfter?: Duration
  readonly pageAfter?: Duration
  /** By when the page was due; in a drill that must stay silent, for how long it was watched. */
  readonly pageDue?: Duration
  /** When the ticket that the drill promises was there, and by when it was due. */
  readonly ticketAfter?: Duration
  readonly ticketDue?: Duration
  /** So much later the page might come, because probes of so long were not counted. */
  readonly uncounted?: Duration
  readonly healedAfter?: Duration
  /** Since it was healed. */
  readonly resolvedAfter?: Duration
  readonly resolveDue?: Duration
  /** The largest part of an SLO's budget that was spent at any moment, until it was given back. */
  readonly budgetSpent?: number
  /** Ids of the SLOs that rightly did not page. */
  readonly silent: readonly string[]
  /** Titles of pages that should not have come. */
  readonly loud: readonly string[]
  readonly isInterrupted?: true
  /** Nothing gives back what was spent of the budget. */
  readonly isSpentForGood?: true
}

/** The score of a drill that was not run. */
export function noScore(name: string): Score {
  return { name, isGood: false, silent: [], loud: [] }
}

/** A score in the lines that a person reads at its end. */
export function scoreLines(score: Score): readonly string[] {
  const { silent, loud, budgetSpent, ticketAfter, ticketDue } = score
  return [
    `score: ${score.isGood ? 'the promise is kept' : 'the promise is not kept'}`,
    `  first failed probe  ${timeText(score.firstFailure)}`,
    `  fault domain        ${score.faultDomain ?? 'none'}${score.namedAfter === undefined ? '' : ` after ${timeText(score.namedAfter)}`}`,
    `  page                ${timeText(score.pageAfter)}${dueText(score)}`,
    ...(ticketDue === undefined
      ? []
      : [`  ticket              ${timeText(ticketAfter)} (promised within ${humanDuration(ticketDue)})`]),
    `  resolved            ${timeText(score.resolvedAfter)}${score.resolveDue === undefined ? '' : ` (promised within ${humanDuration(score.resolveDue)})`}`,
    `  budget spent        ${budgetSpent === undefined ? 'unknown' : percent(budgetSpent)}, ${score.isSpentForGood === true ? 'which stays spent' : 'until it is given back'}`,
    `  stayed silent       ${silent.length === 0 ? 'nothing had to' : silent.join(', ')}`,
    ...loud.map(title => `  should not page     ${title}`),
  ]
}

/** By when the page was due, or for how long it was watched for; nothing where that was not promised. */
function dueText({ pageAfter, pageDue, uncounted }: Score): string {
  if (pageDue === undefined) return ''
  const later = uncounted === undefined ? '' : `, and ${humanDuration(uncounted)} more of which no probes were counted`
  return ` (${pageAfter === undefined ? 'watched for' : 'promised within'} ${humanDuration(pageDue)}${later})`
}

/** A time of a score as text. */
export function timeText(time: Duration | undefined): string {
  return time === undefined ? 'none' : humanDuration(milliseconds(Math.round(time / 1000) * 1000))
}

/** A part of a budget as text. */
export function percent(part: number): string {
  return `${(part * 100).toFixed(2)} %`
}
