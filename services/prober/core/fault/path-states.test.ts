import { expect, test } from 'vitest'
import type { Path } from '../../contract/names.ts'
import { exampleSample } from '../judge/example-sample.testkit.ts'
import type { Outcome } from '../judge/judge.ts'
import type { Sample } from '../judge/sample.ts'
import { withSample } from './path-history.ts'
import type { PathHistory } from './path-state.ts'
import { pathStates } from './path-states.ts'

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  good: { isGood: true, isDegraded: false },
  slow: { isGood: true, isDegraded: true },
  bad: { isGood: false, failure: { phase: 'wait', reason: 'status', detail: '' } },
}

/** Samples in the order they came, such as `edge:bad` of a slot, or `edge:bad?` of a confirmation. */
function historyOf(text: string): PathHistory {
  return text.split(' ').reduce<PathHistory>((history, word) => {
    const [path = '', state = ''] = word.replace('?', '').split(':')
    const role: Sample['role'] = word.endsWith('?') ? 'confirm' : 'slot'
    return withSample(history, exampleSample({ path: path as Path, role, outcome: OUTCOMES[state] as Outcome }))
  }, {})
}

/** How each path stands, such as `edge:bad app:good`. */
function shown(history: PathHistory): string {
  return pathStates(history)
    .map(({ path, state }) => `${path}:${state}`)
    .join(' ')
}

test.each([
  ['a single bad sample is no trouble yet', 'edge:good edge:bad', 'edge:good'],
  ['nor is the only one there is', 'edge:bad', 'edge:good'],
  ['a confirmation makes it trouble', 'edge:bad edge:bad?', 'edge:bad'],
  ['a confirmation that is good does not', 'edge:bad edge:good?', 'edge:good'],
  ['the next slot does', 'edge:bad edge:bad', 'edge:bad'],
  ['so does another path in the same slot', 'edge:bad app:bad', 'edge:bad app:bad'],
  ['a path that is good again confirms nothing', 'edge:bad edge:good app:bad', 'edge:good app:good'],
  ['whatever other paths do', 'edge:bad edge:good ingress:bad app:bad', 'edge:unsure ingress:bad app:bad'],
  ['nor does a path that was bad and has been good since', 'edge:bad app:bad app:good', 'edge:good app:good'],
  ['what is older than two slots is over', 'edge:bad edge:bad edge:good edge:good', 'edge:good'],
  ['a single slow slot is normal', 'edge:slow', 'edge:good'],
  ['two in a row are trouble', 'edge:slow edge:slow', 'edge:slow'],
  ['a fast one between them is not', 'edge:slow edge:good edge:slow', 'edge:good'],
  ['slow after bad is not', 'edge:bad edge:slow', 'edge:good'],
  ['a slow confirmation is no slot', 'edge:slow edge:slow?', 'edge:good'],
])('%s: %s', (_, samples, expected) => expect(shown(historyOf(samples))).toBe(expected))

test('what the latest bad sample saw is what a path in trouble shows', () => {
  const bad = (phase: 'wait' | 'connect', reason: 'status' | 'refused') =>
    exampleSample({ outcome: { isGood: false, failure: { phase, reason, detail: '' } } })
  const history = withSample(withSample({}, bad('wait', 'status')), bad('connect', 'refused'))
  expect(pathStates(history)).toEqual([
    { path: 'edge', state: 'bad', phase: 'connect', reason: 'refused', answeredBy: 'app', status: 200 },
  ])
})

test('a slow path shows the latest slow sample', () => {
  const slow = (status: number) => {
    const { response } = exampleSample().observation
    return exampleSample({
      outcome: OUTCOMES.slow as Outcome,
      observation: { response: response && { ...response, status } },
    })
  }
  expect(pathStates(withSample(withSample({}, slow(200)), slow(201)))).toMatchObject([{ state: 'slow', status: 201 }])
})

test('a path that fails the same way for minutes is remembered as one state', () => {
  // Samples come from another thread, each with texts of its own.
  const failed = (minute: number) =>
    structuredClone(exampleSample({ outcome: OUTCOMES.bad as Outcome, slotWall: minute * 60_000 }))
  let history: PathHistory = {}
  for (const minute of [1, 2, 3]) history = withSample(history, failed(minute))
  const kept = Object.values(history).flat()
  expect(kept).toHaveLength(3)
  expect(new Set(kept.map(({ state }) => state)).size).toBe(1)
})
