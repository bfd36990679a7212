import { expect, test } from 'vitest'
import { createSlotBook, type Place } from './slot-ledger.ts'

const EDGE: Place = { probe: 'home', path: 'edge' }
const APP: Place = { probe: 'home', path: 'app' }
const NOW = 1000
const SLOT = 1500

test('the book is complete when every place has seen a slot end or be skipped', () => {
  const book = createSlotBook()
  book.define([EDGE, APP], NOW)
  book.started(EDGE, SLOT)
  expect(book.isComplete).toBe(false)
  book.ended(EDGE)
  expect(book.isComplete).toBe(false)
  book.skipped(APP, SLOT, 'missed')
  expect(book.isComplete).toBe(true)
  book.define([EDGE, APP, { probe: 'new', path: 'edge' }], NOW)
  expect(book.isComplete).toBe(false)
})

test('what runs when the thread is lost is told once each', () => {
  const book = createSlotBook()
  book.define([EDGE, APP], NOW)
  book.started(EDGE, SLOT)
  book.started(EDGE, SLOT)
  book.started(APP, SLOT)
  book.ended(APP)
  expect(book.lose()).toEqual([EDGE, EDGE])
  expect(book.lose()).toEqual([])
})

test('the end of a slot whose definition went and came back meanwhile does not count', () => {
  const book = createSlotBook()
  book.define([EDGE], NOW)
  book.started(EDGE, SLOT)
  book.define([], NOW)
  book.define([EDGE], NOW)
  expect(book.ended(EDGE)).toBe(false)
})

test('when the thread is lost every place is awaited anew', () => {
  const book = createSlotBook()
  book.define([EDGE, APP], NOW)
  for (const place of [EDGE, APP]) {
    book.started(place, SLOT)
    book.ended(place)
  }
  book.lose()
  book.skipped(APP, SLOT, 'worker_lost')
  book.started(EDGE, SLOT)
  book.ended(EDGE)
  expect(book.isComplete).toBe(false)
})

test('a probe is served up to its last slot, or to when it was defined', () => {
  const book = createSlotBook()
  book.define([EDGE, APP, { probe: 'new', path: 'app' }, { probe: 'gone', path: 'app' }], NOW)
  book.started(EDGE, SLOT)
  book.skipped(APP, SLOT + 40, 'missed')
  book.started(APP, SLOT - 100)
  book.define([EDGE, APP, { probe: 'new', path: 'app' }], NOW + 9000)
  expect(book.servedTo).toEqual({ home: SLOT + 40, new: NOW })
})
