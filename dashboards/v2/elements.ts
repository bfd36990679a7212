import type { Dashboard as ClassicBoard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import type {
  Dashboard,
  FieldConfigSource,
  GridLayoutKind,
  PanelKind,
  QueryOptionsSpec,
  RowsLayoutRowKind,
} from '@grafana/grafana-foundation-sdk/dashboardv2'
import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import { prometheusQuery } from './frame.ts'

type AnyPanel = Panel | RowPanel

function isRow(panel: AnyPanel): panel is RowPanel {
  return panel.type === 'row'
}

/** The panels of a dashboard by their names, and where they stand. */
export function panelsOf(board: ClassicBoard): Pick<Dashboard, 'elements' | 'layout'> {
  const panels = board.panels ?? []
  const drawn = panels.filter(panel => !isRow(panel)) as Panel[]
  return {
    elements: Object.fromEntries(drawn.map(panel => [nameOf(panel), elementOf(panel)])),
    layout: { kind: 'RowsLayout', spec: { rows: rowsOf(panels) } },
  }
}

function nameOf({ id }: AnyPanel): string {
  return `panel-${id}`
}

function elementOf(panel: Panel): PanelKind {
  return {
    kind: 'Panel',
    spec: {
      id: panel.id ?? 0,
      title: panel.title ?? '',
      description: panel.description ?? '',
      links: [],
      data: {
        kind: 'QueryGroup',
        spec: {
          queries: (panel.targets ?? []).map(queryOf),
          transformations: (panel.transformations ?? []).map(({ id, options }) => ({
            kind: 'Transformation' as const,
            group: id,
            spec: { options },
          })),
          queryOptions: optionsOf(panel),
        },
      },
      vizConfig: {
        kind: 'VizConfig',
        group: panel.type,
        version: '',
        spec: { options: panel.options ?? {}, fieldConfig: fieldConfigOf(panel) },
      },
    },
  }
}

function queryOf(target: unknown): PanelKind['spec']['data']['spec']['queries'][number] {
  const { refId, datasource, ...spec } = Object(target)
  return {
    kind: 'PanelQuery',
    spec: { refId: String(refId), hidden: false, query: prometheusQuery(textAt(datasource, 'uid'), spec) },
  }
}

function optionsOf(panel: Panel): QueryOptionsSpec {
  const [timeFrom, interval] = [textAt(panel, 'timeFrom'), textAt(panel, 'interval')]
  const maxDataPoints = numberAt(panel, 'maxDataPoints')
  return {
    ...(timeFrom === '' ? {} : { timeFrom }),
    ...(interval === '' ? {} : { interval }),
    ...(maxDataPoints === undefined ? {} : { maxDataPoints }),
  }
}

/** Thresholds, mappings and overrides are written alike in both forms. */
function fieldConfigOf(panel: Panel): FieldConfigSource {
  return {
    defaults: Object(at(panel, 'fieldConfig', 'defaults')),
    overrides: listAt(panel, 'fieldConfig', 'overrides'),
  } as FieldConfigSource
}

/** Panels in front of the first heading are in a row without one. */
function rowsOf(panels: readonly AnyPanel[]): RowsLayoutRowKind[] {
  const rows: { heading: RowPanel | undefined; panels: Panel[] }[] = []
  for (const panel of panels) {
    if (isRow(panel)) rows.push({ heading: panel, panels: [] })
    else {
      if (rows.length === 0) rows.push({ heading: undefined, panels: [] })
      rows.at(-1)?.panels.push(panel)
    }
  }
  return rows.map(row => ({
    kind: 'RowsLayoutRow',
    spec: {
      ...(row.heading === undefined ? { hideHeader: true } : { title: row.heading.title ?? '' }),
      collapse: false,
      layout: gridOf(row.panels),
    },
  }))
}

/** A grid whose first panel stands at its top. */
function gridOf(panels: readonly Panel[]): GridLayoutKind {
  const top = Math.min(...panels.map(({ gridPos }) => gridPos?.y ?? 0))
  return {
    kind: 'GridLayout',
    spec: {
      items: panels.map(panel => {
        const { x = 0, y = 0, w = 0, h = 0 } = panel.gridPos ?? {}
        const element = { kind: 'ElementReference', name: nameOf(panel) } as const
        return { kind: 'GridLayoutItem', spec: { x, y: y - top, width: w, height: h, element } }
      }),
    },
  }
}
