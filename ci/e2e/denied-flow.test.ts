import { afterEach, beforeEach, expect, test } from 'vitest'
import { seconds } from '../../lib/duration.ts'
import { checkDenied } from './checks.ts'
import { type FakeCluster, startFakeCluster } from './fake-cluster.testkit.ts'
import { strangerTargets } from './pods.ts'
import { FailedCheck } from './report.ts'

let fake: FakeCluster
beforeEach(async () => {
  fake = await startFakeCluster()
})
afterEach(() => fake.close())

const STRANGER = { namespace: 'e2e-a-visitors', name: 'stranger' }
const TARGETS = strangerTargets('a', '10.0.0.7')

/** What the check says of a stranger who reports these connections. */
async function found(app: string, closed: string, open: string): Promise<unknown> {
  const connections = { [TARGETS.app]: app, [TARGETS.closed]: closed, [TARGETS.open]: open }
  const body = `${JSON.stringify({ connections })}\n`
  fake.answers.set('/api/v1/namespaces/e2e-a-visitors/pods/stranger/log', { status: 200, body, type: 'text/plain' })
  // Without waiting for a cluster that may yet enforce its policies.
  return checkDenied(fake.cluster, STRANGER, TARGETS, new AbortController().signal, seconds(0)).catch(
    (error: unknown) => error,
  )
}

test.each([
  ['a timeout', 'ETIMEDOUT', 'the app is closed to a stranger (ETIMEDOUT), whose other connections work'],
  ['a refusal', 'ECONNREFUSED', 'the app is closed to a stranger (ECONNREFUSED), whose other connections work'],
])('%s is a denied flow', async (_, app, says) => {
  expect(await found(app, 'ETIMEDOUT', 'open')).toBe(says)
})

test.each([
  [
    'a name that is not found',
    ['ENOTFOUND', 'ETIMEDOUT', 'open'],
    'the address of the app is not found (ENOTFOUND), which says nothing of a policy',
  ],
  ['a connection that opens', ['open', 'ETIMEDOUT', 'open'], 'who may not ask the app is let in'],
  [
    'a stranger who reaches nothing',
    ['ETIMEDOUT', 'ETIMEDOUT', 'ETIMEDOUT'],
    'a port that no policy closes cannot be reached (ETIMEDOUT)',
  ],
] as const)('%s is none', async (_, [app, closed, open], says) => {
  expect(await found(app, closed, open)).toEqual(new FailedCheck(says))
})

test('nothing is said where no policy is enforced', async () => {
  expect(await found('open', 'open', 'open')).toBeUndefined()
})
