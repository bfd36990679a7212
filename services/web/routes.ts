import { icon, type Site } from './core/document.ts'
import type { Status } from './core/status.ts'
import { statusDocument } from './core/status-document.ts'
import { renderStatusPage } from './core/status-page.ts'
import type { DashboardPages } from './dashboard-pages.ts'

/** What a route may look at. */
export interface RouteDeps {
  readonly site: Site
  readonly status: () => Status
  readonly isDraining: () => boolean
  /** ISO 8601. */
  readonly now: () => string
  /** Undefined where Grafana shows the boards. */
  readonly dashboards: DashboardPages | undefined
}

interface Answer {
  readonly status: number
  readonly type: 'html' | 'json' | 'text' | 'svg'
  readonly body: string
  /** The style that an HTML body carries, when it is not that of all pages. */
  readonly style?: string
}

/** What of a request an answer depends on. */
interface Asked {
  /** What stands in the place of the pattern's `:name`. */
  readonly variable: string | undefined
  /** Whether the page is not to reload by itself. */
  readonly isPaused: boolean
}

export interface Route {
  readonly pattern: string
  /** Whether visitors ask for it, so that a fault set for a drill breaks it; the questions of a cluster never break. */
  readonly isPage: boolean
  /** The codes it answers with. */
  readonly codes: readonly number[]
  /** The answer; undefined when there is nothing there. */
  readonly answer: (deps: RouteDeps, asked: Asked) => Answer | Promise<Answer | undefined>
}

/** Everything the public port answers, all of it with GET and HEAD only. */
export const ROUTES: readonly Route[] = [
  {
    pattern: '/',
    isPage: true,
    codes: [200, 500],
    answer: ({ site, status, now }, { isPaused }) => {
      return { status: 200, type: 'html', body: renderStatusPage(site, status(), now(), isPaused) }
    },
  },
  {
    pattern: '/status.json',
    isPage: true,
    codes: [200, 500],
    answer: ({ site, status, now }) => {
      const body = `${JSON.stringify(statusDocument(site, status(), now()), undefined, 2)}\n`
      return { status: 200, type: 'json', body }
    },
  },
  // A drill breaks what visitors see, and those who look at the boards meanwhile want to see that.
  { pattern: '/dashboards', isPage: false, codes: [200, 404, 500], answer: dashboard },
  { pattern: '/dashboards/:uid', isPage: false, codes: [200, 404, 500], answer: dashboard },
  // Browsers ask for it wherever a page names no icon, such as that of a JSON document.
  {
    pattern: '/favicon.ico',
    isPage: false,
    codes: [200],
    answer: () => ({ status: 200, type: 'svg', body: icon('blind') }),
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

async function dashboard({ dashboards }: RouteDeps, { variable, isPaused }: Asked): Promise<Answer | undefined> {
  const page = await dashboards?.page(variable, isPaused)
  return page && { status: 200, type: 'html', body: page.html, style: page.style }
}

/** What a cluster and an ingress ask every few seconds, by whatever name or address. */
export const HEALTH_ROUTES: readonly string[] = ['/healthz', '/readyz']

/** A route with what stands in the place of its `:name`. */
export interface RouteMatch {
  readonly route: Route
  readonly variable: string | undefined
}

/** The route of a path; undefined when there is none. */
export function routeOf(path: string): RouteMatch | undefined {
  for (const route of ROUTES) {
    const [fixed = '', name] = route.pattern.split(':')
    if (name === undefined) {
      if (path === fixed) return { route, variable: undefined }
      continue
    }
    const variable = path.startsWith(fixed) ? path.slice(fixed.length) : ''
    if (/^[\w-]+$/.test(variable)) return { route, variable }
  }
  return undefined
}
