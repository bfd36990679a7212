import { createLog, type Log } from '../../adapters/log.ts'

/** A log whose lines can be read back; of each, the message and its fields. */
export function recordedLog(): { readonly log: Log; readonly lines: Readonly<Record<string, unknown>>[] } {
  const lines: Record<string, unknown>[] = []
  const write = (line: string): void => {
    const { time: _, ...rest } = JSON.parse(line)
    lines.push(rest)
  }
  return { log: createLog({ write, now: () => new Date(0) }), lines }
}
