import { expect, test } from 'vitest'
import { hours, minutes } from '../../../../lib/duration.ts'
import type { ProbeRoute } from './probe-route.ts'
import { createSetAside } from './set-aside.ts'

const EDGE: ProbeRoute = { probe: 'home', path: 'edge' }
const APP: ProbeRoute = { probe: 'home', path: 'app' }

test('three faults in a row set a route aside for a minute, and no other route', () => {
  const setAside = createSetAside()
  expect([1, 2, 3].map(now => setAside.failed(EDGE, now))).toEqual([undefined, undefined, 3 + minutes(1)])
  expect(setAside.until(EDGE, 3 + minutes(1) - 1)).toBe(3 + minutes(1))
  expect(setAside.until(EDGE, 3 + minutes(1))).toBeUndefined()
  expect(setAside.until(APP, 4)).toBeUndefined()
})

test('a run without a fault in between begins the count again', () => {
  const setAside = createSetAside()
  setAside.failed(EDGE, 1)
  setAside.failed(EDGE, 2)
  expect(setAside.ended(EDGE)).toBe(false)
  expect([3, 4].map(now => setAside.failed(EDGE, now))).toEqual([undefined, undefined])
})

test('each further fault sets it aside for twice as long, for an hour at most', () => {
  const setAside = createSetAside()
  const times: number[] = []
  let now = 0
  for (let fault = 0; fault < 11; fault++) {
    const until = setAside.failed(EDGE, now)
    if (until === undefined) continue
    times.push(until - now)
    now = until
  }
  expect(times).toEqual([...[1, 2, 4, 8, 16, 32].map(minutes), ...[1, 1, 1].map(hours)])
})

test('a fault of a run that was under way when the route was set aside counts for nothing', () => {
  const setAside = createSetAside()
  for (const now of [1, 2, 3]) setAside.failed(EDGE, now)
  expect(setAside.failed(EDGE, 4)).toBeUndefined()
  expect(setAside.failed(EDGE, 3 + minutes(1))).toBe(3 + minutes(3))
})

test('a route that is measured again is said to have been set aside, once', () => {
  const setAside = createSetAside()
  for (const now of [1, 2, 3]) setAside.failed(EDGE, now)
  expect([setAside.ended(EDGE), setAside.ended(EDGE)]).toEqual([true, false])
  expect(setAside.until(EDGE, 4)).toBeUndefined()
})

test('of a route that is no longer defined nothing is kept, should it come back', () => {
  const setAside = createSetAside()
  for (const now of [1, 2, 3]) for (const route of [EDGE, APP]) setAside.failed(route, now)
  setAside.keepOnly([APP])
  expect(setAside.until(EDGE, 4)).toBeUndefined()
  expect(setAside.until(APP, 4)).toBe(3 + minutes(1))
})
