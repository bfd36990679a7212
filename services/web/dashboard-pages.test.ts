import { createHash } from 'node:crypto'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ask } from '../../adapters/http.ts'
import { seconds } from '../../lib/duration.ts'
import { type RunningApp, startApp } from './app.testkit.ts'
import { NOW } from './core/status.testkit.ts'
import { createDashboardPages } from './dashboard-pages.ts'

const options = { timeout: seconds(10), signal: new AbortController().signal }
const deps = {
  folder: path.resolve(import.meta.dirname, '../../dashboards/generated'),
  // Nothing listens there: a dashboard without any data is still a page.
  prometheusUrl: 'http://127.0.0.1:1',
  scrapeInterval: seconds(5),
}

let app: RunningApp | undefined
afterEach(async () => {
  await app?.close()
  app = undefined
})

test('where Grafana is, the app draws nothing', async () => {
  app = await startApp()
  expect(await ask(new URL('/dashboards', app.url), options)).toMatchObject({ status: 404 })
})

test.each([
  ['/dashboards', 'Home · Leadline preview'],
  ['/dashboards/leadline-slo-detail', 'SLO detail · Leadline preview'],
])('%s is a page that says what it is, under a policy that knows its style', async (pathname, title) => {
  app = await startApp({ dashboards: createDashboardPages({ ...deps, now: () => NOW }) })
  const answer = await fetch(new URL(pathname, app.url))
  const html = await answer.text()
  expect(html).toContain(`<title>${title}</title>`)
  expect(html).toContain('A preview, not Grafana.')
  expect(html.match(/<h1>/g)).toHaveLength(1)
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(answer.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`)
})

test.each(['/dashboards/nothing', '/dashboards/lock', '/dashboards/', '/dashboards/a/b', '/dashboards/..%2flock'])(
  '%s is not found, and reads no file',
  async pathname => {
    app = await startApp({ dashboards: createDashboardPages({ ...deps, now: () => NOW }) })
    expect(await ask(new URL(pathname, app.url), options)).toMatchObject({ status: 404 })
  },
)

test('a page is drawn again only when it is old', async () => {
  let now = NOW
  const pages = createDashboardPages({ ...deps, now: () => now })
  const first = await pages.page(undefined, false)
  expect(await pages.page(undefined, false)).toBe(first)
  now = new Date(Date.parse(NOW) + 60_000).toISOString()
  expect(await pages.page(undefined, false)).not.toBe(first)
})

test('without the generated boards the route fails, and the app goes on', async () => {
  app = await startApp({ dashboards: createDashboardPages({ ...deps, folder: '/nowhere', now: () => NOW }) })
  expect(await ask(new URL('/dashboards', app.url), options)).toMatchObject({ status: 500 })
  expect(await ask(new URL('/', app.url), options)).toMatchObject({ status: 200 })
})

test('a board reloads itself until its reader stops that', async () => {
  app = await startApp({ dashboards: createDashboardPages({ ...deps, now: () => NOW }) })
  const htmlOf = async (pathname: string) => (await fetch(new URL(pathname, app?.url))).text()
  expect(await htmlOf('/dashboards')).toMatch(/http-equiv="refresh"[\s\S]*href="\?refresh=off"/)
  expect(await htmlOf('/dashboards?refresh=off')).not.toContain('http-equiv="refresh"')
})
