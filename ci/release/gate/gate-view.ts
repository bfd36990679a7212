import type { CommandIo } from '../../../lib/command/command.ts'
import type { GateState } from '../core/gate/state.ts'
import { liveLines } from '../core/gate-report/live.ts'

/** How far a gate has come, while it runs. */
export interface GateView {
  /** Shows a line a path: on a terminal they are rewritten, elsewhere they come every few seconds. */
  show(state: GateState, nowSeconds: number): void
  /** Leaves the terminal as it was, before anything else is written. */
  clear(): void
}

const TERMINAL_SECONDS = 0.2
const LOG_SECONDS = 5

const ERASE_LINE = '\u001b[2K'

/** Opens a view on stderr. */
export function openGateView({ stderr, terminal }: Pick<CommandIo, 'stderr' | 'terminal'>): GateView {
  let shown = 0
  let next = Number.NEGATIVE_INFINITY
  /** Goes back to the first line that is shown. */
  const back = (): string => (shown === 0 ? '' : `\u001b[${shown}A`)
  return {
    show(state, nowSeconds) {
      if (nowSeconds < next) return
      next = nowSeconds + (terminal === undefined ? LOG_SECONDS : TERMINAL_SECONDS)
      const lines = liveLines(state, nowSeconds)
      if (terminal === undefined) {
        if (state.tallies.size > 0) stderr(lines.map(line => `${line}\n`).join(''))
        return
      }
      // A line that wraps cannot be rewritten.
      stderr(back() + lines.map(line => `${ERASE_LINE}${line.slice(0, terminal.columns - 1)}\n`).join(''))
      shown = lines.length
    },
    clear() {
      if (shown > 0) stderr(`${back()}\u001b[J`)
      shown = 0
    },
  }
}
