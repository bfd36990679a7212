import type { Board } from './core/board.ts'
import type { Site } from './core/document.ts'
import { statusDocument } from './core/status-document.ts'
import { renderStatusPage } from './core/status-page.ts'

/** What a route may look at. */
export interface RouteDeps {
  readonly site: Site
  readonly board: () => Board
  readonly isDraining: () => boolean
  /** ISO 8601. */
  readonly now: () => string
}

export interface Answer {
  readonly status: number
  readonly type: 'html' | 'json' | 'text'
  readonly body: string
}

export interface Route {
  readonly pattern: string
  /** Whether visitors ask for it, so that a fault set for a drill breaks it; the questions of a cluster never break. */
  readonly isPage: boolean
  /** The codes it answers with. */
  readonly codes: readonly number[]
  readonly answer: (deps: RouteDeps) => Answer
}

/** Everything the public port answers, all of it with GET and HEAD only. */
export const ROUTES: readonly Route[] = [
  {
    pattern: '/',
    isPage: true,
    codes: [200, 500],
    answer: ({ site, board, now }) => ({ status: 200, type: 'html', body: renderStatusPage(site, board(), now()) }),
  },
  {
    pattern: '/status.json',
    isPage: true,
    codes: [200, 500],
    answer: ({ site, board, now }) => {
      const body = `${JSON.stringify(statusDocument(site, board(), now()), undefined, 2)}\n`
      return { status: 200, type: 'json', body }
    },
  },
  {
    pattern: '/healthz',
    isPage: false,
    codes: [200],
    answer: () => ({ status: 200, type: 'text', body: 'alive\n' }),
  },
  {
    pattern: '/readyz',
    isPage: false,
    codes: [200, 503],
    answer: ({ isDraining }) =>
      isDraining() ? { status: 503, type: 'text', body: 'draining\n' } : { status: 200, type: 'text', body: 'ready\n' },
  },
]

/** The route of a path; undefined when there is none. */
export function routeOf(path: string): Route | undefined {
  return ROUTES.find(({ pattern }) => pattern === path)
}
