import { describe, expect, test } from 'vitest'
import type { Json } from '../../lib/lint/fixture.testkit.ts'
import { FOREIGN_WORLD } from './foreign-world.ts'
import { lintFiles } from './lint.ts'

const DATASOURCE = { type: 'prometheus', uid: `\${prom}` }

/** A graph that keeps every rule, with some of it replaced. */
function graph(changes: Json = {}): Json {
  return {
    id: 1,
    type: 'timeseries',
    title: 'Requests',
    description: 'How many.',
    gridPos: { x: 0, y: 0, w: 12, h: 8 },
    datasource: DATASOURCE,
    fieldConfig: { defaults: { unit: 'reqps', min: 0, links: [{ url: '/d/other' }] }, overrides: [] },
    options: { legend: { showLegend: true }, tooltip: { mode: 'multi' } },
    targets: [target('sum by (job) (rate(requests_total[$__rate_interval]))', { legendFormat: '{{job}}' })],
    ...changes,
  }
}

function target(expr: string, changes: Json = {}): Json {
  return { refId: 'A', expr, legendFormat: 'all', ...changes }
}

function board(panels: readonly Json[], changes: Json = {}): Json {
  return {
    title: 'Foreign',
    uid: 'foreign',
    templating: { list: [{ name: 'prom', type: 'datasource', query: 'prometheus' }] },
    panels,
    ...changes,
  }
}

function variables(...names: readonly string[]): Json {
  const own = names.map(name => ({ name, type: 'custom', query: '1,2' }))
  return { templating: { list: [{ name: 'prom', type: 'datasource', query: 'prometheus' }, ...own] } }
}

function said(json: Json): readonly string[] {
  const files = [{ path: 'foreign.json', text: JSON.stringify(json, null, 2) }]
  return lintFiles(files, 'any', FOREIGN_WORLD).map(({ code, message }) => `${code}: ${message.replace(/^.*?”: /, '')}`)
}

const query = (expr: string, changes: Json = {}) => graph({ targets: [target(expr, changes)] })
const LOKI = { type: 'loki', uid: `\${logs}` }

describe('nothing is found in what is right', () => {
  test.each([
    ['a plain graph', board([graph()])],
    [
      'a query without a data source has its panel’s',
      board(
        [query('{app="web"} |= "error"')].map(panel => ({ ...panel, datasource: LOKI })),
        { templating: { list: [] } },
      ),
    ],
    [
      'a query of another source in a mixed panel',
      board([
        graph({
          datasource: { type: 'datasource', uid: '-- Mixed --' },
          targets: [
            target('{app="web"} | json', { datasource: LOKI }),
            target('sum(up)', { refId: 'B', datasource: DATASOURCE }),
          ],
        }),
      ]),
    ],
    [
      'a variable that chooses among log stores',
      board([{ ...query('{app="web"}'), datasource: '$logs' }], {
        templating: { list: [{ name: 'logs', type: 'datasource', query: 'loki' }] },
      }),
    ],
    [
      'an input of an export',
      {
        ...board([{ ...query('{app="web"}'), datasource: `\${DS_LOGS}` }]),
        __inputs: [{ name: 'DS_LOGS', pluginId: 'loki' }],
        templating: { list: [] },
      },
    ],
    [
      'a sum over queries',
      board([
        graph({
          targets: [
            target('sum(up)'),
            { refId: 'B', datasource: { type: '__expr__', uid: '__expr__' }, expression: '$A * 2', type: 'math' },
          ],
        }),
      ]),
    ],
    [
      'a hidden query that was emptied',
      board([graph({ targets: [target('sum(up)'), target('', { refId: 'B', hide: true })] })]),
    ],
    [
      'a range that is not the last argument',
      board([query('predict_linear(node_filesystem_avail_bytes[1h], 4 * 3600)')]),
    ],
    [
      'variables for numbers, names and ranges',
      board(
        [query('topk($k, sum by ($by) (rate($metric[$window]))) > $least')],
        variables('k', 'by', 'metric', 'window', 'least'),
      ),
    ],
    [
      'the old way to write a variable',
      board([query('topk([[k]], sum(rate(x{job=~"[[job]]"}[[[window]]])))')], variables('k', 'job', 'window')),
    ],
    ['a format of a variable', board([query('sum(x{job=~"$' + '{job:regex}"})')], variables('job'))],
    ['a variable for which panels are repeated', board([graph({ repeat: 'node' })], variables('node'))],
    [
      'a variable that a link passes on',
      board([graph()], { ...variables('node'), links: [{ type: 'dashboards', includeVars: true }] }),
    ],
    [
      'a named group of a regular expression',
      board([query('label_replace(up, "a", "$host", "instance", "(?P<host>[^:]+):.*")')]),
    ],
    ['a flag of a regular expression', board([query('up{job=~"(?i)web"}')])],
    [
      'a text without a description',
      board([{ id: 1, type: 'text', gridPos: { x: 0, y: 0, w: 6, h: 4 }, title: 'Read me' }], {
        templating: { list: [] },
      }),
    ],
    [
      'a panel of the library',
      board([{ id: 1, gridPos: { x: 0, y: 0, w: 6, h: 4 }, libraryPanel: { uid: 'lib', name: 'Shared' } }], {
        templating: { list: [] },
      }),
    ],
    [
      'the annotations of Grafana itself',
      board([graph()], {
        annotations: {
          list: [
            { builtIn: 1, datasource: { type: 'grafana', uid: '-- Grafana --' } },
            { datasource: { uid: '-- Grafana --' } },
          ],
        },
      }),
    ],
    [
      'places inside a folded row',
      board([
        {
          id: 2,
          type: 'row',
          collapsed: true,
          gridPos: { x: 0, y: 0, w: 24, h: 1 },
          panels: [graph({ gridPos: { x: 0, y: 1, w: 12, h: 8 } })],
        },
        graph({ id: 3, gridPos: { x: 0, y: 1, w: 12, h: 8 } }),
      ]),
    ],
    [
      'a dashboard older than the grid',
      {
        title: 'Old',
        templating: { list: [{ name: 'prom', type: 'datasource', query: 'prometheus' }] },
        rows: [{ panels: [{ ...graph(), gridPos: undefined, span: 6 }] }],
      },
    ],
    [
      'amounts that go down from zero',
      board([
        graph({
          fieldConfig: {
            defaults: { unit: 'Bps', links: [{ url: '/d/x' }] },
            overrides: [{ matcher: {}, properties: [{ id: 'custom.transform', value: 'negative-Y' }] }],
          },
        }),
      ]),
    ],
    [
      'thresholds that nothing shows',
      board([
        graph({
          fieldConfig: {
            defaults: {
              unit: 'reqps',
              min: 0,
              links: [{ url: '/d/x' }],
              color: { mode: 'palette-classic' },
              thresholds: { steps: [{ value: null }, { value: 80 }] },
            },
          },
        }),
      ]),
    ],
    ['a gauge whose name ends like a counter’s', board([query('awx_hosts_total')])],
    [
      'a ratio that is compared',
      board([query('(rate(a_total[$__rate_interval]) / rate(b_total[$__rate_interval])) > 0')]),
    ],
  ])('%s', (_, json) => {
    expect(said(json)).toEqual([])
  })
})

describe('what is wrong is found, once', () => {
  test.each([
    ['query-parses: the query is empty', board([graph({ targets: [target('')] })])],
    ['query-parses: this is not PromQL from “) by” on', board([query('topk($k, x)) by')], variables('k'))],
    ['query-parses: rate() needs a range vector, and this is an instant vector', board([query('rate(x)')])],
    [
      'label-yielded: the legend names “path”, a label that no series of query A has',
      board([query('sum by (probe) (x)', { legendFormat: '{{path}}' })]),
    ],
    [
      'counter-in-rate: “x_total” is shown as it is, while another query takes its rate',
      board([graph({ targets: [target('sum(x_total)'), target('rate(x_total[$__rate_interval])', { refId: 'B' })] })]),
    ],
    [
      'datasource-variable: the data source “P1809” is fixed',
      board([graph({ datasource: { type: 'prometheus', uid: 'P1809' } })], { templating: { list: [] } }),
    ],
    [
      'datasource-variable: no data source is named',
      board([graph({ datasource: null })], { templating: { list: [] } }),
    ],
    [
      'rate-interval: rate() over [$__interval], which can be shorter than two scrapes',
      board([query('rate(x[$__interval])')]),
    ],
    [
      'selective-matcher: the matcher on “job” is no regular expression: missing closing )',
      board([query('up{job=~"(web"}')]),
    ],
    ['variables-defined: the query uses $job, which the dashboard does not define', board([query('up{job="$job"}')])],
  ])('%s', (problem, json) => {
    expect(said(json)).toEqual([problem])
  })
})
