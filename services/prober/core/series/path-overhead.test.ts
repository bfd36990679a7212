import { expect, test } from 'vitest'
import type { Path } from '../../contract/names.ts'
import { exampleSample } from '../judge/example-sample.testkit.ts'
import { createPathOverhead } from './path-overhead.ts'

const SLOT_WALL = 1_700_000_000_000

/** A good sample whose first byte came after so many milliseconds. */
function sample(path: Path, firstByteMs: number, more: Parameters<typeof exampleSample>[0] = {}) {
  // DNS is no part of it, for both paths resolve alike; nor is what comes after the first byte.
  const phases = { dns: 7, connect: 0.001, tls: 0.002, send: 0.003, wait: firstByteMs / 1000 - 0.006, transfer: 7 }
  return exampleSample({ path, slotWall: SLOT_WALL, ...more, observation: { phases } })
}

const EDGE = sample('edge', 25)
const INGRESS = sample('ingress', 15)

test.each([
  ['the edge first', EDGE, INGRESS],
  ['the ingress first', INGRESS, EDGE],
])('the overhead is what the edge adds, known with the second sample of a slot: %s', (_, first, second) => {
  const overhead = createPathOverhead()
  expect(overhead.add(first)).toBeUndefined()
  expect(overhead.add(second)).toBeCloseTo(0.01)
})

test('an edge path that was faster has a negative overhead', () => {
  const overhead = createPathOverhead()
  overhead.add(INGRESS)
  expect(overhead.add(sample('edge', 12))).toBeCloseTo(-0.003)
})

const failure = { phase: 'wait', reason: 'status', detail: '' } as const

test.each([
  ['samples of the same path', EDGE, EDGE],
  ['the app path', EDGE, sample('app', 5)],
  ['a bad sample', EDGE, sample('ingress', 15, { outcome: { isGood: false, failure } })],
  ['another probe', EDGE, sample('ingress', 15, { probe: 'shop' })],
  ['a later slot', EDGE, sample('ingress', 15, { slotWall: SLOT_WALL + 100 })],
  ['an earlier slot', EDGE, sample('ingress', 15, { slotWall: SLOT_WALL - 100 })],
])('%s: nothing to pair with', (_, first, second) => {
  const overhead = createPathOverhead()
  overhead.add(first)
  expect(overhead.add(second)).toBeUndefined()
})

test('the paths of one slot start a few milliseconds after each other', () => {
  const overhead = createPathOverhead()
  overhead.add(EDGE)
  expect(overhead.add(sample('ingress', 15, { slotWall: SLOT_WALL + 40 }))).toBeCloseTo(0.01)
})

test('a probe that is defined no more leaves nothing to pair with', () => {
  const overhead = createPathOverhead()
  overhead.add(EDGE)
  overhead.keepOnly(new Set(['home']))
  expect(overhead.add(INGRESS)).toBeDefined()
  overhead.keepOnly(new Set(['shop']))
  expect(overhead.add(EDGE)).toBeUndefined()
})
