import { expect, test } from 'vitest'
import { type Deploy, type DeployEvent, newDeploy, stepAfter, WAY_BACK } from './machine.ts'
import { STATES, type StateName } from './states.ts'

const NAMES = Object.keys(STATES) as readonly StateName[]
const TROUBLES: readonly DeployEvent[] = [
  { is: 'refused', by: 'preflight', sentence: 'Why.' },
  { is: 'bad', by: 'gate', sentence: 'Why.' },
  { is: 'bad', by: 'rollout', sentence: 'Why.' },
  { is: 'unclear', sentence: 'Why.' },
  { is: 'late', sentence: 'Why.' },
  { is: 'failed', sentence: 'Why.' },
]

function at(state: StateName, changes: Partial<Deploy> = {}): Deploy {
  return { ...newDeploy(), at: state, route: [], canReturn: true, ...changes }
}

/** What an event ends with, or the state that it enters. */
function followedBy(deploy: Deploy, event: DeployEvent): string | undefined {
  const last = stepAfter(deploy, event).actions.at(-1)
  if (last?.do === 'end') return last.end
  return last?.do === 'enter' ? last.state : undefined
}

test('every trouble of every state has an end or a state after it', () => {
  for (const state of NAMES) for (const event of TROUBLES) expect(followedBy(at(state), event)).toBeDefined()
})

test('no trouble ends well, but for what is no part of the judgement', () => {
  const wells = NAMES.flatMap(state =>
    TROUBLES.flatMap(event => (followedBy(at(state), event) === 'done' ? [state] : [])),
  )
  // A baseline that cannot be taken leaves the gate to its objectives; leftovers go with the next run; a way back that
  // no one rejected a release for does not exist; and a canary that is told to go, and was good, ends by itself.
  expect(new Set(wells)).toEqual(new Set(['baseline', 'withdraw', 'finish']))
})

test('a release that is bad is marked before anything is taken back', () => {
  const { actions } = stepAfter(at('gate'), { is: 'bad', by: 'gate', sentence: 'Bad.' })
  expect(actions).toEqual([
    { do: 'mark', as: 'rejected', sentence: 'Bad.', by: 'gate' },
    { do: 'enter', state: 'undo' },
  ])
})

test('whatever rejected it names the end after the way back', () => {
  const ends = (['gate', 'rollout', 'hand'] as const).map(by =>
    followedBy(at('undo-gate', { rejected: { by, sentence: 'Bad.' } }), { is: 'good' }),
  )
  expect(ends).toEqual(['rolled-back-by-gate', 'rolled-back-by-rollout', 'done'])
})

test('on the way back no bad answer and no failure is passed over', () => {
  for (const state of WAY_BACK) {
    expect(followedBy(at(state), { is: 'bad', by: 'gate', sentence: 'Bad.' })).toBe('rollback-failed')
  }
  expect(followedBy(at('undo'), { is: 'failed', sentence: 'Why.' })).toBe('rollback-failed')
})

test('a lock that is lost and a signal end a run wherever it is, and mark nothing', () => {
  for (const state of NAMES) {
    expect(stepAfter(at(state), { is: 'lock-lost', sentence: 'Lost.' }).actions).toEqual([
      { do: 'end', end: 'lock-lost', sentence: 'Lost.' },
    ])
    expect(followedBy(at(state), { is: 'interrupted', sentence: 'Ended.' })).toBe('interrupted')
  }
})

test('a canary that is caught is marked, then taken away; the release before was not touched', () => {
  const caught = stepAfter(at('canary-gate'), { is: 'bad', by: 'gate', sentence: 'Bad.' })
  expect(caught.actions).toEqual([
    { do: 'mark', as: 'caught', sentence: 'Bad.', by: 'gate' },
    { do: 'enter', state: 'withdraw' },
  ])
  expect(followedBy(caught.deploy, { is: 'good' })).toBe('caught-by-gate')
  expect(followedBy(caught.deploy, { is: 'failed', sentence: 'Why.' })).toBe('rollback-failed')
})

test('a canary that cannot be judged goes, and its release with it', () => {
  const { deploy } = stepAfter(at('canary-gate', { route: ['withdraw', 'apply'] }), { is: 'unclear', sentence: 'Why.' })
  expect(followedBy(deploy, { is: 'good' })).toBe('withdrawn')
})
