import { createRequire } from 'node:module'

// Only what is used here is typed: the library's own types are installed with the tests, and `tsc` runs without them.

/** A column of a frame, or a series' times or values. */
export interface Field {
  readonly name: string
  readonly type: 'time' | 'number' | 'string'
  readonly config: Readonly<Record<string, unknown>>
  readonly labels?: Readonly<Record<string, string>>
  readonly values: readonly unknown[]
  readonly display?: (value: unknown) => DisplayValue
}

/** Grafana's form of a query's result: the fields of one series, or of one table. */
export interface Frame {
  readonly refId?: string
  readonly length: number
  readonly fields: readonly Field[]
}

/** A value as Grafana shows it. */
export interface DisplayValue {
  readonly text: string
  readonly prefix?: string
  readonly suffix?: string
  readonly title?: string
  readonly color?: string
}

interface Observable<T> {
  readonly subscribe: (seen: { next: (value: T) => void; error: (reason: unknown) => void }) => void
}

type Theme = { readonly visualization: { readonly getColorByName: (name: string) => string } }

/** The functions of `@grafana/data` that make text and colour of frames. */
interface GrafanaData {
  readonly createTheme: () => Theme
  readonly applyFieldOverrides: (options: object) => readonly Frame[]
  readonly applyNullInsertThreshold: (options: object) => Frame
  readonly getFieldDisplayName: (field: Field, frame: Frame, frames: readonly Frame[]) => string
  readonly getFieldDisplayValues: (options: object) => readonly { readonly display: DisplayValue }[]
  readonly formattedValueToString: (value: DisplayValue) => string
  readonly getValueFormat: (unit: string) => (value: number, decimals?: number | null) => DisplayValue
  readonly reduceField: (options: { field: Field; reducers: readonly string[] }) => Readonly<Record<string, unknown>>
  readonly sortDataFrame: (frame: Frame, column: number, isDescending: boolean) => Frame
  readonly transformDataFrame: (
    steps: readonly unknown[],
    frames: readonly Frame[],
    context: object,
  ) => Observable<readonly Frame[]>
  readonly fieldColorModeRegistry: {
    readonly get: (id: string) => { readonly getColors: (theme: Theme) => readonly string[] }
  }
  readonly rangeUtil: { readonly roundInterval: (milliseconds: number) => number }
  readonly standardFieldConfigEditorRegistry: { readonly setInit: (init: () => readonly object[]) => void }
  readonly standardTransformers: Readonly<Record<string, { readonly id: string }>>
  readonly standardTransformersRegistry: { readonly setInit: (init: () => readonly object[]) => void }
}

/** The standard options of a field that our panels set, and custom ones that decide about text and colour. */
const STANDARD = [
  'unit',
  'decimals',
  'min',
  'max',
  'noValue',
  'mappings',
  'thresholds',
  'color',
  'links',
  'displayName',
]
const CUSTOM = ['cellOptions', 'hideFrom', 'insertNulls', 'spanNulls']

function load(): GrafanaData {
  // Its ES modules cannot be loaded by Node, and its transformations look for a window without using it.
  const require = createRequire(import.meta.url)
  const library = required(require)
  Object.assign(globalThis, { window: globalThis })
  const options = [...STANDARD, ...CUSTOM].map(id => ({
    id: STANDARD.includes(id) ? id : `custom.${id}`,
    path: id,
    name: id,
    isCustom: CUSTOM.includes(id),
    process: (value: unknown) => value,
    shouldApply: () => true,
  }))
  library.standardFieldConfigEditorRegistry.setInit(() => options)
  library.standardTransformersRegistry.setInit(() =>
    // Some stand there twice, under an old and a new name.
    [...new Map(Object.values(library.standardTransformers).map(each => [each.id, each])).values()].map(
      transformer => ({
        id: transformer.id,
        name: transformer.id,
        transformation: async () => transformer,
      }),
    ),
  )
  return library
}

function required(require: NodeJS.Require): GrafanaData {
  try {
    return require('@grafana/data')
  } catch (error) {
    const help = 'run `sh ci/setup.sh tests`, as `npm test` does'
    throw new Error(`Grafana's library is not installed in tests/grafana: ${help}`, { cause: error })
  }
}

/** Grafana's own front-end library, ready for use. */
export const GRAFANA = load()
/** Its dark theme; colours that are written as such are the same in both. */
export const THEME = GRAFANA.createTheme()
