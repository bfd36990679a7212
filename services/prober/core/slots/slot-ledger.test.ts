import { expect, test } from 'vitest'
import type { ProbeRoute } from './probe-route.ts'
import { createSlotLedger } from './slot-ledger.ts'

const EDGE: ProbeRoute = { probe: 'home', path: 'edge' }
const APP: ProbeRoute = { probe: 'home', path: 'app' }
const NOW = 1000
const SLOT = 1500

test('the ledger is complete when every route has seen a slot end or be skipped', () => {
  const ledger = createSlotLedger()
  ledger.define([EDGE, APP], NOW)
  ledger.started(EDGE, SLOT)
  expect(ledger.isComplete).toBe(false)
  ledger.ended(EDGE)
  expect(ledger.isComplete).toBe(false)
  ledger.skipped(APP, SLOT, 'missed')
  expect(ledger.isComplete).toBe(true)
  ledger.define([EDGE, APP, { probe: 'new', path: 'edge' }], NOW)
  expect(ledger.isComplete).toBe(false)
})

test('what runs when the thread is lost is returned once each', () => {
  const ledger = createSlotLedger()
  ledger.define([EDGE, APP], NOW)
  ledger.started(EDGE, SLOT)
  ledger.started(EDGE, SLOT)
  ledger.started(APP, SLOT)
  ledger.ended(APP)
  expect(ledger.lose()).toEqual([EDGE, EDGE])
  expect(ledger.lose()).toEqual([])
})

test('the end of a slot whose definition went and came back meanwhile does not count', () => {
  const ledger = createSlotLedger()
  ledger.define([EDGE], NOW)
  ledger.started(EDGE, SLOT)
  ledger.define([], NOW)
  ledger.define([EDGE], NOW)
  expect(ledger.ended(EDGE)).toBe(false)
})

test('when the thread is lost every route is awaited again', () => {
  const ledger = createSlotLedger()
  ledger.define([EDGE, APP], NOW)
  for (const route of [EDGE, APP]) {
    ledger.started(route, SLOT)
    ledger.ended(route)
  }
  ledger.lose()
  ledger.skipped(APP, SLOT, 'worker_lost')
  ledger.started(EDGE, SLOT)
  ledger.ended(EDGE)
  expect(ledger.isComplete).toBe(false)
})

test('a probe is served up to its last slot, or to when it was defined', () => {
  const ledger = createSlotLedger()
  ledger.define([EDGE, APP, { probe: 'new', path: 'app' }, { probe: 'gone', path: 'app' }], NOW)
  ledger.started(EDGE, SLOT)
  ledger.skipped(APP, SLOT + 40, 'missed')
  ledger.started(APP, SLOT - 100)
  ledger.define([EDGE, APP, { probe: 'new', path: 'app' }], NOW + 9000)
  expect(ledger.servedToSteady).toEqual({ home: SLOT + 40, new: NOW })
})
