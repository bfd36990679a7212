import type { ReadStream } from 'node:tty'

/** Keys that stop the stack; the terminal sends Ctrl-C as a character while keys are read one by one. */
const STOP_KEYS = new Set(['q', 'Q', '\u0003'])

/** What is needed of a terminal to read its keys. */
export type KeySource = Pick<ReadStream, 'isTTY' | 'setRawMode' | 'setEncoding' | 'pause'> & {
  on(event: 'data', listener: (text: unknown) => void): unknown
}

/** Calls `stop` when a person presses q or Ctrl-C; does nothing where no terminal is attached. */
export function listenForKeys(input: KeySource, stop: () => void): { close(): void } {
  if (input.isTTY !== true) return { close: () => undefined }
  input.setRawMode(true)
  input.setEncoding('utf8')
  input.on('data', text => {
    if ([...String(text)].some(key => STOP_KEYS.has(key))) stop()
  })
  return {
    close() {
      input.setRawMode(false)
      input.pause()
    },
  }
}
