import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyObject } from '../../../adapters/kubernetes/objects.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { type FakeCluster, startFakeCluster } from '../fake-cluster.testkit.ts'
import { FailedCheck } from '../report.ts'
import { readVisits } from './visit-logs.ts'

let fake: FakeCluster
beforeEach(async () => {
  fake = await startFakeCluster()
})
afterEach(() => fake.close())

const POD = { namespace: 'e2e-a-visitors', name: 'visitor' }
const visit = (number: number) => ({
  visit: number,
  at: '2026-02-05T21:14:00.000Z',
  problem: 'status 502',
  release: '',
})
const line = (requests: number, failed: number, visits: readonly object[]): string =>
  `${JSON.stringify({ sent: { requests, failed, answered: requests - failed }, failed: visits })}\n`

/** Reads what a visitor has written whose container was started again so often. */
async function read(log: string, restartCount = 0) {
  fake.answers.set('/api/v1/namespaces/e2e-a-visitors/pods/visitor/log', { status: 200, body: log, type: 'text/plain' })
  const status = { containerStatuses: [{ name: 'visitor', restartCount }] }
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: POD, status } as KubernetesObject
  await applyObject(fake.cluster, pod, 'kubernetes')
  return readVisits(fake.cluster, POD)
}

test('what the visitor has sent is its last count, and all its failed requests', async () => {
  const log = line(40, 1, [visit(7)]) + line(80, 2, [visit(50)])
  expect(await read(log)).toEqual({ requests: 80, failed: [visit(7), visit(50)] })
})

test.each([
  ['has lost the beginning', line(80, 2, [visit(50)]), 0, '2 requests failed, and the log of visitor has 1 of them'],
  ['is of a container that began anew', line(80, 0, []), 1, 'visitor began anew'],
  ['has no report', 'Warning: something else\n', 0, 'the visitor has not reported what it sent'],
  ['is empty', '', 0, 'the visitor has not reported what it sent'],
])('a log that %s fails the check', async (_, log, restarts, problem) => {
  const failed = await read(log, restarts).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(FailedCheck)
  expect(String(failed)).toContain(problem)
})

test('a log that cannot be read is not one without failed requests', async () => {
  await expect(readVisits(fake.cluster, POD)).rejects.toBeInstanceOf(FailedCheck)
})
