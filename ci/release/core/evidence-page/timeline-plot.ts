import { type Html, html } from '../../../../lib/html.ts'
import { shownRelease } from '../gate-report/shown.ts'
import type { DeployRecord, SeenEvent, SeenFailures } from '../record/record.ts'
import { across, LEFT, picture, rounded, ticksOf } from './frame.ts'

const [TOP, ROW] = [30, 30]
/** A name that is longer does not stand beside its row. */
const LONGEST_NAME = 14
/** So many probes of a second fill a row. */
const FULL = 15
/** Marks that lie closer together are one. */
const NARROWEST = 2

/** One row of the picture: its name, and what stands in it. */
interface Row {
  readonly name: string
  readonly draw: (middle: number) => readonly Html[]
}

/** States, releases, failures and events of a deploy over one clock. */
export function timelinePlot(record: DeployRecord, from: Date, to: Date): Html {
  const x = across(from.getTime(), to.getTime())
  const rows = rowsOf(record, x)
  const bottom = TOP + rows.length * ROW
  const [start, end] = [from, to].map(moment => moment.getTime() / 1000) as [number, number]
  const body = [
    ...ticksOf(start, end).map(tick => {
      const at = x(tick * 1000)
      return html`<line class="grid" x1="${at}" x2="${at}" y1="${TOP}" y2="${bottom}"/><text x="${at}" y="${bottom + 16}" text-anchor="middle">${new Date(tick * 1000).toISOString().slice(11, 19)}</text>`
    }),
    ...rows.flatMap(({ name, draw }, index) => {
      const middle = TOP + ROW * (index + 0.5)
      return [
        html`<text x="${LEFT - 8}" y="${middle + 4}" text-anchor="end">${shortened(name)}</text>`,
        ...draw(middle),
      ]
    }),
  ]
  return picture('What happened when (UTC)', describedOf(record), bottom + 26, body)
}

type Across = (moment: number) => number

function rowsOf({ states, releases, failures, events }: DeployRecord, x: Across): readonly Row[] {
  const paths = [...new Set(failures.map(({ path }) => path))].sort()
  return [
    { name: 'state', draw: middle => states.flatMap((state, index) => stateBand(state, index, x, middle)) },
    ...releases.map(({ release, first, last }) => ({
      name: shownRelease(release),
      draw: (y: number) => [
        html`<line class="answers" x1="${x(first.getTime())}" x2="${rounded(x(last.getTime()) + 0.1)}" y1="${y}" y2="${y}"/>`,
      ],
    })),
    ...paths.map(path => ({
      name: `${path} failed`,
      draw: (y: number) =>
        failureMarks(
          failures.filter(each => each.path === path),
          x,
          y,
        ),
    })),
    ...(events.length === 0 ? [] : [{ name: 'cluster', draw: (y: number) => eventMarks(events, x, y) }]),
  ]
}

function stateBand(
  { state, at, seconds }: DeployRecord['states'][number],
  index: number,
  x: Across,
  middle: number,
): readonly Html[] {
  const [left, right] = [x(at.getTime()), x(at.getTime() + seconds * 1000)]
  const band = html`<rect class="state${index % 2 === 0 ? '' : ' odd'}" x="${left}" y="${middle - 11}" width="${rounded(Math.max(1, right - left))}" height="22"/>`
  // Seven units a letter: a name that does not fit stands in the table only.
  return right - left < state.length * 7
    ? [band]
    : [band, html`<text x="${left + 4}" y="${middle + 4}">${state}</text>`]
}

function failureMarks(failures: readonly SeenFailures[], x: Across, middle: number): readonly Html[] {
  const sums = new Map<number, number>()
  for (const { at, count } of failures) {
    const place = Math.round(x(at.getTime()) / NARROWEST) * NARROWEST
    sums.set(place, (sums.get(place) ?? 0) + count)
  }
  return [...sums].map(([place, count]) => {
    const height = 6 + 18 * Math.min(1, count / FULL)
    return html`<line class="failed" x1="${place}" x2="${place}" y1="${rounded(middle + 12 - height)}" y2="${middle + 12}"/>`
  })
}

function eventMarks(events: readonly SeenEvent[], x: Across, middle: number): readonly Html[] {
  // Warnings are drawn last: of two at one place the warning is seen.
  const marks = new Map<number, boolean>()
  for (const { at, isWarning } of events) {
    const place = Math.round(x(at.getTime()) / NARROWEST) * NARROWEST
    marks.set(place, isWarning || marks.get(place) === true)
  }
  return [...marks].map(([place, isWarning]) =>
    isWarning
      ? html`<path class="event warning" d="M${place - 5} ${middle + 5}h10l-5 -10z"/>`
      : html`<circle class="event" cx="${place}" cy="${middle}" r="3"/>`,
  )
}

function describedOf({ states, releases, failures, events }: DeployRecord): string {
  const failed = failures.reduce((sum, { count }) => sum + count, 0)
  const warnings = events.filter(({ isWarning }) => isWarning).length
  return [
    `States: ${states.map(({ state }) => state).join(', ')}`,
    `Releases that answered: ${releases.map(({ release }) => shownRelease(release)).join(', ') || 'none'}`,
    `Probes that failed: ${failed}`,
    `Events of the cluster: ${events.length}, of them warnings: ${warnings}`,
    'The table below has each of them.',
  ].join('. ')
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name
}
