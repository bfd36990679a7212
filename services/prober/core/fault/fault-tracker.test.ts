import { expect, test } from 'vitest'
import { exampleSample } from '../judge/example-sample.testkit.ts'
import { createFaultTracker } from './fault-tracker.ts'

const good = exampleSample({ path: 'edge' })
const failure = { phase: 'connect', reason: 'refused', detail: '' } as const
const bad = exampleSample({ path: 'edge', outcome: { isGood: false, failure }, observation: { response: undefined } })

test('a localisation is given when it names another hop, and stays until then', () => {
  const tracker = createFaultTracker()
  expect(tracker.current.domain).toBe('unknown')
  tracker.add(good)
  expect(tracker.update()?.domain).toBe('none')
  expect(tracker.update()).toBeUndefined()
  for (const sample of [bad, bad]) tracker.add(sample)
  expect(tracker.update()?.domain).toBe('edge')
  expect(tracker.current.domain).toBe('edge')
})

test('when the last probe in trouble has recovered, every path is good again', () => {
  const tracker = createFaultTracker()
  for (const sample of [bad, bad]) tracker.add(sample)
  tracker.update('home')
  for (const sample of [good, good]) tracker.add(sample)
  expect(tracker.update('home')).toMatchObject({
    domain: 'none',
    evidence: ['Every path is good.', 'Path edge of home: good.'],
  })
})

test('an invalid sample changes nothing', () => {
  const tracker = createFaultTracker()
  tracker.add(good)
  for (const sample of [bad, bad]) tracker.add({ ...sample, invalid: 'loop_late' })
  expect(tracker.update()?.domain).toBe('none')
})

const many = <Item>(count: number, item: Item): readonly Item[] => Array.from({ length: count }, () => item)
const spoiled = { ...good, invalid: 'loop_late' } as const

test.each<readonly [what: string, samples: readonly (typeof good)[], domain: string]>([
  ['of which most samples are spoiled', [...many(4, good), ...many(8, spoiled)], 'prober'],
  ['that spoils some samples', [...many(5, good), ...many(7, spoiled)], 'none'],
  ['that measures again', [...many(12, spoiled), ...many(5, good)], 'none'],
  ['that spoils samples beside a fault that it has found', [...many(4, bad), ...many(8, spoiled)], 'edge'],
])('a prober %s', (_, samples, domain) => {
  const tracker = createFaultTracker()
  for (const sample of samples) tracker.add(sample)
  expect(tracker.update()?.domain).toBe(domain)
  expect(tracker.ofProbe('home').domain).toBe(domain)
})

test('nothing is localised in the middle of a burst', () => {
  const tracker = createFaultTracker()
  for (const sample of [bad, bad]) tracker.add(sample)
  tracker.burst('home', true)
  expect(tracker.update()).toBeUndefined()
  tracker.burst('home', false)
  expect(tracker.update()?.domain).toBe('edge')
})

test('a burst of a probe that is known to be in trouble holds nothing up', () => {
  const tracker = createFaultTracker()
  for (const sample of [bad, bad]) tracker.add({ ...sample, probe: 'neighbour' })
  tracker.update()
  tracker.burst('neighbour', true)
  tracker.add(good)
  expect(tracker.update('home')?.evidence).toBeUndefined()
  expect(tracker.isConfirming).toBe(false)
  expect(tracker.ofProbe('home').domain).toBe('none')
})

test('a burst of a probe that is gone holds nothing up', () => {
  const tracker = createFaultTracker()
  tracker.add(good)
  tracker.burst('gone', true)
  tracker.keepOnly(new Set(['home']))
  expect(tracker.update()?.domain).toBe('none')
})

test('blind is the prober’s own fault, whatever was known, until the next update', () => {
  const tracker = createFaultTracker()
  tracker.add(good)
  tracker.update()
  tracker.burst('home', true)
  expect(tracker.blind('Nothing is measured.')).toEqual({ domain: 'prober', evidence: ['Nothing is measured.'] })
  expect(tracker.update()?.domain).toBe('none')
})

test('a probe that always fails is no part of the fault of another one, nor of its end', () => {
  const tracker = createFaultTracker()
  const ofPath = (probe: string, path: 'edge' | 'ingress' | 'app', isGood: boolean) =>
    exampleSample({
      probe,
      path,
      ...(isGood
        ? {}
        : { outcome: { isGood: false, failure }, answeredBy: undefined, observation: { response: undefined } }),
    })
  const slot = (isEdgeGood: boolean) => {
    tracker.add(ofPath('neighbour', 'app', false))
    tracker.add(ofPath('home', 'edge', isEdgeGood))
    tracker.add(ofPath('home', 'ingress', true))
    tracker.add(ofPath('home', 'app', true))
    tracker.update()
    return [tracker.current.domain, tracker.ofProbe('home').domain, tracker.ofProbe('neighbour').domain]
  }
  slot(true)
  expect(slot(true)).toEqual(['unknown', 'none', 'unknown'])
  tracker.know({ edgeAlive: false, ingressAlive: true })
  slot(false)
  // By itself the neighbour fails in no pattern, and its path does not run through the edge.
  expect(slot(false).slice(1)).toEqual(['edge', 'unknown'])
  for (let number = 0; number < 10; number++) slot(true)
  expect(slot(true)).toEqual(['unknown', 'none', 'unknown'])
  expect(tracker.troubled()).toEqual(['neighbour'])
  expect(tracker.blind('Nothing is measured.')?.domain).toBe('prober')
  expect(tracker.ofProbe('home').domain).toBe('prober')
})

test('an instance that has a name is called by it', () => {
  const tracker = createFaultTracker()
  tracker.nameInstances(new Map([['127.0.0.1:82', 'web-2']]))
  for (let slot = 0; slot < 8; slot++) {
    const address = `127.0.0.1:${slot % 2 === 0 ? 81 : 82}`
    const outcome = slot % 2 === 0 ? exampleSample().outcome : ({ isGood: false, failure } as const)
    const observation = { address, response: undefined }
    tracker.add(exampleSample({ path: 'app', slotWall: slot * 5000, outcome, observation }))
    for (const path of ['edge', 'ingress'] as const) tracker.add(exampleSample({ path, slotWall: slot * 5000 }))
  }
  const named = tracker.update()
  expect(named?.instances).toEqual({ failing: ['web-2'], of: 2 })
  expect(named?.evidence).toContainEqual(expect.stringMatching(/^Path app of home: .*, all of them at web-2\.$/))
})
