import { expect, test } from 'vitest'
import { createSlotBook, type Place } from './slot-book.ts'

const EDGE: Place = { probe: 'home', path: 'edge' }
const APP: Place = { probe: 'home', path: 'app' }

test('the book is complete when every place has seen a slot end or be skipped', () => {
  const book = createSlotBook()
  book.define([EDGE, APP])
  book.started(EDGE)
  expect(book.isComplete).toBe(false)
  book.ended(EDGE)
  expect(book.isComplete).toBe(false)
  book.skipped(APP)
  expect(book.isComplete).toBe(true)
  book.define([EDGE, APP, { probe: 'new', path: 'edge' }])
  expect(book.isComplete).toBe(false)
})

test('what runs when the thread is lost is told once each', () => {
  const book = createSlotBook()
  book.define([EDGE, APP])
  book.started(EDGE)
  book.started(EDGE)
  book.started(APP)
  book.ended(APP)
  expect(book.lose()).toEqual([EDGE, EDGE])
  expect(book.lose()).toEqual([])
})

test('the end of a slot whose definition went and came back meanwhile does not count', () => {
  const book = createSlotBook()
  book.define([EDGE])
  book.started(EDGE)
  book.define([])
  book.define([EDGE])
  expect(book.ended(EDGE)).toBe(false)
})
