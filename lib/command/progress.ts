import type { CommandIo } from './command.ts'

/** One line that says how far long work has come; on anything but a terminal nothing is written. */
interface Progress {
  /** Rewrites the line, unless it was written a moment ago. */
  show(text: string): void
  /** Removes the line: before anything else is printed, and at the end. */
  clear(): void
}

/** Faster than this a line cannot be read; work that is done sooner shows none. */
export const READABLE_MILLISECONDS = 100

const ERASE_LINE = '\r\u001b[K'

/** Opens the line; with a `pace` of 0 it is there at once, for work that reports nothing until it is done. */
export function openProgress({ stderr, terminal, monotonic }: CommandIo, pace = READABLE_MILLISECONDS): Progress {
  let latest = monotonic()
  let isShown = false
  return {
    show(text) {
      if (terminal === undefined || monotonic() - latest < pace) return
      latest = monotonic()
      isShown = true
      // A line that wraps cannot be rewritten.
      stderr(`${ERASE_LINE}${text.slice(0, terminal.columns - 1)}`)
    },
    clear() {
      if (isShown) stderr(ERASE_LINE)
      isShown = false
    },
  }
}
