import { expect, test } from 'vitest'
import { SERVER_ERROR } from '../gate/gate.testkit.ts'
import { seenEvents } from './events.ts'
import { type Heard, type HeardSoFar, heardAfter, NOTHING_HEARD } from './record.ts'
import { timelineOf } from './timeline.ts'

const BEGAN = new Date('2026-11-29T10:00:00Z')
const at = (second: number): Date => new Date(BEGAN.getTime() + second * 1000)

function heard(answers: readonly (Partial<Heard> & Pick<Heard, 'at'>)[]): HeardSoFar {
  const good = { path: 'edge', release: 'new', failure: undefined, excluded: undefined }
  return answers.reduce<HeardSoFar>((before, each) => heardAfter(before, { ...good, ...each }), NOTHING_HEARD)
}

test('of a release are kept its first and its last answer, and how many there were', () => {
  const { releases } = heard([
    { at: at(1) },
    { at: at(2), release: 'old' },
    { at: at(3) },
    { at: at(4), release: undefined },
  ])
  expect([...releases.values()]).toEqual([
    { release: 'new', first: at(1), last: at(3), answers: 2 },
    { release: 'old', first: at(2), last: at(2), answers: 1 },
  ])
})

test('failures of one second are one, by path, release and reason; what was excluded is none', () => {
  const failure = SERVER_ERROR
  const { failures } = heard([
    { at: at(1.1), failure },
    { at: at(1.9), failure },
    { at: at(1.9), failure, path: 'ingress' },
    { at: at(1.9), failure, release: undefined },
    { at: at(2.1), failure },
    { at: at(2.2), failure, excluded: 'control' },
  ])
  expect([...failures.values()].map(({ at: when, path, release, count }) => [when, path, release, count])).toEqual([
    [at(1), 'edge', 'new', 2],
    [at(1), 'ingress', 'new', 1],
    [at(1), 'edge', undefined, 1],
    [at(2), 'edge', 'new', 1],
  ])
})

test('an app that signs each answer differently, or fails for hours, fills no memory', () => {
  const answers = Array.from({ length: 5000 }, (_, index) => ({
    ...{ at: at(index), release: `r${index}`, failure: SERVER_ERROR },
  }))
  const { releases, failures } = heard(answers)
  expect(releases.size).toBe(12)
  expect(failures.size).toBe(3000)
})

function event(second: number, changes: Readonly<Record<string, unknown>> = {}): unknown {
  const involvedObject = { kind: 'Pod', name: 'app-1', uid: 'u' }
  return {
    type: 'Normal',
    reason: 'Started',
    message: 'Started it',
    involvedObject,
    lastTimestamp: at(second),
    ...changes,
  }
}

test('events before the run are left out, the others are in the order of their times, and say what they are about', () => {
  const items = [event(9), event(-1), event(5, { type: 'Warning', count: 4, message: 'Back-off\nrestarting' })]
  expect(seenEvents(JSON.parse(JSON.stringify(items)), BEGAN)).toEqual([
    { at: at(5), isWarning: true, about: 'Pod app-1', reason: 'Started', message: 'Back-off restarting', count: 4 },
    { at: at(9), isWarning: false, about: 'Pod app-1', reason: 'Started', message: 'Started it', count: 1 },
  ])
})

test('of thousands of events the latest are kept, each message short', () => {
  const items = Array.from({ length: 3000 }, (_, index) => event(index, { message: 'x'.repeat(5000) }))
  const events = seenEvents(JSON.parse(JSON.stringify(items)), BEGAN)
  expect(events).toHaveLength(200)
  expect(events.at(-1)?.at).toEqual(at(2999))
  expect(Math.max(...events.map(({ message }) => message.length))).toBeLessThan(300)
})

test.each([[undefined], [null], ['text'], [{}], [{ lastTimestamp: 'soon' }]])(
  'an event that is %j stops nothing',
  item => expect(seenEvents([item], new Date(0))).toHaveLength(1),
)

test('what was seen is one list, in one order of time', () => {
  const { releases, failures } = heard([{ at: at(2) }, { at: at(4.5), failure: SERVER_ERROR }])
  const entries = timelineOf({
    states: [
      { state: 'canary', at: at(1), seconds: 2 },
      { state: 'canary-gate', at: at(3), seconds: 3 },
    ],
    releases: [...releases.values()],
    failures: [...failures.values()],
    events: seenEvents(JSON.parse(JSON.stringify([event(3.5, { type: 'Warning' })])), BEGAN),
    courses: new Map(),
  })
  expect(entries.map(({ at: when, source, isBad, text }) => [(+when - +BEGAN) / 1000, source, isBad, text])).toEqual([
    [1, 'deploy', false, 'canary'],
    [2, 'release', false, 'new answers'],
    [3, 'deploy', false, 'canary-gate'],
    [3.5, 'cluster', true, 'Pod app-1: Started: Started it'],
    [4, 'probes', true, 'edge: 1 probe failed (500 by the app), signed by new'],
    [4.5, 'release', false, 'new has answered for the last time, of 2 answers'],
  ])
})
