import { expect, test } from 'vitest'
import type { ProbeRoute } from '../slots/probe-route.ts'
import { createFailingPaths } from './failing-paths.ts'

const EDGE: ProbeRoute = { probe: 'home', path: 'edge' }
const APP: ProbeRoute = { probe: 'home', path: 'app' }

test('only a change is reported, and the first failure of a probe apart from further ones', () => {
  const failing = createFailingPaths()
  const changes = [
    failing.note(EDGE, true),
    failing.note(EDGE, false),
    failing.note(EDGE, false),
    failing.note(APP, false),
    failing.note(EDGE, true),
    failing.note(EDGE, true),
    failing.note(APP, true),
    failing.note(APP, false),
  ]
  expect(changes).toEqual([
    undefined,
    'first-fails',
    undefined,
    'more-fail',
    'recovered',
    undefined,
    'recovered',
    'first-fails',
  ])
})

test('a route that is no longer defined does not fail any more', () => {
  const failing = createFailingPaths()
  failing.note(EDGE, false)
  failing.note(APP, false)
  failing.keepOnly([APP])
  expect(failing.isAny).toBe(true)
  expect(failing.note(EDGE, false)).toBe('more-fail')
  failing.keepOnly([])
  expect(failing.isAny).toBe(false)
})
