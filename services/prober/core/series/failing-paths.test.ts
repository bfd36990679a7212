import { expect, test } from 'vitest'
import type { Place } from '../slots/slot-ledger.ts'
import { createFailingPaths } from './failing-paths.ts'

const EDGE: Place = { probe: 'home', path: 'edge' }
const APP: Place = { probe: 'home', path: 'app' }

test('only a change is told, and the first failure of a probe apart from more', () => {
  const failing = createFailingPaths()
  const told = [
    failing.note(EDGE, true),
    failing.note(EDGE, false),
    failing.note(EDGE, false),
    failing.note(APP, false),
    failing.note(EDGE, true),
    failing.note(EDGE, true),
    failing.note(APP, true),
    failing.note(APP, false),
  ]
  expect(told).toEqual([
    undefined,
    'first-fails',
    undefined,
    'more-fail',
    'good-again',
    undefined,
    'good-again',
    'first-fails',
  ])
})

test('a place that is no longer defined does not fail any more', () => {
  const failing = createFailingPaths()
  failing.note(EDGE, false)
  failing.note(APP, false)
  failing.keepOnly([APP])
  expect(failing.isAny).toBe(true)
  expect(failing.note(EDGE, false)).toBe('more-fail')
  failing.keepOnly([])
  expect(failing.isAny).toBe(false)
})
