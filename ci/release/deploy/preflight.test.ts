import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { exampleRelease, type Installation, installation } from './scenario.testkit.ts'

async function withGood(): Promise<Installation> {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  return here
}

function quota(hard: Readonly<Record<string, string>>, used: Readonly<Record<string, string>>): KubernetesObject {
  const metadata = { name: 'leadline', namespace: 'leadline' }
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard }, status: { hard, used } }
}

/** Whether anything but the ledger and the lock was written, by requests from here on. */
async function writesDuring(here: Installation, act: () => Promise<unknown>): Promise<readonly string[]> {
  const from = here.api.asked.length
  await act()
  return here.api.asked.slice(from).filter(line => !line.startsWith('GET') && !line.endsWith(' dry'))
}

test('a rollout without room in the quota is refused before anything is changed', async () => {
  const here = await withGood()
  here.api.put(quota({ 'limits.memory': '200Mi' }, { 'limits.memory': '152Mi' }))
  const written = await writesDuring(here, async () => {
    expect(await here.deploy(exampleRelease('good', 'v2'))).toMatchObject({
      exit: 11,
      sentence:
        'The quota leadline has no room for the rollout of app: it takes 76Mi more of limits.memory, and 48Mi of 200Mi is left. Nothing was changed.',
    })
  })
  expect(written).toEqual([])
  here.api.put(quota({ 'limits.memory': '300Mi' }, { 'limits.memory': '152Mi' }))
  expect((await here.deploy(exampleRelease('good', 'v2'))).exit).toBe(0)
})

test('a quota that may not be looked at stops nothing, and it is said', async () => {
  const here = await withGood()
  here.interfere = ({ path }) =>
    path.endsWith('/resourcequotas') ? { status: 403, body: { message: 'resourcequotas is forbidden' } } : undefined
  const { exit, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect(exit).toBe(0)
  expect(run.notes).toContainEqual(expect.stringMatching(/^Whether the quota has room is not checked: .*forbidden/))
})

test('everything that stands against a release is said at once, and what was not looked at is noted', async () => {
  const here = await withGood()
  here.api.put(quota({ pods: '2' }, { pods: '2' }))
  here.readiness = { refusals: ['The registry has no image X.'], notes: ['Not checked: Y.'] }
  const { exit, sentence, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect(exit).toBe(11)
  expect(sentence).toMatch(/^The registry has no image X\. The quota leadline has no room .* Nothing was changed\.$/)
  expect(run.notes).toContain('Not checked: Y.')
})

test('a way back asks neither a registry nor a quota', async () => {
  const here = await withGood()
  await here.deploy(exampleRelease('good', 'v2'))
  here.api.put(quota({ pods: '0' }, { pods: '2' }))
  here.readiness = { refusals: ['The registry has no image X.'], notes: [] }
  expect((await here.rollback()).exit).toBe(0)
})
