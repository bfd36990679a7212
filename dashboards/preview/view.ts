import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'

/** A dashboard as it is drawn, read from the same JSON that Grafana gets. */
export interface BoardView {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly tags: readonly string[]
  /** Its default time range, in seconds. */
  readonly rangeSeconds: number
  readonly variables: readonly VariableView[]
  readonly panels: readonly PanelView[]
  readonly links: readonly LinkView[]
  /** The annotations of every graph. */
  readonly annotations: readonly AnnotationView[]
}

/** A query whose values are the moments to annotate, in milliseconds since 1970, and their text. */
interface AnnotationView {
  readonly name: string
  readonly expr: string
  readonly title: string
  readonly colour: string
}

interface LinkView {
  readonly title: string
  readonly url: string
}

/** A variable whose values are a label of a metric. */
export interface VariableView {
  readonly name: string
  readonly label: string
  readonly metric: string
  readonly valueLabel: string
  /** The value for “All”, where all can be selected. */
  readonly allValue: string | undefined
}

export interface PanelView {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description: string
  readonly grid: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly TargetView[]
  readonly field: unknown
  readonly overrides: readonly unknown[]
  readonly options: unknown
  readonly transformations: readonly unknown[]
  /** A range of its own, in seconds. */
  readonly rangeSeconds: number | undefined
  readonly shortestStepSeconds: number
  /** How many points its graph has at most; undefined where its width decides. */
  readonly points: number | undefined
  readonly links: readonly LinkView[]
}

export interface TargetView {
  readonly refId: string
  readonly expr: string
  readonly legend: string
  readonly isInstant: boolean
  /** The query's own shortest step, which stands for the scrape interval in rates; 0 where it has none. */
  readonly intervalSeconds: number
}

const DEFAULT_RANGE_SECONDS = 6 * 3600

/** Reads a dashboard's JSON for drawing. */
export function viewBoard(json: unknown): BoardView {
  return {
    uid: textAt(json, 'uid'),
    title: textAt(json, 'title'),
    description: textAt(json, 'description'),
    tags: listAt(json, 'tags').map(String),
    rangeSeconds: secondsBack(textAt(json, 'time', 'from')) ?? DEFAULT_RANGE_SECONDS,
    variables: listAt(json, 'templating', 'list').flatMap(viewVariable),
    panels: listAt(json, 'panels').map(viewPanel),
    links: listAt(json, 'links').map(viewLink),
    annotations: listAt(json, 'annotations', 'list')
      .filter(annotation => textAt(annotation, 'expr') !== '')
      .map(annotation => ({
        name: textAt(annotation, 'name'),
        expr: textAt(annotation, 'expr'),
        title: textAt(annotation, 'titleFormat'),
        colour: textAt(annotation, 'iconColor'),
      })),
  }
}

/** `now-6h` or `6h` in seconds; undefined for what is no such range. */
function secondsBack(text: string): number | undefined {
  const match = /^(?:now-)?(\d+)([smhdw])$/.exec(text)
  const unit = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }[match?.[2] ?? '']
  return unit === undefined ? undefined : Number(match?.[1]) * unit
}

function viewVariable(json: unknown): VariableView[] {
  const match = /^label_values\((.+), *(\w+)\)$/.exec(textAt(json, 'query', 'query') || textAt(json, 'query'))
  if (match === null) return []
  const [, metric = '', valueLabel = ''] = match
  const name = textAt(json, 'name')
  const allValue = at(json, 'includeAll') === true ? textAt(json, 'allValue') : undefined
  return [{ name, label: textAt(json, 'label') || name, metric, valueLabel, allValue }]
}

function viewPanel(json: unknown): PanelView {
  const grid = (key: string) => numberAt(json, 'gridPos', key) ?? 0
  return {
    id: numberAt(json, 'id') ?? 0,
    type: textAt(json, 'type'),
    title: textAt(json, 'title'),
    description: textAt(json, 'description'),
    grid: { x: grid('x'), y: grid('y'), w: grid('w'), h: grid('h') },
    targets: listAt(json, 'targets').map(target => ({
      refId: textAt(target, 'refId'),
      expr: textAt(target, 'expr'),
      legend: textAt(target, 'legendFormat'),
      isInstant: at(target, 'instant') === true,
      intervalSeconds: secondsBack(textAt(target, 'interval')) ?? 0,
    })),
    field: at(json, 'fieldConfig', 'defaults'),
    overrides: listAt(json, 'fieldConfig', 'overrides'),
    options: at(json, 'options'),
    transformations: listAt(json, 'transformations'),
    rangeSeconds: secondsBack(textAt(json, 'timeFrom')),
    shortestStepSeconds: secondsBack(textAt(json, 'interval')) ?? 0,
    points: numberAt(json, 'maxDataPoints'),
    links: [
      ...listAt(json, 'fieldConfig', 'defaults', 'links'),
      ...listAt(json, 'fieldConfig', 'overrides').flatMap(override =>
        listAt(override, 'properties').flatMap(property =>
          textAt(property, 'id') === 'links' ? listAt(property, 'value') : [],
        ),
      ),
    ].map(viewLink),
  }
}

function viewLink(json: unknown): LinkView {
  return { title: textAt(json, 'title'), url: textAt(json, 'url') }
}
