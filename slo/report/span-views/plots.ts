import { type Html, html, trusted } from '../../../lib/html.ts'
import { type Axis, linearAxis, timeTicks } from '../../../lib/plot/axis.ts'
import { percentText } from '../percent.ts'
import type { Span } from '../span/span.ts'
import type { SloSpanReport } from '../span/span-report.ts'
import { LONE_PLOT_STYLE } from './plot-style.ts'
import { lengthText, NO_DATA } from './texts.ts'

const WIDTH = 760
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 748, 34, 176]
const HEIGHT = 202

/** A picture, with what it shows in words. */
export interface Plot {
  /** The end of its file's name. */
  readonly name: string
  readonly title: string
  readonly svg: Html
}

/** The plots of an SLO. */
export function plotsOf(report: SloSpanReport): readonly Plot[] {
  return [budgetPlot(report), spendingPlot(report)]
}

/** A plot as a file of its own. */
export function renderLonePlot({ svg }: Plot): string {
  return `${svg.markup.replace('>', ` xmlns="http://www.w3.org/2000/svg"><style>${LONE_PLOT_STYLE}</style>`)}\n`
}

function budgetPlot(report: SloSpanReport): Plot {
  const { span, budget, incidents, gaps, alerts, releaseChanges } = report
  const axis = linearAxis([0, ...budget.map(([, left]) => left)], { min: undefined, max: 1, base: 1000 })
  const x = across(span)
  const pages = alerts.filter(({ severity, isReal }) => severity === 'page' && isReal !== undefined)
  const line = unbroken(report).map(
    piece =>
      html`<polyline class="line" points="${piece.map(([at, left]) => `${x(at)},${down(axis, left)}`).join(' ')}"/>`,
  )
  const releases = places(
    releaseChanges.map(({ at }) => at),
    span,
  )
  const title = 'Error budget left'
  const legend = `${title} (line), incidents${gaps.length === 0 ? '' : ', gaps in measuring (violet)'}${pages.length === 0 ? '' : ', pages (▼)'}${releaseChanges.length === 0 ? '' : ', new releases (dotted)'}`
  const body = html`${bands('incident', incidents, span)}${bands('gap', gaps, span)}${zeroLine(axis)}${line.length === 0 ? NOTHING : line}${releases.map(
    at => html`<line class="release" x1="${at}" x2="${at}" y1="${TOP}" y2="${BOTTOM}"/>`,
  )}${places(
    pages.map(({ startSeconds }) => startSeconds),
    span,
  ).map(at => html`<path class="page" d="M${at - 5} ${TOP - 9}h10l-5 8z"/>`)}`
  return { name: 'budget', title, svg: frame(legend, axis, span, body) }
}

/** What an empty plot says, for a plot without a line looks like one of an untouched budget. */
const NOTHING = [html`<text x="${(LEFT + RIGHT) / 2}" y="${(TOP + BOTTOM) / 2}" text-anchor="middle">${NO_DATA}</text>`]

/** So many bars are still told apart. */
const BARS = 90

function spendingPlot(report: SloSpanReport): Plot {
  const { span, badBySteps, cost = 0 } = report
  const width = (span.endSeconds - span.startSeconds) / BARS
  const bars = Array.from({ length: BARS }, () => 0)
  for (const [moment, bad] of badBySteps) {
    const index = Math.min(BARS - 1, Math.max(0, Math.ceil((moment - span.startSeconds) / width) - 1))
    bars[index] = (bars[index] ?? 0) + bad * cost
  }
  const axis = linearAxis([...bars, 0.01], { min: 0, max: undefined, base: 1000 })
  const x = across(span)
  const title = 'Budget spent over time'
  const body = html`${bands('gap', report.gaps, span)}${bars.map((spent, index) => {
    if (spent <= 0) return html``
    const [from, to] = [x(span.startSeconds + index * width), x(span.startSeconds + (index + 1) * width)]
    // What was spent is seen, however little it was.
    const height = Math.max(1.5, BOTTOM - down(axis, spent))
    return html`<rect class="bad" x="${from}" y="${rounded(BOTTOM - height)}" width="${rounded(Math.max(1, to - from - 1))}" height="${rounded(height)}"/>`
  })}`
  return {
    name: 'spent',
    title,
    svg: frame(`${title}, a bar for each ${lengthText({ startSeconds: 0, endSeconds: width })}`, axis, span, body),
  }
}

function frame(title: string, axis: Axis, span: Span, body: Html): Html {
  const levels = axis.ticks.map(tick => {
    const y = down(axis, tick)
    return html`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}"/><text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${percentText(tick)}</text>`
  })
  const times = timeTicks(span.startSeconds, span.endSeconds).map(
    ([part, text]) =>
      html`<text x="${rounded(LEFT + part * (RIGHT - LEFT))}" y="${BOTTOM + 18}" text-anchor="${part > 0.97 ? 'end' : 'middle'}">${text}</text>`,
  )
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">${trusted('<title>')}${title}${trusted('</title>')}<text class="title" x="${LEFT}" y="14">${title}</text>${levels}${body}${times}</svg>`
}

function bands(kind: 'incident' | 'gap', spans: readonly Span[], span: Span): Html {
  const x = across(span)
  const places = spans.map(({ startSeconds, endSeconds }) => {
    const from = x(startSeconds)
    return { from, to: Math.max(from + NARROWEST, x(endSeconds)) }
  })
  return html`${apart(places).map(
    ({ from, to }) =>
      html`<rect class="${kind}" x="${from}" y="${TOP}" width="${rounded(to - from)}" height="${BOTTOM - TOP}"/>`,
  )}`
}

/** What is narrower is not seen; of what lies closer together only that there is something. */
const NARROWEST = 2

interface Stripe {
  readonly from: number
  readonly to: number
}

/** Stripes that touch are one, so that a plot has no more of them than can be seen. */
function apart(stripes: readonly Stripe[]): readonly Stripe[] {
  const found: { from: number; to: number }[] = []
  for (const { from, to } of stripes.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (last !== undefined && from - last.to < NARROWEST / 2) last.to = Math.max(last.to, to)
    else found.push({ from, to })
  }
  return found
}

/** Marks of which no two stand at the same place. */
function places(moments: readonly number[], span: Span): readonly number[] {
  return [...new Set(moments.map(moment => Math.round(across(span)(moment) / NARROWEST) * NARROWEST))]
}

function zeroLine(axis: Axis): Html {
  const y = down(axis, 0)
  return html`<line class="zero" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}"/>`
}

/** A line must not bridge a gap in the data. */
function unbroken({ budget }: SloSpanReport): readonly (readonly (readonly [number, number])[])[] {
  const steps = budget.slice(1).map(([moment], index) => moment - (budget[index]?.[0] ?? 0))
  const usual = Math.min(...steps)
  const pieces: (readonly [number, number])[][] = []
  let latest = Number.NEGATIVE_INFINITY
  for (const point of budget) {
    if (Number.isNaN(point[1])) continue
    if (point[0] - latest > usual * 1.5) pieces.push([])
    pieces.at(-1)?.push(point)
    latest = point[0]
  }
  return pieces
}

function across({ startSeconds, endSeconds }: Span): (moment: number) => number {
  return moment => {
    const part = (moment - startSeconds) / (endSeconds - startSeconds || 1)
    return rounded(LEFT + Math.min(1, Math.max(0, part)) * (RIGHT - LEFT))
  }
}

function down(axis: Axis, value: number): number {
  return rounded(BOTTOM - Math.min(1, Math.max(0, axis.place(value))) * (BOTTOM - TOP))
}

function rounded(value: number): number {
  return Number(value.toFixed(1))
}
