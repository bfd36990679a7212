import { expect, test } from 'vitest'
import { ExternalError } from '../../lib/system-error.ts'
import { steadyOutput } from './steady-output.ts'

test('what cannot be written stops nothing, and is said with its number once lines can be written again', () => {
  let isFull = false
  const written: string[] = []
  const { write: output, lost } = steadyOutput({
    write(text) {
      if (isFull) throw new ExternalError('no space is left')
      written.push(text)
    },
    now: () => new Date('2026-02-05T12:00:00.000Z'),
    lostLine: ({ lines, since, reason }) => `${lines} lost since ${since.toISOString()}: ${reason}\n`,
  })
  output('one\n')
  isFull = true
  output('two\n')
  output('three\nfour\n')
  expect(lost()).toMatchObject({ lines: 3, reason: 'no space is left' })
  isFull = false
  output('five\n')
  output('six\n')
  expect(lost()).toBeUndefined()
  expect(written).toEqual(['one\n', '\n3 lost since 2026-02-05T12:00:00.000Z: no space is left\n', 'five\n', 'six\n'])
})

test('a bug in what writes is none of the disk’s', () => {
  const write = () => {
    throw new TypeError('a bug')
  }
  const { write: output } = steadyOutput({ write, now: () => new Date(0), lostLine: () => '' })
  expect(() => output('one\n')).toThrow('a bug')
})
