import { humanDuration, seconds } from '../lib/duration.ts'
import type { Answer } from './scenarios/scenario.ts'
import { LOOKED_AT, type LookedAt, type Timeline } from './simulation.ts'

/** What was seen at each moment of a timeline. */
export type Sightings = Readonly<Record<LookedAt, readonly Answer[]>>

/** Sorts the answers of a simulation's questions by what they are about. */
export function sightingsOf(answers: readonly Answer[]): Sightings {
  const of = (index: number) => answers.filter((_, at) => at % LOOKED_AT.length === index)
  return { bad: of(0), budget: of(1), page: of(2), ticket: of(3) }
}

const BARS = '▁▂▃▄▅▆▇█'

/** A simulation as a picture of four lines and the moments at which something changed. */
export function renderTimeline(timeline: Timeline, seen: Sightings): string {
  const worst = Math.max(...seen.bad.map(value => value ?? 0))
  const end = timeline.moments.at(-1) ?? 0
  const lowest = Math.min(...seen.budget.map(value => value ?? 1))
  return [
    `bad events   ${seen.bad.map(value => bar(value, worst)).join('')}  up to ${percent(worst)}`,
    `budget left  ${seen.budget.map(value => bar(value === undefined ? undefined : Math.max(0, value), 1)).join('')}  down to ${percent(lowest)}`,
    `page         ${seen.page.map(mark).join('')}`,
    `ticket       ${seen.ticket.map(mark).join('')}`,
    `             0${humanDuration(seconds(end)).padStart(timeline.moments.length - 1)}`,
    '',
    ...changes(timeline, seen),
    '',
  ].join('\n')
}

function bar(value: Answer, full: number): string {
  if (value === undefined || Number.isNaN(value)) return ' '
  if (value <= 0 || full <= 0) return '_'
  return BARS[Math.min(BARS.length - 1, Math.floor((value / full) * BARS.length))] ?? '█'
}

function mark(value: Answer): string {
  return (value ?? 0) > 0 ? '█' : '·'
}

function changes({ moments, beginsSeconds = 0 }: Timeline, seen: Sightings): readonly string[] {
  const lines: { readonly moment: number; readonly text: string }[] = []
  for (const what of ['page', 'ticket'] as const) {
    for (const [index, value] of seen[what].entries()) {
      const [before, now] = [(seen[what][index - 1] ?? 0) > 0, (value ?? 0) > 0]
      if (before === now) continue
      const moment = moments[index] ?? 0
      const left = seen.budget[index]
      const rest = left === undefined ? '' : `, ${percent(left)} of the budget left`
      const after = beginsSeconds > 0 ? `, ${humanDuration(seconds(moment - beginsSeconds))} after it began` : ''
      const text = `by ${humanDuration(seconds(moment)).padEnd(12)} the ${what} ${now ? 'fires' : 'ends'}${after}${rest}`
      lines.push({ moment, text })
    }
  }
  if (lines.length === 0) return ['nobody is told of anything']
  return lines.sort((a, b) => a.moment - b.moment).map(({ text }) => text)
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(3))} %`
}
