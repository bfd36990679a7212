import { expect, test } from 'vitest'
import { openProgress, READABLE_MILLISECONDS } from './progress.ts'

function collect(terminal?: { readonly columns: number }) {
  const written: string[] = []
  let milliseconds = 0
  const io = { stdout: () => undefined, stderr: (text: string) => void written.push(text), env: {} }
  return {
    written,
    io: terminal === undefined ? io : { ...io, terminal },
    now: () => milliseconds,
    pass: (more: number) => {
      milliseconds += more
    },
  }
}

test('on a terminal one line is rewritten, no faster than it can be read, and taken away', () => {
  const { written, io, now, pass } = collect({ columns: 80 })
  const progress = openProgress(io, READABLE_MILLISECONDS, now)
  progress.show('1 of 9')
  pass(READABLE_MILLISECONDS)
  progress.show('2 of 9')
  progress.show('3 of 9')
  pass(READABLE_MILLISECONDS)
  progress.show('4 of 9')
  progress.clear()
  progress.clear()
  expect(written).toEqual(['\r\u001b[K2 of 9', '\r\u001b[K4 of 9', '\r\u001b[K'])
})

test('work that was done at once leaves no trace', () => {
  const { written, io, now } = collect({ columns: 80 })
  const progress = openProgress(io, READABLE_MILLISECONDS, now)
  progress.show('1 of 1')
  progress.clear()
  expect(written).toEqual([])
})

test('a long line is cut, for one that wraps cannot be rewritten', () => {
  const { written, io, now } = collect({ columns: 6 })
  openProgress(io, 0, now).show('promtool is at it')
  expect(written).toEqual(['\r\u001b[Kpromt'])
})

test('nothing is written where there is no terminal', () => {
  const { written, io, now } = collect()
  const progress = openProgress(io, 0, now)
  progress.show('1 of 9')
  progress.clear()
  expect(written).toEqual([])
})
