import { cellsOf, type RowFamily, type ValuesOf } from '../../contract/row-family.ts'
import { type CellsCopy, createCells } from './cells.ts'

type Families = Readonly<Record<string, RowFamily>>

/**
 * Series of many subjects that all have the same families, as a row of numbers each. An object for every series, with its
 * labels and a key to find it, would take fifty times as much memory; here labels are kept once for each row and family.
 */
export interface Rows<Of extends Families> {
  /** Adds a row with these labels, as they stand in an exposition; one that is there stays as it is. */
  open(key: string, labels: string): void
  close(key: string): void
  has(key: string): boolean
  keys(): Iterable<string>
  /** Closes every other row. */
  keepOnly(keys: ReadonlySet<string>): void
  /** Shows a series at 0 from now on; one that is shown already keeps what it has. */
  show<Name extends keyof Of>(key: string, name: Name, ...values: ValuesOf<Of[Name]['closed']>): void
  add<Name extends keyof Of>(key: string, name: Name, amount: number, ...values: ValuesOf<Of[Name]['closed']>): void
  set<Name extends keyof Of>(key: string, name: Name, value: number, ...values: ValuesOf<Of[Name]['closed']>): void
  /** Counts a value in a histogram. */
  observe<Name extends keyof Of>(key: string, name: Name, value: number, ...values: ValuesOf<Of[Name]['closed']>): void
  /** Everything as it is now, whatever changes later. Release it once it is written. */
  snapshot(): Snapshot
}

/** The rows at one moment. */
export interface Snapshot extends CellsCopy {
  readonly rows: readonly { readonly labels: string; readonly start: number }[]
}

/** Where a family is in every row. */
interface Column {
  readonly family: RowFamily
  /** The first of its cells. */
  readonly offset: number
}

interface Layout {
  readonly columns: readonly Column[]
  /** The cells of one row. */
  readonly width: number
}

/** Where each family begins in a row, and how long a row is. */
export function layoutOf(families: readonly RowFamily[]): Layout {
  let width = 0
  const columns = families.map(family => {
    const offset = width
    width += family.closed.reduce((count, [, values]) => count * values.length, cellsOf(family))
    return { family, offset }
  })
  return { columns, width }
}

/** Starts without rows. */
export function createRows<const Of extends Families>(families: Of): Rows<Of> {
  const { columns, width } = layoutOf(Object.values(families))
  const columnOf = Object.fromEntries(Object.keys(families).map((name, index) => [name, columns[index] as Column]))
  const cells = createCells(width)
  const rows = new Map<string, { readonly labels: string; readonly start: number }>()

  const find = (key: string, { family, offset }: Column, values: readonly string[]): number => {
    const row = rows.get(key)
    if (row === undefined) throw new RangeError(`There is no row "${key}"`)
    return row.start + offset + indexOf(family, values) * cellsOf(family)
  }
  const shown = (key: string, column: Column, values: readonly string[]): number => {
    const at = find(key, column, values)
    if (Number.isNaN(cells.values[at])) cells.values.fill(0, at, at + cellsOf(column.family))
    return at
  }
  const add = (at: number, amount: number): void => {
    cells.values[at] = (cells.values[at] ?? 0) + amount
  }
  const close = (key: string): void => {
    const row = rows.get(key)
    if (row !== undefined) cells.free(row.start)
    rows.delete(key)
  }
  return {
    open(key, labels) {
      if (!rows.has(key)) rows.set(key, { labels, start: cells.allocate() })
    },
    close,
    keepOnly(keys) {
      for (const key of rows.keys()) if (!keys.has(key)) close(key)
    },
    has: key => rows.has(key),
    keys: () => rows.keys(),
    show: (key, name, ...values) => void shown(key, columnOf[name as string] as Column, values),
    add: (key, name, amount, ...values) => add(shown(key, columnOf[name as string] as Column, values), amount),
    set(key, name, value, ...values) {
      cells.values[find(key, columnOf[name as string] as Column, values)] = value
    },
    observe(key, name, value, ...values) {
      const column = columnOf[name as string] as Column
      const { bounds } = column.family
      const at = shown(key, column, values)
      const bucket = bounds.findIndex(bound => value <= bound)
      if (bucket !== -1) add(at + bucket, 1)
      add(at + bounds.length, 1)
      add(at + bounds.length + 1, value)
    },
    snapshot: () => ({ ...cells.copy(), rows: [...rows.values()] }),
  }
}

/** Which of the family's series has these values. */
function indexOf({ name, closed }: RowFamily, values: readonly string[]): number {
  let index = 0
  for (let label = 0; label < closed.length; label++) {
    const [labelName, known] = closed[label] as RowFamily['closed'][number]
    const position = known.indexOf(values[label] ?? '')
    if (position === -1) throw new RangeError(`${name} knows no ${labelName} "${values[label]}"`)
    index = index * known.length + position
  }
  return index
}
