import { expect, test } from 'vitest'
import { testIo } from './command.testkit.ts'
import { openProgress, READABLE_MILLISECONDS } from './progress.ts'

function collect(terminal?: { readonly columns: number }) {
  const written: string[] = []
  let milliseconds = 0
  const channels = { monotonic: () => milliseconds, ...(terminal === undefined ? {} : { terminal }) }
  return {
    written,
    io: testIo(text => void written.push(text), channels),
    pass: (more: number) => {
      milliseconds += more
    },
  }
}

test('on a terminal one line is rewritten, no faster than it can be read, and removed', () => {
  const { written, io, pass } = collect({ columns: 80 })
  const progress = openProgress(io, READABLE_MILLISECONDS)
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
  const { written, io } = collect({ columns: 80 })
  const progress = openProgress(io, READABLE_MILLISECONDS)
  progress.show('1 of 1')
  progress.clear()
  expect(written).toEqual([])
})

test('a long line is cut: one that wraps could not be rewritten', () => {
  const { written, io } = collect({ columns: 6 })
  openProgress(io, 0).show('promtool is at it')
  expect(written).toEqual(['\r\u001b[Kpromt'])
})

test('nothing is written where there is no terminal', () => {
  const { written, io } = collect()
  const progress = openProgress(io, 0)
  progress.show('1 of 9')
  progress.clear()
  expect(written).toEqual([])
})
