import { LABELS } from '../../contract/labels.ts'
import { cellsOf, combinations, type RowFamily } from '../../contract/row-family.ts'
import { layoutOf, type Snapshot } from './rows.ts'

/** A line of the exposition: the text before and after the row's own labels, and the cell of its number. */
interface Line {
  readonly before: string
  readonly after: string
  readonly cell: number
}

/** The lines of one series; the buckets of a histogram are cumulated when they are written. */
interface Lines {
  readonly buckets: readonly Line[]
  readonly rest: readonly Line[]
}

/** The text that all rows share, made once. */
export interface RowFormat {
  readonly header: string
  readonly series: readonly Lines[]
}

/** How rows of these families are written (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export function formatRows(families: readonly RowFamily[], vantage: string): readonly RowFormat[] {
  return layoutOf(families).columns.map(({ family, offset }) => {
    const { name, help, type, closed, subject } = family
    const series = combinations(closed).map((values, index) => {
      const own = values.map((value, label) => `,${closed[label]?.[0]}="${escapeLabel(value)}"`)
      const from = subject.includes(LABELS.vantage) ? `,${LABELS.vantage}="${escapeLabel(vantage)}"` : ''
      const after = `${from}${own.join('')}} `
      return linesOf(family, after, offset + index * cellsOf(family))
    })
    return { header: `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`, series }
  })
}

function linesOf({ name, type, bounds }: RowFamily, after: string, cell: number): Lines {
  if (type !== 'histogram') return { buckets: [], rest: [{ before: `${name}{`, after, cell }] }
  const bucket = (bound: number | string, at: number) => ({ before: `${name}_bucket{le="${bound}",`, after, cell: at })
  const [count, sum] = [cell + bounds.length, cell + bounds.length + 1]
  return {
    buckets: bounds.map((bound, index) => bucket(bound, cell + index)),
    rest: [
      bucket('+Inf', count),
      { before: `${name}_sum{`, after, cell: sum },
      { before: `${name}_count{`, after, cell: count },
    ],
  }
}

/** About the length of a piece: long enough for few pieces, short enough to be released soon. */
const PIECE_CHARACTERS = 32_768

/** The exposition of a snapshot in pieces, so that a very large one is never in memory as a whole. */
export function* renderRows(formats: readonly RowFormat[], { rows, values }: Snapshot): Generator<string> {
  let piece = ''
  for (const { header, series } of formats) {
    piece += header
    for (const { labels, start } of rows) {
      for (const lines of series) piece += textOf(lines, labels, start, values)
      if (piece.length < PIECE_CHARACTERS) continue
      yield piece
      piece = ''
    }
    piece += '\n'
  }
  yield piece
}

/** The samples of one series; none for one that has not been shown yet. */
function textOf({ buckets, rest }: Lines, labels: string, start: number, values: Float64Array): string {
  const first = rest[0]
  if (first === undefined || Number.isNaN(values[start + first.cell])) return ''
  let text = ''
  let below = 0
  for (const { before, after, cell } of buckets) {
    below += values[start + cell] ?? 0
    text += `${before}${labels}${after}${below}\n`
  }
  for (const { before, after, cell } of rest) text += `${before}${labels}${after}${values[start + cell]}\n`
  return text
}

/** A row's own labels, as `renderRows` writes them. */
export function rowLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(',')
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"')
}
