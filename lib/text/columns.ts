/** The widest line of a text for a terminal. */
const WIDTH = 120

/** Paragraphs in lines that fit a terminal; a line that begins with a space stays as it is, and so do empty lines. */
export function wrapText(text: string, width = WIDTH): string {
  return text
    .split('\n')
    .flatMap(line => (line.startsWith(' ') ? [line] : wrapLine(line, width)))
    .join('\n')
}

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current)
      current = word
    } else current = current === '' ? word : `${current} ${word}`
  }
  return [...lines, current]
}

const INDENT = '  '
/** A longer left side stands on a line of its own. */
const WIDEST_LEFT = 52

/** Two columns, the right one wrapped. */
export function renderColumns(rows: readonly (readonly [left: string, right: string])[]): string {
  const fitting = rows.map(([left]) => left.length).filter(length => length <= WIDEST_LEFT)
  const width = Math.max(...fitting, 0)
  const start = INDENT.length + width + INDENT.length
  return rows
    .map(([left, right]) => {
      const lines = wrapLine(right, WIDTH - start).join(`\n${' '.repeat(start)}`)
      if (right === '') return `${INDENT}${left}`
      if (left.length > width) return `${INDENT}${left}\n${' '.repeat(start)}${lines}`
      return `${INDENT}${left.padEnd(width)}${INDENT}${lines}`
    })
    .join('\n')
}
