import { humanDuration, seconds } from '../../lib/duration.ts'
import type { AlertSeverity } from '../core/model.ts'
import type { Past } from './replay-levels.ts'

/** What Prometheus said at a moment; undefined for no data. */
export type Seen = number | undefined

/** A past cut into columns, and what was seen in each. */
export interface Sightings {
  /** The worst error ratio of each column. */
  readonly bad: readonly Seen[]
  /** The budget that was left at the end of each column. */
  readonly budget: readonly Seen[]
  readonly alerts: Readonly<Record<AlertSeverity, readonly Firing[]>>
}

/** One time an alert fired, in Unix seconds; without an end it still fires when the past is over. */
export interface Firing {
  readonly from: number
  readonly to?: number
  /** The budget that was left then. */
  readonly budget: Seen
}

/** The moments at which the columns of a picture end. */
export function columnsOf({ startSeconds, endSeconds, stepSeconds }: Past, width: number): readonly number[] {
  const steps = Math.max(1, Math.floor((endSeconds - startSeconds) / stepSeconds))
  const gap = Math.ceil(steps / width) * stepSeconds
  return Array.from({ length: Math.ceil((steps * stepSeconds) / gap) }, (_, index) =>
    Math.min(startSeconds + (index + 1) * gap, endSeconds),
  )
}

/** The times an alert fired, out of the moments (Unix seconds, in order) at which it did; `end` is the last moment of all. */
export function firingsOf(
  moments: readonly number[],
  stepSeconds: number,
  end: number,
): readonly Omit<Firing, 'budget'>[] {
  const found: { from: number; to?: number }[] = []
  let latest = Number.NEGATIVE_INFINITY
  for (const moment of moments) {
    if (moment - latest > stepSeconds * 1.5) {
      const last = found.at(-1)
      if (last !== undefined) last.to = latest + stepSeconds
      found.push({ from: moment })
    }
    latest = moment
  }
  const last = found.at(-1)
  if (last !== undefined && latest + stepSeconds <= end) last.to = latest + stepSeconds
  return found
}

const BARS = '▁▂▃▄▅▆▇█'
/** More lines than this nobody reads. */
const MOST_LINES = 40

/** A past, and when the incident began that it tells of, in Unix seconds. */
export interface ToldPast extends Past {
  readonly beginsSeconds?: number
}

/** A simulation as a picture of four lines and the moments at which something changed. */
export function renderTimeline(past: ToldPast, columns: readonly number[], seen: Sightings): string {
  const worst = Math.max(0, ...seen.bad.map(value => value ?? 0))
  const budgets = seen.budget.filter(value => value !== undefined)
  const lowest = budgets.length === 0 ? 'no data' : `down to ${percent(Math.min(...budgets))}`
  const length = humanDuration(seconds(past.endSeconds - past.startSeconds))
  const lines = changes(past, columns, seen)
  return [
    `bad events   ${seen.bad.map(value => bar(value, worst)).join('')}  up to ${percent(worst)}`,
    `budget left  ${seen.budget.map(value => bar(value === undefined ? undefined : Math.max(0, value), 1)).join('')}  ${lowest}`,
    `page         ${marks(columns, past, seen.alerts.page)}`,
    `ticket       ${marks(columns, past, seen.alerts.ticket)}`,
    `             0${length.padStart(columns.length - 1)}`,
    '',
    ...lines.slice(0, MOST_LINES),
    ...(lines.length > MOST_LINES ? [`… and ${lines.length - MOST_LINES} more such moments`] : []),
    '',
  ].join('\n')
}

function bar(value: Seen, full: number): string {
  if (value === undefined || Number.isNaN(value)) return ' '
  if (value <= 0 || full <= 0) return '_'
  return BARS[Math.min(BARS.length - 1, Math.floor((value / full) * BARS.length))] ?? '█'
}

/** A column is marked when the alert fired at any moment of it. */
function marks(columns: readonly number[], { startSeconds, endSeconds }: Past, firings: readonly Firing[]): string {
  return columns
    .map((end, index) => {
      const start = columns[index - 1] ?? startSeconds
      return firings.some(({ from, to = endSeconds + 1 }) => from <= end && to > start) ? '█' : '·'
    })
    .join('')
}

interface Moment {
  readonly at: number
  readonly text: string
}

function changes(past: ToldPast, columns: readonly number[], seen: Sightings): readonly string[] {
  const moments = (['page', 'ticket'] as const).flatMap(severity =>
    seen.alerts[severity].flatMap(({ from, to, budget }): Moment[] => [
      momentOf(past, 'at', from, `the ${severity} fires`, left(budget)),
      ...(to === undefined ? [] : [momentOf(past, 'at', to, `the ${severity} ends`)]),
    ]),
  )
  const spent = columns[seen.budget.findIndex(value => value !== undefined && value <= 0)]
  if (spent !== undefined) moments.push(momentOf(past, 'by', spent, 'the budget is spent'))
  if (moments.length === 0) return ['nobody is told of anything']
  return moments.sort((a, b) => a.at - b.at).map(({ text }) => text)
}

function momentOf(past: ToldPast, word: 'at' | 'by', at: number, what: string, more = ''): Moment {
  const { startSeconds, beginsSeconds } = past
  const when = humanDuration(seconds(at - startSeconds)).padEnd(12)
  const isAfter = beginsSeconds !== undefined && at >= beginsSeconds
  const after = isAfter ? `, ${humanDuration(seconds(at - beginsSeconds))} after it began` : ''
  return { at, text: `${word} ${when} ${what}${after}${more}` }
}

function left(budget: Seen): string {
  if (budget === undefined) return ''
  return budget <= 0 ? ', the budget is spent' : `, ${percent(budget)} of the budget left`
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(3))} %`
}
