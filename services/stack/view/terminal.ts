import { styleText } from 'node:util'
import type { Paint, Tone } from './stack-view.ts'

/** The stack's output: permanent lines, and on a terminal a live block below them. */
export interface Terminal {
  readonly isLive: boolean
  readonly paint: Paint
  /** How many characters a line has. */
  columns(): number
  /** Lines that stay. */
  say(lines: readonly string[]): void
  /** Redraws the block at the bottom; nothing happens where there is no terminal. */
  live(lines: readonly string[]): void
  /** Leaves the block where it is; what is said next stands below it. */
  end(): void
}

const STYLES: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  good: 'green',
  warn: 'yellow',
  bad: ['red', 'bold'],
  blind: 'magenta',
  dim: 'dim',
  strong: 'bold',
}

const ESCAPE = '\u001b'

/** What a terminal needs of an output stream. */
export interface OutputStream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  write(text: string): boolean
}

/** Opens the view on a stream; `now` stamps plain lines, so that a log file has the time of each. */
export function openTerminal(
  output: OutputStream,
  env: Readonly<Record<string, string | undefined>>,
  now: () => Date,
): Terminal {
  const isLive = output.isTTY === true && env.TERM !== 'dumb'
  const colour = isLive && !env.NO_COLOR
  let drawn: readonly string[] = []
  let width = output.columns
  /** Rows in the place of the block, over what stands there: a screen that is erased first flickers. */
  const rows = (lines: readonly string[]): string => {
    const isOther = output.columns !== width
    width = output.columns
    // Lines of another width wrap now, and the number of rows of the block is unknown.
    if (isOther && drawn.length > 0) return `${ESCAPE}[2J${ESCAPE}[H${lines.map(line => `${line}\n`).join('')}`
    if (drawn.length === 0) return lines.map(line => `${line}\n`).join('')
    const over = lines.map(line => `${line}${ESCAPE}[K\n`).join('')
    return `${ESCAPE}[${drawn.length}A${over}${lines.length < drawn.length ? `${ESCAPE}[0J` : ''}`
  }
  return {
    isLive,
    columns: () => columnsOf(output),
    paint: (tone, text) => (colour && text !== '' ? styleText(STYLES[tone], text, { validateStream: false }) : text),
    say(lines) {
      if (isLive) output.write(rows([...lines, ...drawn]))
      else output.write(lines.map(line => (line === '' ? '' : `${now().toISOString()} ${line}\n`)).join(''))
    },
    live(lines) {
      if (!isLive) return
      const fitting = fitToScreen(lines, output)
      output.write(rows(fitting))
      drawn = fitting
    },
    end() {
      drawn = []
    },
  }
}

/** Some terminals say that they have 0 rows and columns, by which they mean that they do not know. */
function columnsOf(output: OutputStream): number {
  return output.columns || 80
}

/** A block taller or wider than the screen could not be erased again: long lines are broken, and what is below the screen is left out. */
function fitToScreen(lines: readonly string[], output: OutputStream): readonly string[] {
  const rows = Math.max(1, (output.rows || 24) - 1)
  return lines.flatMap(line => wrap(line, columnsOf(output))).slice(0, rows)
}

const COLOUR = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`)

/** Breaks a line at spaces to a width, counting what is seen and keeping colours whole; what follows is indented. */
function wrap(line: string, width: number): readonly string[] {
  const indent = ' '.repeat(Math.min(4, Math.max(0, width - 8)))
  const lines: string[] = []
  let text = ''
  let seen = 0
  for (const piece of line.split(COLOUR).flatMap(part => (part.startsWith(ESCAPE) ? [part] : part.split(/(?<= )/)))) {
    if (piece.startsWith(ESCAPE)) {
      text += piece
      continue
    }
    let rest = piece
    if (seen + rest.trimEnd().length > width && seen > indent.length) {
      lines.push(text.trimEnd())
      text = indent
      seen = indent.length
      rest = rest.trimStart()
    }
    // A word longer than a line is broken wherever the line ends.
    while (seen + rest.trimEnd().length > width) {
      lines.push(text + rest.slice(0, width - seen))
      rest = rest.slice(width - seen)
      text = indent
      seen = indent.length
    }
    text += rest
    seen += rest.length
  }
  return [...lines, text]
}
