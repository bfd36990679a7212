import { type Html, html, trusted } from '../../../lib/html.ts'
import type { Tone } from '../../../slo/report/tones.ts'
import { STYLE } from './style.ts'

/** What every page of the app shares. */
export interface Site {
  /** Where visitors find it. */
  readonly url: string
  readonly release: string
  /** Which of the running instances answered. */
  readonly instance: string
  /** The stand-ins for real parts where this runs, a sentence each. */
  readonly standIns: readonly string[]
  /** Whether the app draws the boards itself, at /dashboards. */
  readonly hasDashboards: boolean
}

/** The frame around a page's content. */
export interface DocumentParts {
  readonly title: string
  readonly tone: Tone
  /** How the page reloads by itself; a page that does not change does not. */
  readonly refresh?: Refresh
  readonly body: Html
}

/** A page that reloads by itself, until its reader stops that: who reads slowly, or by ear, must be able to (WCAG 2.2.1). */
export interface Refresh {
  readonly seconds: number
  readonly isPaused: boolean
}

/** What the address of a page says when it is not to reload. */
export const PAUSED_QUERY = { refresh: 'off' } as const

/** How often the page reloads, and the link that stops it or lets it go on. */
export function refreshSentence({ seconds, isPaused }: Refresh): Html {
  if (isPaused) return html`This page stays as it is. <a href="?">Let it reload</a>`
  return html`This page reloads every ${seconds} s. <a href="?refresh=${PAUSED_QUERY.refresh}">Pause</a>`
}

/** A whole HTML document. It needs no script, loads nothing, and its only style is the one its policy names by hash. */
export function renderDocument(site: Site, parts: DocumentParts): string {
  const { refresh: reload } = parts
  const refresh =
    reload === undefined || reload.isPaused ? '' : html`<meta http-equiv="refresh" content="${reload.seconds}">\n`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh}<title>${parts.title}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon(parts.tone))}">
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<a class="brand" href="/">${MARK}<span>Leadline</span></a>
<span class="site">${hostOf(site.url)}</span>
</header>
<main>
${parts.body}
</main>
<footer>
<p>Release <code>${site.release}</code> · answered by <code>${site.instance}</code></p>
<p>${site.hasDashboards ? html`<a href="/dashboards">Dashboards</a> · ` : ''}<a href="/status.json">The same facts as JSON</a></p>
</footer>
</body>
</html>
`.markup
}

/** A weight on its line. */
const MARK = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2v9"/><path class="weight" d="M9.5 11h5l2 9a1.5 1.5 0 0 1-1.5 2h-6a1.5 1.5 0 0 1-1.5-2z"/></svg>`

/** The colours of the icon in the browser's tab, readable on light and dark tabs. */
const ICON_COLOURS: Readonly<Record<Tone, string>> = {
  good: '#2a9d63',
  warn: '#d98a00',
  bad: '#e0383e',
  blind: '#8b6ff0',
}

/** The icon of a page in a tone, as SVG. */
export function icon(tone: Tone): string {
  const colour = ICON_COLOURS[tone]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10" fill="${colour}"/></svg>`
}

function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
}
