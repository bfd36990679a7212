import type {
  AnnotationQuery,
  Dashboard as ClassicBoard,
  VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import {
  type AnnotationQueryKind,
  type Dashboard,
  DashboardCursorSync,
  type DashboardLink,
  DashboardLinkType,
  type DataQueryKind,
  VariableHide,
  type VariableKind,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboardv2'
import { at, textAt } from '../../lib/json/path.ts'

/** A query of Prometheus; the data source is the one that is chosen at the top of the dashboard. */
export function prometheusQuery(datasource: string, spec: object): DataQueryKind {
  return { kind: 'DataQuery', group: 'prometheus', version: 'v0', datasource: { name: datasource }, spec }
}

/** A dashboard without its panels. */
export function frameOf(board: ClassicBoard): Omit<Dashboard, 'elements' | 'layout'> {
  return {
    title: board.title ?? '',
    ...(board.description === undefined ? {} : { description: board.description }),
    tags: board.tags ?? [],
    editable: false,
    liveNow: false,
    preload: false,
    cursorSync: DashboardCursorSync.Crosshair,
    timeSettings: {
      timezone: String(board.timezone ?? ''),
      from: board.time?.from ?? 'now-6h',
      to: board.time?.to ?? 'now',
      autoRefresh: String(board.refresh ?? ''),
      autoRefreshIntervals: ['30s', '1m', '5m', '15m', '30m', '1h'],
      hideTimepicker: false,
      fiscalYearStartMonth: 0,
    },
    variables: (board.templating?.list ?? []).map(variableOf),
    annotations: (board.annotations?.list ?? []).map(annotationOf),
    links: (board.links ?? []).map(linkOf),
  }
}

function variableOf(variable: VariableModel): VariableKind {
  const { name, label = '', description = '' } = variable
  const current = {
    text: optionText(at(variable, 'current', 'text')),
    value: optionText(at(variable, 'current', 'value')),
  }
  const shared = {
    name,
    label,
    description,
    current,
    options: [],
    regex: '',
    hide: VariableHide.DontHide,
    skipUrlSync: false,
    multi: at(variable, 'multi') === true,
    includeAll: at(variable, 'includeAll') === true,
    allowCustomValue: true,
  }
  if (variable.type === 'datasource') {
    const spec = { ...shared, pluginId: textAt(variable, 'query'), refresh: VariableRefresh.OnDashboardLoad }
    return { kind: 'DatasourceVariable', spec }
  }
  const all = textAt(variable, 'allValue')
  return {
    kind: 'QueryVariable',
    spec: {
      ...shared,
      ...(all === '' ? {} : { allValue: all }),
      definition: textAt(variable, 'definition'),
      query: prometheusQuery(textAt(variable, 'datasource', 'uid'), Object(at(variable, 'query'))),
      refresh: VariableRefresh.OnTimeRangeChanged,
      sort: VariableSort.NaturalAsc,
    },
  }
}

function optionText(value: unknown): string | string[] {
  return Array.isArray(value) ? value.map(String) : String(value ?? '')
}

/** Settings of an annotation that only Prometheus knows stand beside the query, as in a dashboard of the classic form. */
function annotationOf(annotation: AnnotationQuery): AnnotationQueryKind {
  const { name, iconColor = '' } = annotation
  const own = Object.fromEntries(
    ['expr', 'titleFormat', 'step', 'useValueForTime'].map(key => [key, at(annotation, key)]),
  )
  return {
    kind: 'AnnotationQuery',
    spec: {
      name,
      iconColor,
      enable: true,
      hide: false,
      query: prometheusQuery(textAt(annotation, 'datasource', 'uid'), { expr: own.expr, refId: 'Anno' }),
      legacyOptions: own,
    },
  }
}

function linkOf(link: unknown): DashboardLink {
  return {
    title: textAt(link, 'title'),
    type: DashboardLinkType.Link,
    icon: textAt(link, 'icon'),
    tooltip: textAt(link, 'tooltip'),
    url: textAt(link, 'url'),
    tags: [],
    asDropdown: false,
    targetBlank: false,
    includeVars: at(link, 'includeVars') === true,
    keepTime: at(link, 'keepTime') === true,
  }
}
