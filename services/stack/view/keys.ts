import type { ReadStream } from 'node:tty'
import { errorCode } from '../../../lib/system-error.ts'

/** Keys that stop the stack; the terminal sends Ctrl-C as a character while keys are read one by one. */
const STOP_KEYS = new Set(['q', 'Q', '\u0003'])

/** What is needed of a terminal to read its keys. */
export type KeySource = Pick<ReadStream, 'isTTY' | 'setRawMode' | 'setEncoding' | 'pause'> & {
  on(event: 'data', listener: (text: unknown) => void): unknown
}

/**
 * Calls `stop` when a person presses q or Ctrl-C; does nothing where no terminal is attached, or where it belongs to
 * somebody else: a process in the background is stopped by signals alone.
 */
export function listenForKeys(input: KeySource, stop: () => void): { close(): void } {
  if (input.isTTY !== true || !setRawMode(input, true)) return { close: () => undefined }
  input.setEncoding('utf8')
  input.on('data', text => {
    if ([...String(text)].some(key => STOP_KEYS.has(key))) stop()
  })
  return {
    close() {
      setRawMode(input, false)
      input.pause()
    },
  }
}

/** Whether the terminal took the mode; to a process in the background (`&`, `bg`, `timeout`) it answers EIO. */
function setRawMode(input: KeySource, isRaw: boolean): boolean {
  try {
    input.setRawMode(isRaw)
    return true
  } catch (error) {
    if (errorCode(error) !== 'EIO') throw error
    return false
  }
}
