import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeCluster, startFakeCluster } from './fake-cluster.testkit.ts'
import { readPodLog, readPodLogIfAny } from './pod-log.ts'
import { FailedCheck } from './report.ts'

let fake: FakeCluster
beforeEach(async () => {
  fake = await startFakeCluster()
})
afterEach(() => fake.close())

const POD = { namespace: 'e2e-a-visitors', name: 'visitor' }
const PATH = '/api/v1/namespaces/e2e-a-visitors/pods/visitor/log'

test('a log is read as it is', async () => {
  fake.answers.set(PATH, { status: 200, body: 'one\ntwo\n', type: 'text/plain' })
  expect(await readPodLog(fake.cluster, POD)).toBe('one\ntwo\n')
  expect(await readPodLogIfAny(fake.cluster, POD)).toBe('one\ntwo\n')
})

test('a log that cannot be read fails the check in the server’s words, and is empty where it needs not be there', async () => {
  fake.answers.set(PATH, { status: 403, body: { kind: 'Status', message: 'pods "visitor" is forbidden' } })
  const failed = await readPodLog(fake.cluster, POD).catch((error: unknown) => error)
  expect(failed).toEqual(new FailedCheck('the log of visitor cannot be read: pods "visitor" is forbidden'))
  expect(await readPodLogIfAny(fake.cluster, POD)).toBe('')
})
