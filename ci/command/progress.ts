import type { CommandIo } from './command.ts'

/** One line that says how far long work has come; on anything but a terminal nothing is written. */
export interface Progress {
  /** Rewrites the line, unless it was written a moment ago. */
  show(text: string): void
  /** Takes the line away: before anything else is printed, and at the end. */
  clear(): void
}

/** Faster than this nobody reads; work that is done sooner shows no line at all. */
export const READABLE_MILLISECONDS = 100

const ERASE_LINE = '\r\u001b[K'

/** Opens the line; with a `pace` of 0 it is there at once, for work that tells nothing until it is done. */
export function openProgress(
  { stderr, terminal }: CommandIo,
  pace = READABLE_MILLISECONDS,
  now: () => number = () => performance.now(),
): Progress {
  let latest = now()
  let isShown = false
  return {
    show(text) {
      if (terminal === undefined || now() - latest < pace) return
      latest = now()
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
