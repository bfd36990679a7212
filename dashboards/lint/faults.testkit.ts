import type { Fault, Json } from '../../lib/lint/fixture.testkit.ts'
import { defaults, first, on, query } from './fault.testkit.ts'
import { FRAME_FAULTS } from './frame-faults.testkit.ts'
import { MEANING_FAULTS } from './meaning-faults.testkit.ts'

const PANELS: Readonly<Record<string, Fault>> = {
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
  'thresholds-fit': {
    ...on(
      'home',
      defaults('stat', found => {
        found.thresholds.steps.push({ value: 99, color: 'red' })
      }),
    ),
    also: ['bounds-of-alerts'],
  },
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
  'states-in-words': {
    ...on(
      'home',
      defaults('state-timeline', found => {
        found.color = { mode: 'thresholds' }
      }),
    ),
    also: ['usual-settings'],
  },
  linked: on(
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

const QUERIES: Readonly<Record<string, Fault>> = {
  'query-parses': on(
    'app',
    query('timeseries', expr => expr.replace(/\)$/, '')),
  ),
  'variables-defined': {
    ...on(
      'app',
      query('timeseries', expr => expr.replaceAll('$job', '$jobs')),
    ),
    also: ['choice-heeded'],
  },
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
      delete panel.targets[0].interval
    }),
  ),
  'long-ranges-recorded': on(
    'app',
    query('timeseries', expr => expr.replace('$__rate_interval', '28d')),
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

const MEANING: Readonly<Record<string, Fault>> = {
  'links-lead': on(
    'home',
    defaults('state-timeline', found => {
      found.links[0].url = found.links[0].url.replace('leadline-probes', 'leadline-probe')
    }),
  ),
  'links-carry': on('probes', json => {
    const panel = json.panels.find((candidate: Json) => candidate.title === 'Certificates')
    const [{ properties }] = panel.fieldConfig.overrides
    properties[0].value[0].url = properties[0].value[0].url.replace('["Probe"]', '["Path"]')
  }),
  'alert-state': on('home', json => {
    const panel = json.panels.find((candidate: Json) => candidate.title === 'Pages firing')
    panel.targets[0].expr = panel.targets[0].expr.replace('alertstate="firing",', '')
  }),
  'alert-parity': on('slo-overview', json => {
    const panel = json.panels.find((candidate: Json) => candidate.title === 'When it pages')
    panel.targets[0].expr = panel.targets[0].expr.replaceAll('14.4', '10')
  }),
}

/** For each rule a dashboard that breaks it, by the rule's code. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  ...FRAME_FAULTS,
  ...PANELS,
  ...QUERIES,
  ...MEANING,
  ...MEANING_FAULTS,
}
