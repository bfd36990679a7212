import { describe, expect, test } from 'vitest'
import { ExternalError } from '../../../lib/system-error.ts'
import { exampleRules } from '../deploy/fake-monitoring.testkit.ts'
import type { ImageName } from '../deploy/image-scripts.testkit.ts'
import { configMap, exampleRelease, type Installation, installation } from '../deploy/scenario.testkit.ts'
import { watchRelease } from './watch-release.ts'

const HALF_AN_HOUR = 1800

/** Runs the watch for so long on the clock of an installation, and gives what it said and how its ways back ended. */
async function watch(here: Installation, lastsSeconds: number) {
  const ending = new AbortController()
  const [said, ends]: [string[], string[]] = [[], []]
  const until = here.now() + lastsSeconds
  await watchRelease({
    ...{ cluster: here.cluster, namespace: 'leadline', signal: ending.signal },
    clock: {
      ...here.clock,
      async waitUntil(moment, signal) {
        await here.clock.waitUntil(Math.min(moment, until), signal)
        if (here.now() >= until) ending.abort()
      },
    },
    say: line => void said.push(line),
    async takeBack(wish) {
      const { end } = await here.rollback(wish)
      ends.push(end)
      return end
    },
  })
  return { said, ends }
}

/** A proven release, and one after it that was judged good a moment ago. */
async function withUnproven(image: ImageName, before: ImageName = 'good'): Promise<Installation> {
  const here = installation()
  await here.deploy(exampleRelease(before, 'v1'))
  await here.wait(HALF_AN_HOUR)
  expect((await here.deploy(exampleRelease(image, 'v2'))).end).toBe('done')
  return here
}

const releaseNow = (here: Installation): string | undefined => here.api.reply('edge', 0).release

describe('an unproven release', () => {
  test.each([
    [
      'oom-later',
      /^\d+ min after it went out, while it was unproven: The container app was killed because it took more memory than its limit/,
    ],
    ['crash-later', /crashes again and again .*: Error: no such user: 7/],
  ] as const)(
    'whose pods are %s is taken back, with the reason in the ledger and the lock free',
    async (image, says) => {
      const here = await withUnproven(image)
      const { ends, said } = await watch(here, 900)
      expect(ends).toEqual(['rolled-back-by-rollout'])
      expect(said.filter(line => says.test(line))).toHaveLength(1)
      expect(releaseNow(here)).toBe('v1')
      const { end, sentence } = await here.deploy(exampleRelease(image, 'v2'))
      expect(end).toBe('refused-by-preflight')
      expect(sentence).toMatch(/^This very release was rejected on .*while it was unproven: /)
    },
  )

  test.each([
    ['whose pods live', 'good', 'good'],
    ['whose pods are killed by a probe of the kubelet, as where a database is slow', 'liveness-kill-later', 'good'],
    ['whose pods are killed for their memory, as those of the release before were', 'oom-once', 'oom-once'],
  ] as const)('%s stays', async (_, image, before) => {
    const here = await withUnproven(image, before)
    const { ends } = await watch(here, HALF_AN_HOUR)
    expect(ends).toEqual([])
  })

  test('of which only pages tell, for a budget that burns, stays', async () => {
    const here = await withUnproven('half-500-later')
    here.budget = {
      left: -1,
      burn: 90,
      pages: [{ name: 'WebEdgeAvailability', since: here.wallNow() }],
      unknown: undefined,
    }
    expect((await watch(here, HALF_AN_HOUR)).ends).toEqual([])
    expect(releaseNow(here)).toBe('v2')
  })

  test('that is killed for its memory after the half hour stays', async () => {
    const here = await withUnproven('oom-too-late')
    const { ends, said } = await watch(here, 3000)
    expect(ends).toEqual([])
    expect(said.at(-1)).toBe('No release is unproven.')
  })

  test.each([
    ['there', 'done'],
    ['none', 'inconclusive'],
  ] as const)(
    'goes on being one where a push changes nothing of the app, with a Prometheus that is %s',
    async (prometheus, end) => {
      const here = await withUnproven('oom-later')
      const rules = configMap('rules', { 'web.rules.yaml': exampleRules('vector(2)') }, 'leadline-monitoring')
      here.monitoring.prometheus = prometheus
      expect((await here.deploy(exampleRelease('oom-later', 'v2', [rules]))).end).toBe(end)
      expect((await watch(here, 900)).ends).toEqual(['rolled-back-by-rollout'])
      expect(releaseNow(here)).toBe('v1')
    },
  )
})

test('where probation is off no release is unproven', async () => {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'), { hasProbation: false })
  await here.deploy(exampleRelease('oom-later', 'v2'), { hasProbation: false })
  expect(await watch(here, 900)).toEqual({ ends: [], said: ['No release is unproven.'] })
})

test('it holds no lock and changes nothing while it waits', async () => {
  const here = await withUnproven('good')
  const from = here.api.asked.length
  await watch(here, 600)
  expect(here.api.asked.slice(from).filter(line => !line.startsWith('GET'))).toEqual([])
})

test('it steps aside for a deploy that is under way, and acts when that has ended', async () => {
  const here = await withUnproven('oom-later')
  let isDeploying = true
  here.interfere = ({ method, path }) => {
    if (isDeploying && method === 'GET' && path.endsWith('/leases/deploy')) here.api.put(leaseOf(here))
    return undefined
  }
  const { ends, said } = await watch(here, 900)
  expect(ends).toEqual([])
  expect(said).toContain('another run deploys: it is left alone.')
  isDeploying = false
  expect((await watch(here, 120)).ends).toEqual(['rolled-back-by-rollout'])
})

function leaseOf(here: Installation) {
  const renewed = new Date(Date.UTC(2026, 10, 29, 9) + Math.floor(here.now()) * 1000)
  const spec = {
    ...{ holderIdentity: 'another run', leaseDurationSeconds: 30 },
    renewTime: renewed.toISOString().replace('Z', '000Z'),
  }
  const metadata = { name: 'deploy', namespace: 'leadline' }
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }
}

test('where there is no release to return to it says so, and goes on', async () => {
  const here = installation()
  await here.deploy(exampleRelease('oom-later', 'v1'))
  const { ends } = await watch(here, 900)
  expect(new Set(ends)).toEqual(new Set(['refused-by-preflight']))
  expect(ends.length).toBeLessThan(12)
})

test('an API server that is away for a while is waited for', async () => {
  const here = await withUnproven('oom-later')
  const from = here.now()
  here.interfere = () => {
    if (here.now() < from + 500) throw new ExternalError('The API server https://fake does not answer: refused')
    return undefined
  }
  const { ends, said } = await watch(here, 1200)
  expect(said[0]).toBe('It cannot look: The API server https://fake does not answer: refused')
  expect(ends).toEqual(['rolled-back-by-rollout'])
})

/** The watch is killed: what it was about to do is not done. */
class Killed extends Error {}

test('killed before any of its writes it ends well after its next start', async () => {
  const whole = await withUnproven('oom-later')
  const from = whole.api.asked.length
  await watch(whole, 900)
  const writes = whole.api.asked
    .slice(from)
    .flatMap((line, index) => (/^(PATCH|POST|PUT|DELETE)/.test(line) && !line.endsWith(' dry') ? [index] : []))
  expect(writes.length).toBeGreaterThan(8)
  for (const moment of writes) {
    const here = await withUnproven('oom-later')
    const first = here.api.asked.length
    here.interfere = ({ count }) => {
      if (count > first + moment) throw new Killed()
      return undefined
    }
    await expect(watch(here, 900)).rejects.toThrow(Killed)
    here.interfere = () => undefined
    const { ends } = await watch(here, 900)
    expect({ moment, ends: ends.filter(end => end !== 'refused-by-preflight') }).toEqual({
      moment,
      ends: releaseNow(here) === 'v1' && ends.length === 0 ? [] : ['rolled-back-by-rollout'],
    })
    await here.wait(60)
    expect(releaseNow(here)).toBe('v1')
    expect(here.alarms).toEqual([])
  }
}, 120_000)

test('a way back that failed is left to a person, and alarms once', async () => {
  const here = await withUnproven('oom-later')
  here.interfere = ({ method, path, isDry }) =>
    method === 'PATCH' && path.endsWith('/deployments/app') && !isDry
      ? { status: 403, body: { message: 'deployments.apps "app" is forbidden' } }
      : undefined
  const { ends } = await watch(here, 1500)
  expect(ends).toEqual(['rollback-failed'])
  expect(here.alarms).toHaveLength(1)
})

test('a rollback passes a release over that is unproven, unless there is no other', async () => {
  const here = await withUnproven('good')
  here.isSigned = false
  const { run, exit } = await here.deploy(exampleRelease('half-500', 'v3'))
  expect({ exit, to: run.target?.entry.release }).toEqual({ exit: 20, to: 'v1' })
  const fresh = installation()
  fresh.isSigned = false
  await fresh.deploy(exampleRelease('good', 'v1'))
  const { run: second } = await fresh.deploy(exampleRelease('half-500', 'v2'))
  expect(second.target?.entry.release).toBe('v1')
})
