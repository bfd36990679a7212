import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { type KeySource, listenForKeys } from './keys.ts'

/** A fake keyboard that emits what is typed as a terminal does. */
class FakeKeyboard extends EventEmitter implements KeySource {
  readonly calls: string[] = []
  readonly isTTY: boolean
  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }
  setRawMode(isRaw: boolean): this & never {
    this.calls.push(`raw ${isRaw}`)
    return this as this & never
  }
  setEncoding(encoding?: string): this & never {
    this.calls.push(`encoding ${encoding}`)
    return this as this & never
  }
  pause(): this & never {
    this.calls.push('pause')
    return this as this & never
  }
}

test.each<[string, number]>([
  ['q', 1],
  ['Q', 1],
  ['\u0003', 1],
  ['xyzq', 1],
  ['x', 0],
  ['\u001b[A', 0],
])('typing %j stops the stack %d times', (text, times) => {
  const keyboard = new FakeKeyboard(true)
  let stops = 0
  listenForKeys(keyboard, () => stops++)
  keyboard.emit('data', text)
  expect(stops).toBe(times)
})

test('the terminal is restored as it was', () => {
  const keyboard = new FakeKeyboard(true)
  listenForKeys(keyboard, () => undefined).close()
  expect(keyboard.calls).toEqual(['raw true', 'encoding utf8', 'raw false', 'pause'])
})

test('a terminal that belongs to somebody else is left alone', () => {
  const elsewhere = new FakeKeyboard(true)
  elsewhere.setRawMode = () => {
    throw Object.assign(new Error('setRawMode EIO'), { code: 'EIO' })
  }
  listenForKeys(elsewhere, () => expect.unreachable()).close()
  elsewhere.emit('data', 'q')
  expect(elsewhere.calls).toEqual([])
})

test('where no terminal is attached, nothing is read', () => {
  const pipe = new FakeKeyboard(false)
  listenForKeys(pipe, () => expect.unreachable()).close()
  pipe.emit('data', 'q')
  expect(pipe.calls).toEqual([])
})
