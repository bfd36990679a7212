/** A board of ours with one fault planted in it. */
export interface BadFixture {
  /** The uid of the board that is spoiled. */
  readonly board: string
  readonly spoil: (json: Json) => void
  /** Other rules that such a fault cannot help breaking. */
  readonly also?: readonly string[]
}

/** A dashboard as loose as JSON is: fixtures plant what no type would allow. */
// biome-ignore lint/suspicious/noExplicitAny: a fault is what the types forbid
export type Json = any

function on(board: string, spoil: (json: Json) => void): BadFixture {
  return { board: `leadline-${board}`, spoil }
}

/** Spoils the first panel of a type. */
function first(type: string, spoil: (panel: Json) => void): (json: Json) => void {
  return json => spoil(json.panels.find((panel: Json) => panel.type === type))
}

/** Rewrites the first query of the first panel of a type. */
function query(type: string, rewrite: (expr: string) => string): (json: Json) => void {
  return first(type, panel => {
    panel.targets[0].expr = rewrite(panel.targets[0].expr)
  })
}

const defaults = (type: string, spoil: (defaults: Json) => void) =>
  first(type, panel => spoil(panel.fieldConfig.defaults))

const FRAME: Readonly<Record<string, BadFixture>> = {
  'uid-stable': {
    board: 'leadline-watcher',
    spoil: json => {
      json.uid = 'Leadline_Watcher'
    },
    also: ['links-lead'],
  },
  'uid-unique': on('watcher', json => {
    json.title = 'Probes'
  }),
  'panel-id': on('app', json => {
    json.panels[1].id = json.panels[0].id
  }),
  grid: on('app', json => {
    json.panels[1].gridPos.x = 4
  }),
  'ref-id': on(
    'app',
    first('timeseries', panel => {
      panel.targets[1].refId = 'A'
    }),
  ),
  size: on('app', json => {
    const copies = Array.from({ length: 20 }, (_, index) => ({
      ...json.panels.at(-1),
      id: 2_000_000 + index,
      gridPos: { x: 0, y: 1000 + index * 8, w: 8, h: 8 },
    }))
    json.panels.push(...copies)
  }),
  'read-only': on('app', json => {
    json.editable = true
  }),
  placement: on('app', json => {
    json.links[0].placement = 'inControlsMenu'
  }),
  'schema-version': on('app', json => {
    json.schemaVersion = 16
  }),
  'refresh-fits': on('app', json => {
    json.refresh = '5s'
  }),
}

const PANELS: Readonly<Record<string, BadFixture>> = {
  described: on(
    'app',
    first('heatmap', panel => {
      panel.title = ''
    }),
  ),
  'self-explaining': on(
    'app',
    first('table', panel => {
      panel.description = panel.description.replace('**When red.**', '**Note.**')
    }),
  ),
  'unit-known': on(
    'app',
    defaults('timeseries', found => {
      found.unit = 'seconds'
    }),
  ),
  'thresholds-fit': on(
    'home',
    defaults('stat', found => {
      found.thresholds.steps.push({ value: 99, color: 'red' })
    }),
  ),
  'no-value': on(
    'home',
    defaults('stat', found => {
      delete found.noValue
    }),
  ),
  legend: on(
    'app',
    first('timeseries', panel => {
      panel.options.legend.showLegend = false
    }),
  ),
  'colour-with-text': on(
    'home',
    defaults('state-timeline', found => {
      found.mappings[0].options[1].text = ''
    }),
  ),
  'way-onward': on(
    'home',
    defaults('state-timeline', found => {
      found.links = []
    }),
  ),
  'counts-from-zero': on(
    'app',
    defaults('timeseries', found => {
      delete found.min
    }),
  ),
  'heatmap-buckets': on(
    'app',
    first('heatmap', panel => {
      panel.targets[0].format = 'time_series'
    }),
  ),
  'blind-is-not-green': on(
    'home',
    defaults('stat', found => {
      found.thresholds.steps[0].color = 'green'
    }),
  ),
  'asks-for-now': on(
    'home',
    first('stat', panel => {
      panel.targets[0].instant = false
      panel.targets[0].range = true
    }),
  ),
}

const QUERIES: Readonly<Record<string, BadFixture>> = {
  'query-parses': on(
    'app',
    query('timeseries', expr => expr.replace(/\)$/, '')),
  ),
  'variables-defined': on(
    'app',
    query('timeseries', expr => expr.replaceAll('$job', '$jobs')),
  ),
  'choice-heeded': on(
    'probes',
    query('timeseries', expr => expr.replace('probe=~"$probe",', '')),
  ),
  'metric-known': on(
    'app',
    query('timeseries', expr => expr.replace('http_requests_total', 'http_request_total')),
  ),
  'label-known': on(
    'app',
    query('timeseries', expr => expr.replace('code=~', 'status=~')),
  ),
  'label-yielded': on(
    'home',
    first('state-timeline', panel => {
      panel.targets[0].legendFormat = '{{domain}}'
    }),
  ),
  'names-exist': on(
    'app',
    first('table', panel => {
      panel.transformations[1].options.renameByName['Value #B'] = 'Failures'
    }),
  ),
  'counter-in-rate': on(
    'app',
    query('timeseries', expr =>
      expr.replace('http_requests_total', 'process_resident_memory_bytes').replace(/code=~"[^"]*",?/, ''),
    ),
  ),
  'rate-interval': on(
    'app',
    query('timeseries', expr => expr.replace('$__rate_interval', '5m')),
  ),
  'probes-in-step': on(
    'probes',
    first('timeseries', panel => {
      delete panel.interval
    }),
  ),
  'no-irate': on(
    'app',
    query('timeseries', expr => expr.replace('rate(', 'irate(')),
  ),
  'quantile-keeps-le': on('home', json => {
    const panel = json.panels.find((candidate: Json) => candidate.title === 'Latency of answers')
    panel.targets[0].expr = panel.targets[0].expr.replace('sum by (le)', 'sum')
  }),
  'selective-matcher': on('app', json => {
    json.templating.list[1].allValue = '.*'
  }),
  'guarded-division': on('app', json => {
    const panel = json.panels.find((candidate: Json) => candidate.title === 'Error ratio by route')
    panel.targets[0].expr = panel.targets[0].expr.replace(' > 0', '')
  }),
  'datasource-variable': on(
    'app',
    first('timeseries', panel => {
      panel.targets[0].datasource.uid = 'P1809F7CD0C75ACF3'
    }),
  ),
  'table-rows': on(
    'app',
    first('table', panel => {
      panel.targets[0].instant = false
    }),
  ),
}

const MEANING: Readonly<Record<string, BadFixture>> = {
  'links-lead': on(
    'home',
    defaults('state-timeline', found => {
      found.links[0].url = found.links[0].url.replace('leadline-probes', 'leadline-probe')
    }),
  ),
  'links-carry': on('probes', json => {
    const panel = json.panels.find((candidate: Json) => candidate.title === 'Certificates')
    panel.fieldConfig.defaults.links[0].url = panel.fieldConfig.defaults.links[0].url.replace('["Probe"]', '["Path"]')
  }),
  'alert-parity': on('slo-overview', json => {
    const panel = json.panels.find((candidate: Json) => candidate.title === 'When it pages')
    panel.targets[0].expr = panel.targets[0].expr.replaceAll('14.4', '10')
  }),
}

/** For each rule a board that breaks it, by the rule's code. */
export const BAD_FIXTURES: Readonly<Record<string, BadFixture>> = { ...FRAME, ...PANELS, ...QUERIES, ...MEANING }
