import {
  FieldTextAlignment,
  TableCellHeight,
  TableSortByFieldStateBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import type { DynamicConfigValue, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'
import {
  colourScheme,
  DECIMALS,
  describe,
  nothingMapping,
  type PanelSpec,
  thresholdsConfig,
  type Word,
  wordMappings,
} from './panel.ts'
import { refId, targets } from './query.ts'
import type { Thresholds } from './thresholds.ts'
import { TONE_COLOURS } from './tones.ts'
import type { Unit } from './units.ts'

/** A column that shows a label. */
interface LabelColumn {
  readonly label: string
  readonly title: string
}

/** A column that shows a query's value. */
interface ValueColumn {
  readonly title: string
  readonly expr: string
  readonly unit: Unit
  readonly decimals?: number
  readonly thresholds?: Thresholds
  readonly words?: readonly Word[]
  /** Whether rows without a value are normal; they are not shown as blind then. */
  readonly isOptional?: boolean
}

interface TableSpec extends Omit<PanelSpec, 'queries' | 'unit' | 'thresholds' | 'words' | 'decimals'> {
  readonly labels: readonly LabelColumn[]
  readonly values: readonly ValueColumn[]
  /** The column to sort by, and whether the greatest comes first. */
  readonly sortBy?: { readonly title: string; readonly isDescending: boolean }
}

/** One row for each set of labels, one column for each query; rows of several queries are merged on their labels. */
export function table(spec: TableSpec): Panel {
  const queries = spec.values.map(({ expr }) => ({ expr, legend: '' }))
  const base = { ...spec, links: [], queries, unit: 'none' as const }
  const builder = describe(new PanelBuilder(), base, TONE_COLOURS.blind)
    .targets(targets(queries, 'rows'))
    .colorScheme(colourScheme(base))
    .align(FieldTextAlignment.Auto)
    .cellHeight(TableCellHeight.Sm)
    .showHeader(true)
    .filterable(false)
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: organize(spec) })
  const [first] = spec.labels
  if (first !== undefined) builder.overrideByName(first.title, [{ id: 'links', value: spec.links }])
  for (const column of spec.values)
    builder.overrideByName(column.title, columnProperties(column, spec.noValue ?? 'No data'))
  if (spec.sortBy !== undefined) {
    const { title, isDescending } = spec.sortBy
    builder.sortBy([new TableSortByFieldStateBuilder().displayName(title).desc(isDescending)])
  }
  return builder.build()
}

/** The columns to keep, with order and names; Grafana calls a merged query's value `Value #A`, a single one `Value`. */
function organize(spec: TableSpec): Record<string, unknown> {
  const valueName = (index: number) => (spec.values.length === 1 ? 'Value' : `Value #${refId(index)}`)
  const shown = [
    ...spec.labels.map(({ label, title }) => ({ name: label, title })),
    ...spec.values.map(({ title }, index) => ({ name: valueName(index), title })),
  ]
  return {
    excludeByName: { Time: true },
    includeByName: Object.fromEntries(shown.map(({ name }) => [name, true])),
    indexByName: Object.fromEntries(shown.map(({ name }, index) => [name, index])),
    renameByName: Object.fromEntries(shown.map(({ name, title }) => [name, title])),
  }
}

/** Grafana makes columns at least 150 pixels wide, so that the last ones of many are not on the screen. */
const NARROW = 80

function columnProperties(column: ValueColumn, noValue: string): DynamicConfigValue[] {
  const { unit, thresholds = [], words = [], isOptional = false } = column
  const decimals = column.decimals ?? DECIMALS[unit]
  const base = isOptional ? 'transparent' : TONE_COLOURS.blind
  const isColoured = thresholds.length > 0 || words.some(({ tone }) => tone !== undefined)
  return [
    { id: 'unit', value: unit },
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(thresholds.length === 0 ? [] : [{ id: 'thresholds', value: thresholdsConfig(thresholds, base).build() }]),
    ...(isColoured ? [{ id: 'color', value: { mode: 'thresholds' } }] : []),
    ...(words.length === 0 && !isOptional
      ? []
      : [
          {
            id: 'mappings',
            value: [...wordMappings(words), ...(isOptional ? [nothingMapping(noValue, 'transparent')] : [])],
          },
        ]),
    { id: 'custom.minWidth', value: NARROW },
    ...(isColoured ? [{ id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } }] : []),
  ]
}
