import { html, trusted } from '../../../lib/html.ts'
import type { LivePages } from './live-server.ts'

/** How a rendering ended: a page, or what is wrong. */
export type Rendered =
  | { readonly kind: 'page'; readonly page: string }
  | { readonly kind: 'failed'; readonly said: string }

/** Pages that are rendered again and again. */
interface Rendering extends LivePages {
  /** Renders once more, after the rendering that runs; several wishes in between are one. Never rejects. */
  readonly again: () => Promise<void>
}

/** Renders pages one at a time: a change during a rendering is followed by another one. */
export function renderingPages(render: () => Promise<Rendered>, rendered: (outcome: Rendered) => void): Rendering {
  const listeners = new Set<() => void>()
  let page = messagePage('Drawing the dashboards …', '')
  let running: Promise<void> | undefined
  let isStale = false
  const renderAll = async (): Promise<void> => {
    do {
      isStale = false
      const outcome = await render()
      page = outcome.kind === 'page' ? outcome.page : messagePage('The dashboards cannot be drawn', outcome.said)
      rendered(outcome)
      for (const changed of listeners) changed()
    } while (isStale)
    running = undefined
  }
  return {
    page: () => page,
    onChange: changed => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    again: () => {
      isStale = true
      running ??= renderAll()
      return running
    },
  }
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;margin:3rem;color-scheme:light dark}pre{white-space:pre-wrap;overflow-wrap:anywhere}'

function messagePage(title: string, text: string): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><style>${trusted(STYLE)}</style></head>
<body>
<h1>${title}</h1>
<pre>${text}</pre>
</body>
</html>
`.markup
}
