import { type Html, html, trusted } from '../../lib/html.ts'
import { momentsOf } from './annotations.ts'
import type { BoardAnswers } from './answers.ts'
import { swatch } from './graph-view.ts'
import { type BoardHref, LOGO, panelView, rangeText } from './panel-view.ts'
import { PREVIEW_STYLE } from './style.ts'
import type { BoardView } from './view.ts'

/** A dashboard with the answers to its queries. */
export interface AnsweredBoard {
  readonly board: BoardView
  readonly answers: BoardAnswers
}

/** What a preview page shows. */
export interface PreviewPage {
  /** The dashboards to draw, one below the other. */
  readonly boards: readonly AnsweredBoard[]
  /** The dashboards in the page's navigation, drawn here or elsewhere. */
  readonly index: readonly Pick<BoardView, 'uid' | 'title'>[]
  /** Where the figures come from, in a sentence. */
  readonly source: string
  readonly href: BoardHref
  /** Where the brand links to: the status page, where there is one. */
  readonly home?: string
  /** How the page reloads by itself; a page of a fixture does not change. */
  readonly refresh?: { readonly seconds: number; readonly isPaused: boolean }
}

/** A whole page that draws dashboards as SVG. It has no script, loads nothing, and says that it is not Grafana. */
export function renderPreview(page: PreviewPage): string {
  const { refresh: reload } = page
  const refresh =
    reload === undefined || reload.isPaused ? '' : html`<meta http-equiv="refresh" content="${reload.seconds}">\n`
  const brand = html`${LOGO} Leadline`
  const [only] = page.boards.length === 1 ? page.boards : []
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh}<title>${only === undefined ? 'Dashboards' : only.board.title} · Leadline preview</title>
<style>${trusted(PREVIEW_STYLE)}</style>
</head>
<body>
<header class="page">
<p class="brand">${page.home === undefined ? brand : html`<a href="${page.home}" title="Back to the status page">${brand}</a>`}</p>
<nav aria-label="Dashboards">${page.index.map(({ uid, title }) => html`<a href="${page.href(uid)}"${uid === only?.board.uid ? trusted(' aria-current="page"') : ''}>${title}</a>`)}</nav>
<p class="source"><b>A preview, not Grafana.</b> ${page.source}${reload === undefined ? '' : refreshLink(reload)}</p>
${only === undefined ? html`<h1>Dashboards</h1>` : ''}</header>
<main>
${page.boards.map(answered => boardSection(answered, page.href, only !== undefined))}
</main>
</body>
</html>
`.markup
}

/** Stops the reloading, or lets it go on. */
function refreshLink({ seconds, isPaused }: { readonly seconds: number; readonly isPaused: boolean }): Html {
  if (isPaused) return html` This page stays as it is. <a href="?">Let it reload</a>`
  return html` This page reloads every ${seconds} s. <a href="?refresh=off">Pause</a>`
}

function boardSection({ board, answers }: AnsweredBoard, href: BoardHref, isAlone: boolean): Html {
  const title = isAlone ? html`<h1>${board.title}</h1>` : html`<h2>${board.title}</h2>`
  const chosen = board.variables.map(({ name, label, allValue }) => {
    const value = answers.values[name] ?? ''
    return html`<li>${label} <b>${value === allValue ? 'All' : value || 'none found'}</b></li>`
  })
  return html`<section class="board" id="${board.uid}">
<header>${title}<p>${board.description}</p><ul class="chosen">${chosen}<li>Last <b>${rangeText(board.rangeSeconds)}</b></li><li>At <b>${momentText(answers.now)}</b></li></ul>${marked(board, answers)}</header>
<div class="panels">
${board.panels.map(panel => panelView(panel, board, answers, href, isAlone ? 2 : 3))}
</div>
</section>
`
}

const MOST_ANNOTATIONS = 6
const DAY_SECONDS = 86_400

/** The newest annotations in words, for a line in a graph has no room for them. */
function marked(board: BoardView, answers: BoardAnswers): Html {
  const newest = momentsOf(board, answers).slice(-MOST_ANNOTATIONS)
  if (newest.length === 0) return html``
  return html`<ul class="annotations">${newest.map(
    ({ at, text, colour }) =>
      html`<li>${swatch(colour)} ${momentText(at).slice(board.rangeSeconds > DAY_SECONDS ? 5 : 11)} <b>${text}</b></li>`,
  )}</ul>`
}

function momentText(moment: number): string {
  const text = new Date(moment * 1000).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`
}
