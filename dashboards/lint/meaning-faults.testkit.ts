import type { Fault, Json } from '../../lib/lint/fixture.testkit.ts'
import { defaults, first, on, panelOf, query } from './fault.testkit.ts'

/** For each rule about what settings, queries and descriptions mean a dashboard that breaks it. */
export const MEANING_FAULTS: Readonly<Record<string, Fault>> = {
  'usual-settings': on(
    'home',
    first('stat', panel => {
      panel.options.reduceOptions.calcs = ['mean']
    }),
  ),
  'sums-of-rates': on(
    'app',
    query('timeseries', expr => expr.replace(/^sum\(rate\((.*)\[\$__rate_interval\]\)\)$/, 'deriv($1[1h])')),
  ),
  'quantiles-alone': on('app', json => {
    const panel = panelOf(json, 'Duration of answers')
    panel.targets[0].expr = `avg(${panel.targets[0].expr})`
  }),
  'no-invented-zero': on(
    'app',
    query('timeseries', expr => `${expr} or vector(0)`),
  ),
  'unit-of-query': on(
    'app',
    query('timeseries', expr => expr.replace('rate(', 'increase(')),
  ),
  'described-truly': on('home', json => {
    const panel = panelOf(json, 'Worst burn, 1 h')
    panel.title = 'Worst burn, 3 d'
  }),
  'bounds-of-alerts': {
    ...on(
      'home',
      defaults('stat', found => {
        found.thresholds.steps[2].value = 0.1
      }),
    ),
    also: ['described-truly'],
  },
}

/** A fault that changes a panel by its title. */
export function inPanel(board: string, title: string, spoil: (panel: Json) => void): Fault {
  return on(board, json => spoil(panelOf(json, title)))
}
