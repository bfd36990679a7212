import { expect, test, vi } from 'vitest'
import { createGrowingBuffer } from './growing-buffer.ts'

test('pieces of any size are one text in the end, and none of what was given is written to', () => {
  const buffer = createGrowingBuffer()
  const first = Buffer.from('first, ')
  const pieces = [first, Buffer.from('second, '), Buffer.alloc(5000, 'x'), Buffer.from('.')]
  for (const piece of pieces) buffer.append(piece)
  expect(buffer.view().toString()).toBe(`first, second, ${'x'.repeat(5000)}.`)
  expect(buffer.length).toBe(5016)
  expect(first.toString()).toBe('first, ')
})

test('what is dropped is gone, and what comes then follows what was left', () => {
  const buffer = createGrowingBuffer()
  const given = Buffer.from('one two')
  buffer.append(given.subarray(0, 5))
  buffer.dropUntil(4)
  buffer.append(Buffer.from('hree'))
  expect(buffer.view().toString()).toBe('three')
  expect(given.toString()).toBe('one two')
  buffer.dropUntil(5)
  expect(buffer.length).toBe(0)
})

test('a hundred thousand pieces of a byte take little more than a hundred thousand bytes', () => {
  const buffer = createGrowingBuffer()
  for (let count = 0; count < 100_000; count++) buffer.append(Buffer.from('y'))
  expect(buffer.view().buffer.byteLength).toBeLessThan(300_000)
})

test('pieces of a byte are copied as often as the buffer doubles, and not each time one comes', () => {
  const made = vi.spyOn(Buffer, 'allocUnsafeSlow')
  const buffer = createGrowingBuffer()
  for (let count = 0; count < 100_000; count++) buffer.append(Buffer.from('y'))
  expect(made.mock.calls.length).toBeLessThan(10)
  made.mockRestore()
})

test('what it outgrows is given back at once, and what it holds when it is released', () => {
  const made = vi.spyOn(Buffer, 'allocUnsafeSlow')
  const buffer = createGrowingBuffer()
  for (let count = 0; count < 100_000; count++) buffer.append(Buffer.from('y'))
  const sizes = () => made.mock.results.map(({ value }) => value.buffer.byteLength)
  expect(sizes().filter(size => size > 0)).toEqual([131_072])
  buffer.release()
  expect(sizes().filter(size => size > 0)).toEqual([])
  made.mockRestore()
})

test('a piece that was given and not copied stays whole when it is released, and what comes after that is dropped', () => {
  const buffer = createGrowingBuffer()
  const given = Buffer.from('given')
  buffer.append(given)
  buffer.release()
  buffer.append(Buffer.from('late'))
  expect(given.toString()).toBe('given')
  expect(buffer.view()).toHaveLength(0)
})
