import { type Html, html, trusted } from '../../lib/html.ts'
import { momentsOf } from './annotations.ts'
import type { BoardAnswers } from './answers.ts'
import type { TimeSpan } from './graph-shapes.ts'
import { graphView } from './graph-view.ts'
import { heatmapView } from './heatmap-view.ts'
import { type PanelData, panelData } from './read-panel.ts'
import { timelineView } from './timeline-view.ts'
import { barsView, isEmpty, nothingView, statView, tableView } from './value-views.ts'
import type { BoardView, PanelView } from './view.ts'

/** How each type of panel is drawn. */
const VIEWS: Readonly<Record<string, (panel: PanelView, data: PanelData, span: TimeSpan) => Html>> = {
  stat: statView,
  bargauge: barsView,
  table: tableView,
  timeseries: graphView,
  'state-timeline': timelineView,
  heatmap: heatmapView,
}

/** Types that draw over time, and draw nothing without points. */
const OVER_TIME = new Set(['timeseries', 'state-timeline', 'heatmap'])

/** Where a link to a dashboard leads in the preview. */
export type BoardHref = (uid: string) => string

/** A panel in its place on the grid: title, links, description and drawing. `level` is that of its heading. */
export function panelView(
  panel: PanelView,
  board: BoardView,
  answers: BoardAnswers,
  href: BoardHref,
  level: 2 | 3,
): Html {
  const { x, y, w, h } = panel.grid
  const place = `x${x} w${w} y${y} h${h}`
  if (panel.type === 'row') return html`<h3 aria-level="${level}" class="row-title ${place}">${panel.title}</h3>`
  const own = panel.rangeSeconds ?? board.rangeSeconds
  const span = { start: answers.now - own, end: answers.now, moments: momentsOf(board, answers) }
  return html`<article class="panel ${place}"><header><h3 aria-level="${level}">${unbroken(panel.title)}${panel.rangeSeconds === undefined ? '' : html` <small>last ${rangeText(own)}</small>`}</h3><span class="links">${panel.links.map(
    ({ title, url }) => html`<a href="${href(uidOf(url))}">${title}</a>`,
  )}</span><details><summary aria-label="About ${panel.title}">i</summary><div class="about">${described(panel.description)}</div></details></header><div class="body">${body(panel, answers, span)}</div></article>`
}

/** A figure and its unit stay on one line: “5 m”. */
function unbroken(title: string): string {
  return title.replace(/(\d) ([mhd])\b/g, '$1\u00a0$2')
}

function body(panel: PanelView, answers: BoardAnswers, span: TimeSpan): Html {
  const data = panelData(panel, answers)
  const view = VIEWS[panel.type]
  const [problem, ...more] = data.problems
  if (problem !== undefined) {
    return html`<p class="problem">${problem}${more.length === 0 ? '' : ` · and ${more.length} more`}</p>`
  }
  if (view === undefined) return html`<p class="nothing">The preview cannot draw “${panel.type}”.</p>`
  return OVER_TIME.has(panel.type) && isEmpty(data) ? nothingView(panel) : view(panel, data, span)
}

function uidOf(url: string): string {
  return /^\/d\/([^/?]+)/.exec(url)?.[1] ?? ''
}

/** The little Markdown that descriptions use: paragraphs, bold and code. */
function described(markdown: string): Html {
  return html`${markdown.split('\n\n').map(paragraph => {
    const parts = paragraph.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map(part => {
      if (part.startsWith('**')) return html`<b>${part.slice(2, -2)}</b>`
      return part.startsWith('`') ? html`<code>${part.slice(1, -1)}</code>` : html`${part}`
    })
    return html`<p>${parts}</p>`
  })}`
}

const DAY_SECONDS = 86_400

/** A range in minutes, from two hours on in hours, and from two days on in days. */
export function rangeText(seconds: number): string {
  if (seconds >= 2 * DAY_SECONDS) return `${Math.round(seconds / DAY_SECONDS)} d`
  return seconds >= 2 * 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 60)} min`
}

/** The logo: a weight on its line. */
export const LOGO = trusted(
  '<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2v9"/><path class="weight" d="M9.5 11h5l2 9a1.5 1.5 0 0 1-1.5 2h-6a1.5 1.5 0 0 1-1.5-2z"/></svg>',
)
