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
  /** Gives its memory back now: between two scrapes it would be as much again as the numbers themselves. */
  release(): void
}

/** An empty array for rows of this width. */
export function createCells(width: number): Cells {
  const unused: number[] = []
  let allocated = 0
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
      const values = new Float64Array(cells.values)
      return { values, release: () => void values.buffer.transfer(0) }
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
