import { expect, test } from 'vitest'
import { reportRoutes } from './routes.ts'

test('a route that fails is said once, however many vantages see it, beside the paths that are good', () => {
  const last = 'synthetic_last_run_timestamp_seconds'
  const routes = reportRoutes([
    { labels: { __name__: last, probe: 'neighbour', path: 'app', vantage: 'one' }, value: 1 },
    { labels: { __name__: last, probe: 'neighbour', path: 'app', vantage: 'two' }, value: 1 },
    { labels: { good_path: 'app', path: 'app' }, value: 2 },
    { labels: { good_path: 'edge', path: 'edge' }, value: 1 },
    { labels: { good_path: 'moon', path: 'moon' }, value: 1 },
  ])
  expect(routes).toEqual({ failing: [{ probe: 'neighbour', path: 'app' }], good: ['edge', 'app'] })
})
