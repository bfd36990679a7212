import { expect, test } from 'vitest'
import { timelineOf } from '../core/record/timeline.ts'
import { recordOf } from './recording.ts'
import { exampleRelease, type Installation, installation } from './scenario.testkit.ts'

/** An event of the canary's pod, as the kubelet writes one when the pod starts. It stays when the pod is gone. */
function putEvent({ api }: Installation, at: Date): void {
  api.put({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'app-canary-1.17', namespace: 'leadline' },
    ...{ type: 'Warning', reason: 'Unhealthy', message: 'Readiness probe failed', count: 2 },
    involvedObject: { kind: 'Pod', name: 'app-canary-1', uid: 'u' },
    lastTimestamp: at.toISOString(),
  })
}

async function withGood(): Promise<Installation> {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  return here
}

test('a caught canary leaves what happened when: states, both releases, failures, events, and the ways of the tests', async () => {
  const here = await withGood()
  let isPut = false
  here.answer = reply => {
    if (reply.release === 'v2-canary' && !isPut) putEvent(here, here.wallNow())
    isPut ||= reply.release === 'v2-canary'
    return reply
  }
  const { end, run } = await here.deploy(exampleRelease('half-500', 'v2'))
  expect(end).toBe('caught-by-gate')
  const { states, releases, failures, events, courses } = recordOf(run.recording)
  expect(states.map(({ state }) => state)).toEqual([...run.seconds.keys()])
  expect(releases.map(({ release }) => release)).toEqual(['v1', 'v2-canary'])
  expect(new Set(failures.map(({ release }) => release))).toEqual(new Set(['v2-canary']))
  expect(events).toMatchObject([{ isWarning: true, about: 'Pod app-canary-1', reason: 'Unhealthy', count: 2 }])
  expect([...courses.keys()]).toEqual(['canary-gate'])
  const rejected = courses.get('canary-gate')?.find(({ decision }) => decision === 'reject')
  expect(rejected?.first.at(-1)?.[1]).toBeGreaterThanOrEqual(1)
})

test('both gates of a good release are drawn, the canary’s and that of the rollout', async () => {
  const here = await withGood()
  const { run } = await here.deploy(exampleRelease('good', 'v2'))
  const { releases, courses, failures } = recordOf(run.recording)
  expect(releases.map(({ release }) => release)).toEqual(['v1', 'v2-canary', 'v2'])
  expect([...courses.keys()]).toEqual(['canary-gate', 'gate'])
  expect(failures).toEqual([])
})

test('where the events cannot be read, that is a note, and the end is what it was', async () => {
  const here = await withGood()
  here.interfere = ({ method, path }) =>
    method === 'GET' && path.endsWith('/events') && here.said.some(line => line.startsWith('withdraw '))
      ? { status: 403, body: { message: 'events is forbidden' }, text: 'events is forbidden' }
      : undefined
  const { end, run } = await here.deploy(exampleRelease('half-500', 'v2'))
  expect(end).toBe('caught-by-gate')
  expect(run.notes.filter(line => line.includes('events'))).toMatchObject([
    expect.stringMatching(/^The events of the cluster are not in the evidence: /),
  ])
  expect(timelineOf(recordOf(run.recording)).length).toBeGreaterThan(10)
})

test('a refused deploy has its states alone, and reads no events', async () => {
  const here = await withGood()
  const from = here.api.asked.length
  here.readiness = { refusals: ['The image is not there.'], notes: [] }
  const { end, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect(end).toBe('refused-by-preflight')
  expect(timelineOf(recordOf(run.recording)).map(({ text }) => text)).toEqual(['preflight'])
  expect(here.api.asked.slice(from).filter(line => line.includes('/events'))).toEqual([])
})
