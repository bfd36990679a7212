import { expect, test } from 'vitest'
import type { UsersAnswer } from '../core/users/counted.ts'
import { exampleRelease, type Installation, installation } from './scenario.testkit.ts'

async function withGood(): Promise<Installation> {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  return here
}

/** Counters of the pods that are there, each asked ten times a second; those of a canary fail as a function of time says. */
function countersOf(here: Installation, canaryFails: number): () => UsersAnswer {
  const since = here.now()
  return () => ({
    pods: here.api.pods().map(({ name }) => {
      const requests = Math.round((here.now() - since) * 10)
      const isCanary = name.startsWith('app-canary')
      return {
        ...{ pod: name, release: isCanary ? 'v2-canary' : 'v1' },
        ...{ requests, failed: isCanary ? Math.round(requests * canaryFails) : 0 },
      }
    }),
    ingress: { requests: Math.round((here.now() - since) * 30), failed: 0 },
  })
}

test('a canary whose probes are all good and whose users meet 5xx is stopped, and goes', async () => {
  const here = await withGood()
  here.users = countersOf(here, 0.2)
  const { end, sentence, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect(end).toBe('caught-by-gate')
  expect(sentence).toMatch(
    /^Roll back: \d+ of \d+ requests of users that v2-canary answered failed \(5xx\); of v1 0 of \d+ at the same time; 3 % would be too many\./,
  )
  expect(run.users?.releases.map(({ release }) => release).toSorted()).toEqual(['v1', 'v2-canary'])
  expect(here.api.pods().filter(({ name }) => name.includes('canary'))).toEqual([])
})

test('users’ good requests let no bad canary pass, and stand in its evidence', async () => {
  const here = await withGood()
  here.users = countersOf(here, 0)
  const { end, run } = await here.deploy(exampleRelease('half-500', 'v2'))
  expect(end).toBe('caught-by-gate')
  expect(run.users).toMatchObject({ isStopped: false, ingress: { failed: 0 } })
})

test('a Prometheus that is away changes nothing of a deploy, to the second', async () => {
  const deployedWith = async (users: (here: Installation) => () => UsersAnswer) => {
    const here = await withGood()
    here.users = users(here)
    const { end, run } = await here.deploy(exampleRelease('good', 'v2'))
    return { end, seconds: [...run.seconds], users: run.users }
  }
  const without = await deployedWith(() => () => ({ unknown: 'Prometheus does not answer: refused' }))
  const { users, ...rest } = await deployedWith(here => countersOf(here, 0))
  expect(without).toEqual({
    ...rest,
    users: { releases: [], isStopped: false, unknown: 'Prometheus does not answer: refused' },
  })
  expect(users?.releases.length).toBe(2)
})
