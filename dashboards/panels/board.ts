import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  type RowPanel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { type BoardName, TITLES, UIDS } from './link.ts'
import { DATASOURCE } from './query.ts'

/** A variable, whose values are selected at the top of a dashboard. */
export interface Variable {
  readonly name: string
  readonly label: string
  readonly description: string
  /** Its values: those of a label of a metric, or of its chosen series. `all` is a pattern that matches all of them; any value without it. */
  readonly values: { readonly metric: string; readonly label: string; readonly all?: string }
  /** Whether several values, or all, can be selected. */
  readonly isMulti: boolean
}

/** A row of panels of one height; a panel's width is in the grid's 24 columns. */
export interface Row {
  /** The title of a Grafana row that begins with these panels. */
  readonly title?: string
  readonly height: number
  readonly panels: readonly (readonly [width: number, panel: Panel])[]
}

/** An annotation on every graph of a dashboard. */
export interface Annotation {
  readonly name: string
  /** Its values are the moments to annotate, in milliseconds since 1970; those of a region only say when it is. */
  readonly expr: string
  /** Whether it annotates the time in which it has values, and not moments. */
  readonly isRegion?: true
  readonly title: string
  readonly colour: string
}

interface BoardSpec {
  readonly name: BoardName
  readonly description: string
  readonly from: string
  readonly refresh: string
  readonly variables: readonly Variable[]
  readonly annotations: readonly Annotation[]
  /** The dashboards to go to from here, in the order of use. */
  readonly links: readonly BoardName[]
  readonly rows: readonly Row[]
}

/** The tag of every dashboard of ours, by which a push recognises them. */
export const OWNER_TAG = 'leadline'

/** A finished dashboard in Grafana's classic JSON (schema 42). */
export function board(spec: BoardSpec): Dashboard {
  const builder = new DashboardBuilder(TITLES[spec.name])
    .uid(UIDS[spec.name])
    .description(spec.description)
    .tags([OWNER_TAG])
    .readonly()
    .timezone('utc')
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: spec.from, to: 'now' })
    .refresh(spec.refresh)
    .variables([datasourceVariable(), ...spec.variables.map(queryVariable)])
    .annotations(spec.annotations.map(annotationQuery))
    .links(spec.links.map(boardLink))
  const dashboard = builder.build()
  return clean({ ...dashboard, panels: placed(spec) })
}

function datasourceVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .description('The Prometheus that evaluates our rules.')
    .type('prometheus')
    .current({ text: 'Prometheus', value: 'prometheus' })
}

function queryVariable(variable: Variable): QueryVariableBuilder {
  const { name, label, description, values, isMulti } = variable
  const text = `label_values(${values.metric}, ${values.label})`
  const builder = new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(DATASOURCE)
    .query({ query: text, refId: `${name}-values` })
    .definition(text)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc)
    .multi(isMulti)
    .includeAll(isMulti)
  return isMulti ? builder.allValue(values.all ?? '.+').current({ text: ['All'], value: ['$__all'] }) : builder
}

function annotationQuery(annotation: Annotation): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name(annotation.name)
    .datasource(DATASOURCE)
    .enable(true)
    .expr(annotation.expr)
    .useValueForTime(annotation.isRegion !== true)
    .titleFormat(annotation.title)
    .iconColor(annotation.colour)
    .step('60s')
}

function boardLink(name: BoardName): DashboardLinkBuilder {
  return new DashboardLinkBuilder(TITLES[name])
    .type(DashboardLinkType.Link)
    .url(`/d/${UIDS[name]}`)
    .keepTime(true)
    .includeVars(true)
    .icon('dashboard')
    .tooltip(`Open ${TITLES[name]} with this time range`)
}

/** Panels on the grid, row under row, each with an id that follows from dashboard and title. */
function placed(spec: BoardSpec): (Panel | RowPanel)[] {
  const result: (Panel | RowPanel)[] = []
  let y = 0
  for (const row of spec.rows) {
    if (row.title !== undefined) {
      result.push(rowPanel(spec.name, row.title, y))
      y += 1
    }
    let x = 0
    for (const [width, panel] of row.panels) {
      const id = panelId(spec.name, panel.title ?? '')
      result.push({ ...panel, id, gridPos: { x, y, w: width, h: row.height } })
      x += width
    }
    y += row.height
  }
  return result
}

function rowPanel(name: BoardName, title: string, y: number): RowPanel {
  const id = panelId(name, `heading ${title}`)
  return { type: 'row', id, title, collapsed: false, gridPos: { x: 0, y, w: 24, h: 1 }, panels: [] }
}

/** The only placement of links and annotations that the SDK allows: a menu in which they are overlooked. */
const FORCED_PLACEMENT = 'inControlsMenu'

/** A plain copy: without the SDK's own objects, the function in each query, and the forced placement. */
function clean(dashboard: Dashboard): Dashboard {
  const isKept = (_key: string, value: unknown) => (value === FORCED_PLACEMENT ? undefined : value)
  return JSON.parse(JSON.stringify(dashboard), isKept) as Dashboard
}

/** A hash of dashboard and title (FNV-1a), so that the id of a panel does not change when it moves. */
function panelId(name: BoardName, title: string): number {
  let hash = 0x811c9dc5
  for (const character of `${UIDS[name]}/${title}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  }
  return (hash % 999_999) + 1
}
