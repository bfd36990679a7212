import { describeError } from '../lib/describe-error.ts'

type LogLevel = 'info' | 'warn' | 'error'

/** Facts of one event; the message stays static, so that lines of a kind can be counted. */
export type LogFields = Readonly<Record<string, unknown>>

/** Writes one JSON line per event. */
export type Log = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>

/** Where lines go and what time it is; every line carries `common`. */
export interface LogDeps {
  readonly write: (line: string) => void
  readonly now: () => Date
  readonly common?: LogFields
}

/** A log whose lines are `{"time","level","msg",…fields}`. */
export function createLog(deps: LogDeps): Log {
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    const head = { time: deps.now().toISOString(), level, msg: message }
    // Named twice: first for the order in which people read, last so that a field called "msg" cannot hide the message.
    deps.write(`${JSON.stringify({ ...head, ...deps.common, ...fields, ...head }, jsonValue)}\n`)
  }
  return { info: at('info'), warn: at('warn'), error: at('error') }
}

/** JSON knows neither errors nor big integers, and would write `{}` for the first and throw at the second. */
function jsonValue(_key: string, value: unknown): unknown {
  if (value instanceof Error) return describeError(value)
  return typeof value === 'bigint' ? String(value) : value
}
