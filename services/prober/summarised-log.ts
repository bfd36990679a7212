import type { Log, LogFields } from '../../adapters/log.ts'
import { inSeconds } from '../../lib/duration.ts'
import { createRepeats, INTERVAL, type OmittedLines } from './core/explain/repeats.ts'

/** A log that stays readable when everything fails at once. */
export interface SummarisedLog extends Log {
  /** Writes a summary of the lines that were left out, once an interval is over; to be called every second. */
  summarise(): void
  /** The same, at once. */
  end(): void
}

/** Writes the first line of each kind about each probe, and for the others a line in a minute that counts them. */
export function createSummarisedLog(log: Log, nowWall: () => number): SummarisedLog {
  const repeats = createRepeats(nowWall())
  const at = (level: keyof Log) => (message: string, fields?: LogFields) => {
    if (repeats.isWritten({ kind: kindOf(message, fields), subject: subjectOf(fields) }, nowWall()))
      log[level](message, fields)
  }
  const write = (omitted: readonly OmittedLines[]): void => {
    for (const { kind, count, subjects } of omitted)
      log.warn('log lines left out', { of: kind, lines: count, about: subjects, inSeconds: inSeconds(INTERVAL) })
  }
  return {
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    summarise: () => write(repeats.drain(nowWall())),
    end: () => write(repeats.drainAll()),
  }
}

function kindOf(message: string, { cause }: LogFields = {}): string {
  return cause === undefined ? message : `${message}: ${cause}`
}

function subjectOf({ probe, path, domain, error }: LogFields = {}): string {
  if (probe !== undefined) return path === undefined ? `${probe}` : `${probe} on ${path}`
  return `${domain ?? error ?? ''}`
}
