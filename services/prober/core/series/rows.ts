import { cellsOf, type RowFamily, type ValuesOf } from '../../contract/row-family.ts'

type Families = Readonly<Record<string, RowFamily>>

/**
 * Series of many subjects that all have the same families, as a row of numbers each. An object for every series, with its
 * labels and a key to find it by, would be fifty times as large; here labels are written once for a row, and once for all.
 */
export interface Rows<Of extends Families> {
  /** Adds a row with these labels, as they stand in an exposition; one that is there stays as it is. */
  open(key: string, labels: string): void
  close(key: string): void
  has(key: string): boolean
  keys(): Iterable<string>
  /** Shows a series at 0 from now on; one that is shown already keeps what it has. */
  show<Name extends keyof Of>(key: string, name: Name, ...values: ValuesOf<Of[Name]['closed']>): void
  add<Name extends keyof Of>(key: string, name: Name, amount: number, ...values: ValuesOf<Of[Name]['closed']>): void
  set<Name extends keyof Of>(key: string, name: Name, value: number, ...values: ValuesOf<Of[Name]['closed']>): void
  /** Counts a value in a histogram. */
  observe<Name extends keyof Of>(key: string, name: Name, value: number, ...values: ValuesOf<Of[Name]['closed']>): void
  /** Everything as it is now; what comes later does not change it. Give it back once it is written. */
  snapshot(): Snapshot
}

/** The rows at one moment. */
export interface Snapshot {
  readonly cells: Float64Array
  readonly rows: readonly { readonly labels: string; readonly start: number }[]
  /** Lets the next snapshot use its memory: millions of bytes anew for each scrape would leave holes behind. */
  release(): void
}

interface Place {
  readonly family: RowFamily
  /** Where in a row the family begins. */
  readonly offset: number
}

interface Layout {
  readonly places: readonly Place[]
  /** The cells of one row. */
  readonly width: number
}

/** Where each family begins in a row, and how long a row is. */
export function placesOf(families: readonly RowFamily[]): Layout {
  let width = 0
  const places = families.map(family => {
    const offset = width
    width += family.closed.reduce((count, [, values]) => count * values.length, cellsOf(family))
    return { family, offset }
  })
  return { places, width }
}

/** Without a row. What is not a number has not been shown yet. */
export function createRows<const Of extends Families>(families: Of): Rows<Of> {
  const { places, width } = placesOf(Object.values(families))
  const placeOf = Object.fromEntries(Object.keys(families).map((name, index) => [name, places[index] as Place]))
  const rows = new Map<string, { readonly labels: string; readonly start: number }>()
  const free: number[] = []
  let cells = new Float64Array(0)
  let spare: Float64Array | undefined

  const find = (key: string, name: keyof Of, values: readonly string[]): number => {
    const row = rows.get(key)
    if (row === undefined) throw new RangeError(`There is no row "${key}"`)
    const { family, offset } = placeOf[name as string] as Place
    return row.start + offset + indexOf(family, values) * cellsOf(family)
  }
  const shown = (key: string, name: keyof Of, values: readonly string[]): number => {
    const at = find(key, name, values)
    if (Number.isNaN(cells[at])) cells.fill(0, at, at + cellsOf((placeOf[name as string] as Place).family))
    return at
  }
  const add = (at: number, amount: number): void => {
    cells[at] = (cells[at] ?? 0) + amount
  }
  return {
    open(key, labels) {
      if (rows.has(key)) return
      const start = free.pop() ?? rows.size * width
      if (start + width > cells.length) cells = grown(cells, start + width)
      cells.fill(Number.NaN, start, start + width)
      rows.set(key, { labels, start })
    },
    close(key) {
      const row = rows.get(key)
      if (row === undefined) return
      rows.delete(key)
      free.push(row.start)
    },
    has: key => rows.has(key),
    keys: () => rows.keys(),
    show: (key, name, ...values) => void shown(key, name, values),
    add: (key, name, amount, ...values) => add(shown(key, name, values), amount),
    set(key, name, value, ...values) {
      cells[find(key, name, values)] = value
    },
    observe(key, name, value, ...values) {
      const at = shown(key, name, values)
      const { bounds } = (placeOf[name as string] as Place).family
      const bucket = bounds.findIndex(bound => value <= bound)
      if (bucket !== -1) add(at + bucket, 1)
      add(at + bounds.length, 1)
      add(at + bounds.length + 1, value)
    },
    snapshot() {
      const copy = spare?.length === cells.length ? spare : new Float64Array(cells.length)
      spare = undefined
      copy.set(cells)
      const release = (): void => {
        spare = copy
      }
      return { cells: copy, rows: [...rows.values()], release }
    },
  }
}

/** Grows by a quarter at least, so that a thousand rows one after the other are not copied a thousand times. */
function grown(cells: Float64Array, least: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(least, Math.ceil(cells.length * 1.25)))
  larger.set(cells)
  return larger
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
