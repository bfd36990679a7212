/** Numbers in rows of equal width, all in one array. A cell that is not a number has not been shown yet. */
export interface Cells {
  /** The numbers; another array once it has grown. */
  readonly values: Float64Array
  /** Reserves the cells of a row, none of them shown; returns where they start. */
  allocate(): number
  /** Lets another row reuse the cells that start here. */
  free(start: number): void
  copy(): CellsCopy
}

/** The numbers at one moment. */
export interface CellsCopy {
  readonly values: Float64Array
  /** Lets the next copy reuse its memory: allocating millions of bytes for each scrape would fragment it. */
  release(): void
}

/** An empty array for rows of this width. */
export function createCells(width: number): Cells {
  const unused: number[] = []
  let allocated = 0
  let spare: Float64Array | undefined
  const cells = {
    values: new Float64Array(0),
    allocate(): number {
      const start = unused.pop() ?? allocated
      allocated = Math.max(allocated, start + width)
      if (allocated > cells.values.length) cells.values = grown(cells.values, allocated)
      cells.values.fill(Number.NaN, start, start + width)
      return start
    },
    free: (start: number): void => void unused.push(start),
    copy(): CellsCopy {
      const values = spare?.length === cells.values.length ? spare : new Float64Array(cells.values.length)
      spare = undefined
      values.set(cells.values)
      const release = (): void => {
        spare = values
      }
      return { values, release }
    },
  }
  return cells
}

/** Grows by a quarter at least, so that adding a thousand rows one by one does not copy all of them a thousand times. */
function grown(values: Float64Array, least: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(least, Math.ceil(values.length * 1.25)))
  larger.set(values)
  return larger
}
