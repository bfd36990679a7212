import { afterEach, expect, test } from 'vitest'
import { textAt } from '../../lib/json/path.ts'
import {
  type FakeGrafana,
  type FakeOptions,
  type ScriptedAnswer,
  startFakeGrafana,
  TOKENS,
} from './fake-grafana.testkit.ts'
import { exampleBoard, grafanaUser } from './push.testkit.ts'

let fake: FakeGrafana | undefined
afterEach(() => fake?.stop())

const target = (refId: string) => ({ refId, expr: 'up', instant: true })
const HOME = {
  ...exampleBoard('home', 'Home'),
  panels: [
    { id: 1, type: 'stat', title: 'Failing now', targets: [target('A')] },
    { id: 2, type: 'table', title: 'Pages', targets: [target('A'), target('B')] },
  ],
}
const APP = exampleBoard('app', 'App')

/** A Grafana that has both dashboards, and answers queries as scripted. */
async function startWithBoards(
  onQuery: (path: string) => ScriptedAnswer | undefined = () => undefined,
  options?: FakeOptions,
): Promise<FakeGrafana> {
  const script = (_: string, path: string) => (path.includes('/proxy/') ? onQuery(path) : undefined)
  fake = await startFakeGrafana({ script, ...options })
  await grafanaUser(fake).push([HOME, APP])
  return fake
}

test('all is well when every dashboard is there and every query is answered', async () => {
  const { verify, said } = grafanaUser(await startWithBoards(), TOKENS.viewer)
  expect(await verify([HOME, APP])).toBe(0)
  expect(said()).toContain('good  Home: 3 queries, 3 with data\n')
  expect(said()).toContain('2 of 2 dashboards are good; 4 queries were run')
})

test('a dashboard that is missing or changed is named, with what is changed', async () => {
  const grafana = await startWithBoards()
  grafana.boards.delete('leadline-app')
  const { verify, said } = grafanaUser(grafana)
  expect(await verify([{ ...HOME, refresh: '5s' }, APP])).toBe(1)
  expect(said()).toContain(
    'bad   Home (leadline-home): it is not what was generated: refresh is not there, and should be "5s"',
  )
  expect(said()).toContain('bad   App (leadline-app): Grafana does not have it')
  expect(said()).toContain('0 of 2 dashboards are good; 3 queries were run')
})

test('queries of a dashboard that fail for one reason are reported in one line', async () => {
  let asked = 0
  const error = { status: 'error', errorType: 'bad_data', error: 'parse error: unexpected end' }
  const grafana = await startWithBoards(() => {
    asked += 1
    return asked === 1 ? undefined : { status: 400, page: JSON.stringify(error) }
  })
  const { verify, said } = grafanaUser(grafana)
  expect(await verify([HOME, APP])).toBe(1)
  expect(
    said()
      .split('\n')
      .filter(line => line.startsWith('bad')),
  ).toEqual([
    'bad   Home (leadline-home): panel “Failing now”, query A and 2 more: Prometheus answered 400: parse error: unexpected end',
    'bad   App (leadline-app): panel “Failing now”, query A: Prometheus answered 400: parse error: unexpected end',
  ])
})

test.each<[string, ScriptedAnswer | undefined, string, string]>([
  [
    'has no such data source',
    undefined,
    'mimir',
    'this Grafana has no data source with the uid mimir; make one, or name yours with --datasource: Grafana answered 404: Unable to find datasource',
  ],
  ['cannot reach Prometheus', { status: 502, page: '' }, 'prometheus', 'the data source prometheus does not answer: '],
  [
    'is not let in by Prometheus',
    { status: 400, page: 'Authentication to data source failed' },
    'prometheus',
    'answered 400 with the text “Authentication to data source failed”',
  ],
])(
  'a Grafana that %s is reported once, and dashboards are compared all the same',
  async (_, answer, dataSource, words) => {
    const grafana = await startWithBoards(() => answer)
    const { verify, said } = grafanaUser(grafana)
    expect(await verify([HOME, { ...APP, refresh: '5s' }], dataSource)).toBe(1)
    expect(said()).toContain(words)
    expect(said().match(/no query was run:/g)).toHaveLength(1)
    expect(said()).toContain('bad   App (leadline-app): it is not what was generated')
    expect(said()).toContain('1 of 2 dashboards are good; no query was run')
  },
)

test('a Prometheus that knows nothing of us is not taken for a quiet one', async () => {
  const nothing = JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } })
  const { verify, said } = grafanaUser(await startWithBoards(() => ({ status: 200, page: nothing })))
  expect(await verify([HOME, APP])).toBe(1)
  expect(said()).toContain('no query was run: the data source prometheus has no sloth_slo_info')
})

test('a dashboard that the token may not see is reported in Grafana’s words', async () => {
  const grafana = await startFakeGrafana({
    script: (_, path) =>
      path.startsWith('/api/dashboards/uid/')
        ? { status: 403, message: 'Permissions needed: dashboards:read' }
        : undefined,
  })
  fake = grafana
  const { verify, said } = grafanaUser(grafana)
  expect(await verify([HOME])).toBe(1)
  expect(said()).toContain('bad   Home (leadline-home): Grafana answered 403: Permissions needed: dashboards:read')
})

test('the annotations on a dashboard’s graphs are asked for, too', async () => {
  const annotations = { list: [{ name: 'Deploys', expr: 'changes(app_release_info[5m])' }] }
  const marked = { ...APP, annotations }
  const grafana = await startWithBoards()
  await grafanaUser(grafana).push([marked])
  const { verify, said } = grafanaUser(grafana)
  expect(await verify([marked])).toBe(0)
  expect(said()).toContain('good  App: 2 queries, 2 with data')
})

test('a query goes to the data source, in the scheme that Grafana’s proxy has', async () => {
  const paths: string[] = []
  const grafana = await startWithBoards(path => {
    paths.push(path)
    return undefined
  })
  await grafanaUser(grafana).verify([APP])
  expect(paths).toEqual([
    '/api/datasources/proxy/uid/prometheus/api/v1/query',
    '/api/datasources/proxy/uid/prometheus/api/v1/query',
  ])
  expect(textAt(grafana.boards.get('leadline-app')?.json, 'title')).toBe('App')
})
