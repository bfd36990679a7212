import { humanDuration, seconds } from '../../lib/duration.ts'
import type { AlertSeverity } from '../core/model.ts'
import type { BudgetCourse, QueryValue } from './budget-moments.ts'
import type { TimeRange } from './time-range.ts'

/** What a replay recorded of one SLO: values by column of the chart, and the alerts. */
export interface ReplayResult {
  /** The worst error ratio of each column, only for drawing. */
  readonly bad: readonly QueryValue[]
  /** The budget that was left at the end of each column, only for drawing. */
  readonly budget: readonly QueryValue[]
  /** The worst error ratio of all evaluations. */
  readonly worst: QueryValue
  readonly course: BudgetCourse
  readonly alerts: Readonly<Record<AlertSeverity, readonly Firing[]>>
}

/** One time an alert fired, in Unix seconds; without an end it still fires when the range ends. */
export interface Firing {
  readonly from: number
  readonly to?: number
  /** The budget that was left then. */
  readonly budget: QueryValue
}

/** The moments at which the columns of the chart end. */
export function columnsOf({ startSeconds, endSeconds, stepSeconds }: TimeRange, width: number): readonly number[] {
  const steps = Math.max(1, Math.floor((endSeconds - startSeconds) / stepSeconds))
  const gap = Math.ceil(steps / width) * stepSeconds
  return Array.from({ length: Math.ceil((steps * stepSeconds) / gap) }, (_, index) =>
    Math.min(startSeconds + (index + 1) * gap, endSeconds),
  )
}

/**
 * The times an alert fired, from the evaluations (Unix seconds, in order) at which it did; `end` is the last
 * evaluation.
 */
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
/** A longer list of changes is cut off here. */
const MOST_LINES = 40

/** The range of a replay, and when its incident begins, in Unix seconds. */
export interface ChartRange extends TimeRange {
  readonly incidentSeconds?: number
}

/** A replay as a chart of four lines, and the moments at which something changed. */
export function renderTimeline(range: ChartRange, columns: readonly number[], result: ReplayResult): string {
  const worst = result.worst ?? 0
  const lowest = result.course.lowest === undefined ? 'no data' : `down to ${percent(result.course.lowest)}`
  const length = humanDuration(seconds(range.endSeconds - range.startSeconds))
  const lines = changes(range, result)
  return [
    `bad events   ${result.bad.map(value => bar(value, worst)).join('')}  up to ${percent(worst)}`,
    `budget left  ${result.budget.map(value => bar(value === undefined ? undefined : Math.max(0, value), 1)).join('')}  ${lowest}`,
    `page         ${marks(columns, range, result.alerts.page)}`,
    `ticket       ${marks(columns, range, result.alerts.ticket)}`,
    `             0${length.padStart(columns.length - 1)}`,
    '',
    ...lines.slice(0, MOST_LINES),
    ...(lines.length > MOST_LINES ? [`… and ${lines.length - MOST_LINES} more changes`] : []),
    '',
  ].join('\n')
}

function bar(value: QueryValue, full: number): string {
  if (value === undefined || Number.isNaN(value)) return ' '
  if (value <= 0 || full <= 0) return '_'
  return BARS[Math.min(BARS.length - 1, Math.floor((value / full) * BARS.length))] ?? '█'
}

/** A column is marked when the alert fired at any evaluation in it. */
function marks(
  columns: readonly number[],
  { startSeconds, endSeconds }: TimeRange,
  firings: readonly Firing[],
): string {
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

function changes(range: ChartRange, result: ReplayResult): readonly string[] {
  const moments = (['page', 'ticket'] as const).flatMap(severity =>
    result.alerts[severity].flatMap(({ from, to, budget }): Moment[] => [
      momentOf(range, from, `the ${severity} fires`, left(budget)),
      ...(to === undefined ? [] : [momentOf(range, to, `the ${severity} ends`)]),
    ]),
  )
  const { spentAt } = result.course
  if (spentAt !== undefined) moments.push(momentOf(range, spentAt, 'the budget is spent'))
  if (moments.length === 0) return ['no alert fires']
  return moments.sort((a, b) => a.at - b.at).map(({ text }) => text)
}

function momentOf(range: ChartRange, at: number, what: string, more = ''): Moment {
  const { startSeconds, incidentSeconds } = range
  const when = humanDuration(seconds(at - startSeconds)).padEnd(12)
  const isAfter = incidentSeconds !== undefined && at >= incidentSeconds
  const after = isAfter ? `, ${humanDuration(seconds(at - incidentSeconds))} after it began` : ''
  return { at, text: `at ${when} ${what}${after}${more}` }
}

function left(budget: QueryValue): string {
  if (budget === undefined) return ''
  return budget <= 0 ? ', the budget is spent' : `, ${percent(budget)} of the budget left`
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(3))} %`
}
