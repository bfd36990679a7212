import type { Fault } from '../../lib/lint/fixture.testkit.ts'
import { first, on } from './fault.testkit.ts'

/** For each rule about a dashboard's frame a dashboard that breaks it. */
export const FRAME_FAULTS: Readonly<Record<string, Fault>> = {
  'uid-stable': {
    document: 'leadline-watcher.json',
    spoil: json => {
      json.uid = 'Leadline_Watcher'
    },
    also: ['links-lead'],
  },
  'uid-unique': {
    document: 'leadline-watcher.json',
    spoil: json => {
      json.title = 'Probes'
    },
    also: ['links-lead'],
  },
  'panel-id': on('app', json => {
    json.panels[1].id = json.panels[0].id
  }),
  grid: on('app', json => {
    json.panels[1].gridPos.x = 4
  }),
  'no-holes': on('app', json => {
    json.panels[0].gridPos.h = 7
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
      gridPos: { x: 0, y: 1000 + index * 8, w: 24, h: 8 },
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
  'refresh-fits': {
    ...on('app', json => {
      json.refresh = '5s'
    }),
    also: ['usual-settings'],
  },
  'choice-values': on('slo-detail', json => {
    const [, slo] = json.templating.list
    slo.definition = slo.definition.replace('sloth_slo_info', 'sloth_slo_infos')
    slo.query.query = slo.definition
  }),
  'annotation-queries': on('release', json => {
    json.annotations.list[0].titleFormat = 'Release {{version}}'
  }),
}
