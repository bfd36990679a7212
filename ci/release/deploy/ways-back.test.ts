import { expect, test } from 'vitest'
import { configMap, exampleRelease, type Installation, installation } from './scenario.testkit.ts'

/** An installation with a good release. */
async function withGood(): Promise<Installation> {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  return here
}

test('a renewal that was carried out and whose answer was lost does not lose the lock', async () => {
  const here = await withGood()
  let renewals = 0
  here.lose = ({ method, path }) => {
    if (method !== 'PUT' || !path.endsWith('/leases/deploy')) return false
    renewals += 1
    return renewals % 3 === 2
  }
  expect(await here.deploy(exampleRelease('good', 'v2'))).toMatchObject({ end: 'done' })
  expect(renewals).toBeGreaterThan(3)
})

test('the lock of a run that was killed before the clock was set back is taken over', async () => {
  const here = await withGood()
  const metadata = { name: 'deploy', namespace: 'leadline' }
  const spec = { holderIdentity: 'killed', renewTime: '2026-11-30T00:00:00.000000Z', leaseDurationSeconds: 30 }
  here.api.put({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec })
  expect((await here.deploy(exampleRelease('good', 'v2'))).exit).toBe(0)
})

test('after a way back to an older release that one stands, and there is no way back from it to a younger one', async () => {
  const here = await withGood()
  for (const version of ['v2', 'v3']) await here.deploy(exampleRelease('good', version))
  expect((await here.rollback({ to: 'v1' })).exit).toBe(0)
  expect((await here.rollback({ ifCurrent: 'v2' })).end).toBe('nothing-to-do')
  expect(await here.rollback()).toMatchObject({ exit: 11, sentence: expect.stringContaining('no other release') })
  expect((await here.rollback({ to: 'v2' })).exit).toBe(0)
  expect((await here.rollback({ ifCurrent: 'v1' })).end).toBe('nothing-to-do')
  expect(here.api.reply('edge', 0).release).toBe('v2')
})

test('a bad release is replaced by what stood before it, not by a younger one that a person has passed over', async () => {
  const here = await withGood()
  here.isSigned = false
  for (const version of ['v2', 'v3']) await here.deploy(exampleRelease('good', version))
  await here.rollback({ to: 'v1' })
  expect((await here.deploy(exampleRelease('half-500', 'v4'))).run.target?.entry.release).toBe('v1')
  expect((await here.deploy(exampleRelease('node-lost', 'v5'))).exit).toBe(40)
  expect((await here.deploy(exampleRelease('half-500', 'v6'))).run.target?.entry.release).toBe('v1')
  await here.deploy(exampleRelease('good', 'v7'))
  expect((await here.rollback()).run.target?.entry.release).toBe('v1')
})

test('a way back that fails again and again says each cause once', async () => {
  const here = await withGood()
  here.isSigned = false
  here.interfere = ({ method, path, isDry }) =>
    method === 'PATCH' && path.endsWith('/services/app') && !isDry && here.said.some(line => /^Returning/.test(line))
      ? { status: 403, body: { message: 'services "app" is forbidden' } }
      : undefined
  const bad = exampleRelease('half-500', 'v2')
  const sentences: string[] = []
  for (let run = 0; run < 3; run += 1) sentences.push((await here.deploy(bad)).sentence)
  expect(sentences[1]).toBe(sentences[0])
  expect(sentences[2]).toBe(sentences[0])
  here.interfere = () => undefined
  expect((await here.deploy(bad)).sentence).not.toMatch(/could not be brought back/)
})

test('a way back takes away what the bad release has added', async () => {
  const here = await withGood()
  here.isSigned = false
  expect((await here.deploy(exampleRelease('half-500', 'v2', [configMap('added', { a: '1' })]))).exit).toBe(20)
  expect([...here.api.objects.keys()].filter(place => place.endsWith('/added'))).toEqual([])
})
