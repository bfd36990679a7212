import type { Fault, Json } from '../../lib/lint/fixture.testkit.ts'
import { on, panelOf, query } from './fault.testkit.ts'
import { inPanel } from './meaning-faults.testkit.ts'

/** For each rule about whether names, colours and figures are true a dashboard that breaks it. */
export const TRUTH_FAULTS: Readonly<Record<string, Fault>> = {
  quantity: on('app', json => {
    panelOf(json, 'Memory').fieldConfig.defaults.unit = 'bits'
  }),
  digits: inPanel('slo-detail', 'SLI over the period', panel => {
    panel.fieldConfig.defaults.decimals = 0
  }),
  'worst-shown': inPanel('app', 'Event loop lag, p99', panel => {
    panel.targets[0].expr = panel.targets[0].expr.replace('max by', 'min by')
  }),
  'nothing-left-out': inPanel('probes', 'Who answered', panel => {
    panel.targets[0].expr = panel.targets[0].expr.replace('> 0', '> 10')
  }),
  'values-known': on(
    'app',
    query('timeseries', expr => expr.replace('[123]..', '[123]')),
  ),
  'counted-once': inPanel('cluster', 'Network', panel => {
    panel.targets[0].expr = panel.targets[0].expr.replace(/\{device[^}]*\}/, '')
  }),
  'named-truly': inPanel('home', 'Latency of answers', panel => {
    panel.targets[0].expr = panel.targets[0].expr.replace('0.99', '0.95')
  }),
  'series-colours': inPanel('app', 'Requests by class', panel => {
    const bad = panel.fieldConfig.overrides.find((override: Json) => override.matcher.options === '5xx')
    bad.properties[0].value.fixedColor = '#2a9d78'
  }),
  'words-mean': inPanel('watcher', 'Prober’s configuration', panel => {
    const { options } = panel.fieldConfig.defaults.mappings[0]
    ;[options['0'].text, options['1'].text] = [options['1'].text, options['0'].text]
  }),
  'blind-colour': inPanel('home', 'Error budget left', panel => {
    panel.fieldConfig.defaults.thresholds.steps[0].color = 'transparent'
  }),
}
