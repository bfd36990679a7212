import type { Fault, Json } from '../../lib/lint/fixture.testkit.ts'
import { on } from './fault.testkit.ts'
import { inPanel } from './meaning-faults.testkit.ts'

const BUDGET = 'Error budget left'

function setting(board: string, title: string, spoil: (defaults: Json) => void): Fault {
  return inPanel(board, title, panel => spoil(panel.fieldConfig.defaults))
}

function custom(board: string, title: string, values: object): Fault {
  return setting(board, title, defaults => Object.assign(defaults.custom, values))
}

function rewritten(board: string, title: string, rewrite: (expr: string) => string): Fault {
  return inPanel(board, title, panel => {
    const [target] = panel.targets
    const before = target.expr
    target.expr = rewrite(before)
    if (target.expr === before) throw new Error(`nothing was rewritten in ${title}`)
  })
}

/** Faults of settings, which neither the text of a query nor a title shows. */
const SETTINGS: Readonly<Record<string, Fault>> = {
  'a stat shows the mean': inPanel('home', BUDGET, panel => {
    panel.options.reduceOptions.calcs = ['mean']
  }),
  'a stat shows the first value': inPanel('probes', 'Failing now', panel => {
    panel.options.reduceOptions.calcs = ['firstNotNull']
  }),
  'a stat shows all values': inPanel('home', BUDGET, panel => {
    panel.options.reduceOptions.values = true
  }),
  'a stat without colour': inPanel('home', 'Failing now', panel => {
    panel.options.colorMode = 'none'
  }),
  'a stat without its value': inPanel('home', BUDGET, panel => {
    panel.options.textMode = 'name'
  }),
  'a legend keeps the last number': inPanel('app', 'Error ratio by route', panel => {
    panel.options.legend.calcs = ['lastNotNull']
  }),
  'a legend without values': inPanel('app', 'Error ratio by route', panel => {
    panel.options.legend.calcs = ['max']
  }),
  'states coloured by thresholds': setting('home', 'Routes', defaults => {
    defaults.color = { mode: 'thresholds' }
  }),
  'thresholds of the range': setting('home', BUDGET, defaults => {
    defaults.thresholds.mode = 'percentage'
  }),
  'rows that are not merged': inPanel('app', 'Routes', panel => {
    panel.transformations.shift()
  }),
  'a table that is cut': inPanel('app', 'Routes', panel => {
    panel.transformations.push({ id: 'limit', options: { limitField: 1 } })
  }),
  'every series under one name': setting('home', BUDGET, defaults => {
    defaults.displayName = 'budget'
  }),
  'an override for all': inPanel('home', BUDGET, panel => {
    panel.fieldConfig.overrides.push({
      matcher: { id: 'byRegexp', options: '.*' },
      properties: [{ id: 'noValue', value: 'fine' }],
    })
  }),
  'a hidden series': custom('app', 'Error ratio by route', { hideFrom: { viz: true, legend: false, tooltip: false } }),
  'gaps that are bridged': custom('app', 'Error ratio by route', { spanNulls: true }),
  'an axis that is cut': setting('app', 'Error ratio by route', defaults => {
    defaults.max = 0.01
  }),
  'ratios that are stacked': custom('app', 'Error ratio by route', { stacking: { mode: 'percent', group: 'A' } }),
  'three points a graph': inPanel('app', 'Error ratio by route', panel => {
    panel.maxDataPoints = 3
  }),
  'a shifted time': inPanel('app', 'Error ratio by route', panel => {
    panel.timeShift = '1d'
  }),
  'a shorter step of a query of probes': inPanel('probes', 'Failures by reason', panel => {
    panel.targets[0].interval = '1s'
  }),
  'a logarithmic ratio': custom('app', 'Error ratio by route', { scaleDistribution: { type: 'log', log: 2 } }),
  'a panel for each job': inPanel('app', 'Error ratio by route', panel => {
    panel.repeat = 'job'
  }),
  'no value is green': setting('home', BUDGET, defaults => {
    defaults.mappings.at(-1).options.result.color = '#2a9d78'
  }),
  'no value is called fine': setting('home', 'Failing now', defaults => {
    defaults.noValue = 'none'
    defaults.mappings.at(-1).options.result.text = 'none'
  }),
  'a range that ended an hour ago': on('home', json => {
    json.time.to = 'now-1h'
  }),
  'another time zone': on('home', json => {
    json.timezone = 'browser'
  }),
  'a variable that cannot be chosen': on('app', json => {
    json.templating.list[1].hide = 2
  }),
  'a variable without most of its values': on('app', json => {
    json.templating.list[1].regex = '/^a/'
  }),
  'a variable that is never refreshed': on('app', json => {
    json.templating.list[1].refresh = 0
  }),
  'deploys that are switched off': on('release', json => {
    json.annotations.list[0].enable = false
  }),
  'thicker lines': custom('app', 'Error ratio by route', { lineWidth: 0, fillOpacity: 10 }),
  'thresholds as areas': custom('app', 'Error ratio by route', { thresholdsStyle: { mode: 'area' } }),
}

/** Faults of queries, each of which Prometheus answers. */
const QUERIES: Readonly<Record<string, Fault>> = {
  'the rate of a sum': rewritten('app', 'Requests by class', expr =>
    expr.replace(/^sum\(rate\((.*)\[\$__rate_interval\]\)\)$/, 'rate(sum($1)[5m:1m])'),
  ),
  'the slope of a counter': rewritten('app', 'Requests by class', expr =>
    expr.replace(/rate\((.*)\[\$__rate_interval\]\)/, 'deriv($1[1h])'),
  ),
  'the mean of a counter': rewritten('app', 'Requests by class', expr => expr.replace('rate(', 'avg_over_time(')),
  'the greatest of a counter': rewritten('app', 'Requests by class', expr => expr.replace('rate(', 'max_over_time(')),
  'the delta of a counter': rewritten('app', 'Requests by class', expr => expr.replace('rate(', 'delta(')),
  'a forecast of a counter': rewritten('app', 'Requests by class', expr =>
    expr.replace(/rate\((.*)\[\$__rate_interval\]\)/, 'predict_linear($1[1h], 3600)'),
  ),
  'the mean of ratios': rewritten('home', 'Error ratio', () => {
    const of = 'http_requests_total{job=~"$job"}[$__rate_interval]'
    return `avg(rate(${of}) / (rate(${of}) > 0))`
  }),
  'the rate of a recorded rate': rewritten('slo-detail', 'Good and bad events', expr =>
    expr.replace(/(slo:\S+?\{[^}]*\})/, 'rate($1[1h])'),
  ),
  'the mean of quantiles': rewritten('app', 'Duration of answers', expr => `avg(${expr})`),
  'the sum of quantiles': rewritten('app', 'Duration of answers', expr => `sum(${expr})`),
  'the difference of quantiles': rewritten('app', 'Duration of answers', expr => `${expr} - ${expr}`),
  'a quantile in percent': rewritten('app', 'Duration of answers', expr => expr.replace('0.99', '99')),
  'averaged buckets': rewritten('app', 'Duration of answers', expr => expr.replace('sum by', 'avg by')),
  'an invented zero': rewritten('home', 'Error ratio', expr => `${expr} or vector(0)`),
  'growth in requests per second': rewritten('app', 'Requests by class', expr => expr.replace('rate(', 'increase(')),
  'pages that are pending': rewritten('home', 'Pages firing', expr => expr.replace('alertstate="firing",', '')),
  'a fixed window': rewritten('app', 'Requests by class', expr => expr.replace('$__rate_interval', '1m')),
  'every job': rewritten('release', 'Error ratio by release', expr => expr.replace('job=~"$job",', '')),
}

/** Faults of meaning: bounds, windows, words. */
const MEANING: Readonly<Record<string, Fault>> = {
  'another burn rate than that which pages': setting('home', 'Worst burn, 1 h', defaults => {
    defaults.thresholds.steps.at(-1).value = 10
  }),
  'a budget that is low later': setting('home', BUDGET, defaults => {
    defaults.thresholds.steps.at(-1).value = 0.05
  }),
  'an alert with another bound': inPanel('slo-overview', 'When it pages', panel => {
    panel.targets[0].expr = panel.targets[0].expr.replaceAll('14.4', '6')
  }),
  'a title with another window': inPanel('home', 'Worst burn, 1 h', panel => {
    panel.title = 'Worst burn, 6 h'
  }),
  'a description with another window': inPanel('watcher', 'Rule failures, 1 h', panel => {
    panel.description = panel.description.replace('over 1 h', 'over 6 h')
  }),
  'a description with another bound': inPanel('probes', 'Failing now', panel => {
    panel.description = panel.description.replace('from 1 red', 'from 5 red')
  }),
  'a query with another window than its title': rewritten('watcher', 'Alerts lost, 1 h', expr =>
    expr.replaceAll('[1h]', '[5h]'),
  ),
  'red and green exchanged': setting('home', 'Failing now', defaults => {
    const [, good, bad] = defaults.thresholds.steps
    ;[good.color, bad.color] = [bad.color, good.color]
  }),
  'a link to another dashboard': setting('home', BUDGET, defaults => {
    defaults.links[0].url = defaults.links[0].url.replace('leadline-slo-detail', 'leadline-cluster')
  }),
}

/** Faults as people make them, by what they do; each changes what a dashboard shows, or hides. */
export const PLANTED: Readonly<Record<string, Fault>> = { ...SETTINGS, ...QUERIES, ...MEANING }
