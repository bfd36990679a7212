import { styleText } from 'node:util'
import type { Paint, Tone } from './stack-view.ts'

/** The stack's output: permanent lines, and on a terminal a live block below them. */
export interface Terminal {
  readonly isLive: boolean
  readonly paint: Paint
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

/** A block taller or wider than the screen could not be erased again, so it is cut to fit. */
function fitToScreen(lines: readonly string[], output: OutputStream): readonly string[] {
  // Some terminals say that they have 0 rows and columns, by which they mean that they do not know.
  const rows = Math.max(1, (output.rows || 24) - 1)
  return lines.slice(0, rows).map(line => cut(line, output.columns || 80))
}

const COLOUR = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`)

/** Cuts a line to a width, counting what is seen and keeping colours whole. */
function cut(line: string, width: number): string {
  let seen = 0
  let text = ''
  for (const piece of line.split(COLOUR)) {
    if (piece.startsWith(ESCAPE)) text += piece
    else {
      text += piece.slice(0, Math.max(0, width - seen))
      seen += piece.length
    }
  }
  return text
}
