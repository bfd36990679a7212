import { expect, test } from 'vitest'
import { AnswerTooLong } from '../../../adapters/kubernetes/cluster-error.ts'
import { REFUSED, SERVER_ERROR } from '../core/gate/gate.testkit.ts'
import { exampleRelease, type Installation, installation } from './scenario.testkit.ts'

// What goes wrong around a release that is none of its own faults.

async function withGood(options: Parameters<typeof installation>[0] = {}): Promise<Installation> {
  const here = installation(options)
  expect((await here.deploy(exampleRelease('good', 'v1'))).exit).toBe(0)
  return here
}

const TOO_LONG = new AnswerTooLong('api', 'The API server https://fake answers with more than 16 MiB', 'is it one?')

test('answers of 50 MB are said at once, before anything is changed', async () => {
  const here = await withGood()
  here.interfere = () => {
    throw TOO_LONG
  }
  const start = here.now()
  const { exit, sentence } = await here.deploy(exampleRelease('good', 'v2'))
  expect({ exit, sentence }).toEqual({ exit: 11, sentence: expect.stringContaining('answers with more than 16 MiB') })
  expect(here.now() - start).toBeLessThan(1)
})

test('50 MB of events hide no cause, and stop no deploy', async () => {
  const here = await withGood()
  here.interfere = ({ path }) => {
    if (path.endsWith('/events')) throw TOO_LONG
    return undefined
  }
  expect(await here.deploy(exampleRelease('key-missing', 'v2'))).toMatchObject({
    exit: 21,
    sentence: expect.stringContaining('The key db-url is missing'),
  })
  expect((await here.deploy(exampleRelease('good', 'v3'))).exit).toBe(0)
})

/** From now on every answer of v1 fails. */
function breakOld(here: Installation): void {
  here.answer = reply => (reply.release === 'v1' ? { ...reply, failure: SERVER_ERROR } : reply)
}

test('a good release goes although the old one always fails, and what failed before is said', async () => {
  const here = await withGood()
  breakOld(here)
  const { exit, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect(exit).toBe(0)
  expect(run.report?.notes).toContainEqual(
    expect.stringMatching(/^Before the deploy 125 of 125 answers through the edge failed/),
  )
})

test('a bad release whose old one is bad too ends with the alarm: a way back to that heals nothing', async () => {
  const here = await withGood()
  here.isSigned = false
  breakOld(here)
  const { exit, sentence } = await here.deploy(exampleRelease('half-500', 'v2'))
  expect(exit).toBe(30)
  expect(sentence).toMatch(
    /answers of v1 through the (edge|ingress) failed .* It was to be brought back because: .* of v2 /,
  )
  expect(here.alarms).toEqual([sentence])
})

test('where the site failed before, with no release behind it, nothing is said of the new one, which stays unproven', async () => {
  const here = await withGood()
  here.isSigned = false
  here.answer = reply => ({ ...reply, release: undefined, failure: REFUSED })
  const { exit, sentence, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect({ exit, state: run.entry?.state }).toEqual({ exit: 40, state: 'unproven' })
  expect(sentence).toMatch(/which no release signs/)
  expect(run.report?.notes.join(' ')).toMatch(/Before the deploy 125 of 125 answers through the edge failed/)
})

test.each([
  ['all of its probes are its own machine’s', 1],
  ['half of them are', 2],
])('a prober that is cut off judges nothing: %s', async (_, each) => {
  const here = await withGood()
  here.isSigned = false
  here.answer = (reply, _path, index) =>
    index % each === 0 ? { ...reply, release: undefined, failure: undefined, excluded: 'prober' } : reply
  const { exit, sentence, run } = await here.deploy(exampleRelease('half-500', 'v2'))
  expect(exit).toBe(40)
  expect(sentence).toMatch(/too many answers say nothing|[Nn]o answer/)
  expect(run.entry?.state).toBe('unproven')
})

test('a prober that was cut off in the gate judges the next release again, and goes back past the unproven one', async () => {
  const here = await withGood()
  here.isSigned = false
  here.answer = reply => ({ ...reply, failure: undefined, excluded: 'prober' })
  await here.deploy(exampleRelease('half-500', 'v2'))
  here.answer = reply => reply
  expect((await here.deploy(exampleRelease('half-500', 'v3'))).exit).toBe(20)
  await here.wait(30)
  expect(here.api.reply('edge', 0).release).toBe('v1')
})

test.each([300, -300])(
  'a server whose clock is %d s off finds the same causes, and the lock holds',
  async aheadSeconds => {
    const here = await withGood({ aheadSeconds })
    expect((await here.deploy(exampleRelease('oom-at-start', 'v2'))).exit).toBe(21)
    expect((await here.deploy(exampleRelease('crash-without-readiness', 'v3'))).exit).toBe(21)
    expect((await here.deploy(exampleRelease('good', 'v4'))).exit).toBe(0)
    expect(here.said.filter(line => /had expired/.test(line))).toEqual([])
  },
)

test('a way back that fails is in the ledger with both sentences, and the next run goes on with it', async () => {
  const here = await withGood()
  here.isSigned = false
  here.interfere = ({ method, path, isDry }) =>
    method === 'PATCH' && path.endsWith('/deployments/app') && !isDry && here.said.some(line => /^Returning/.test(line))
      ? { status: 403, body: { message: 'deployments.apps "app" is forbidden' } }
      : undefined
  const bad = exampleRelease('half-500', 'v2')
  const { exit, run, sentence } = await here.deploy(bad)
  expect(exit).toBe(30)
  expect(run.notes).toContain('Alertmanager: RollbackFailed is there')
  expect(run.entry).toMatchObject({ state: 'rejected', by: 'gate', trouble: sentence })
  expect(run.entry?.sentence).toMatch(/^Roll back: /)
  here.interfere = () => undefined
  expect((await here.deploy(bad)).exit).toBe(20)
  await here.wait(60)
  expect(here.api.reply('edge', 0).release).toBe('v1')
})
