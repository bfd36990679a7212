import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import { exampleRules } from './fake-monitoring.testkit.ts'
import { configMap, exampleRelease, type Installation, installation } from './scenario.testkit.ts'

/** The deployer is killed: what it was about to do is not done, and nothing more. */
class Killed extends Error {}

/** An installation with a good release. */
async function withGood(options: Parameters<typeof installation>[0] = {}): Promise<Installation> {
  const here = installation(options)
  await here.deploy(exampleRelease('good', 'v1'))
  return here
}

/** Some fifty runs, which take seconds on a machine that does nothing else. */
const LONG_MILLISECONDS = 120_000

const RESET = new ExternalError('The API server https://fake does not answer: it ended the connection')

test(
  'a deployer that is killed before any of its requests leaves what the next run finishes',
  async () => {
    const whole = await withGood()
    const from = whole.api.asked.length
    await whole.deploy(exampleRelease('good', 'v2'))
    const requests = whole.api.asked.slice(from)
    const writes = requests.flatMap((line, index) =>
      /^(PATCH|POST|PUT|DELETE)/.test(line) && !line.endsWith(' dry') ? [index] : [],
    )
    // Every write, and between them one read in twenty: reads change nothing.
    const moments = [...new Set([...writes, ...requests.flatMap((_, index) => (index % 20 === 0 ? [index] : []))])]
    for (const moment of moments) {
      const here = await withGood()
      const first = here.api.asked.length
      here.interfere = ({ count }) => {
        if (count > first + moment) throw new Killed()
        return undefined
      }
      await expect(here.deploy(exampleRelease('good', 'v2'))).rejects.toThrow(Killed)
      here.interfere = () => undefined
      await here.wait(40)
      const { exit, end } = await here.deploy(exampleRelease('good', 'v2'))
      expect({ moment, exit }).toEqual({ moment, exit: 0 })
      expect(['done', 'nothing-to-do']).toContain(end)
      await here.wait(60)
      expect(here.api.reply('edge', 0).release).toBe('v2')
    }
  },
  LONG_MILLISECONDS,
)

test.each([
  ['on the way back', false],
  ['while its canary is caught', true],
])(
  'a deployer that is killed %s leaves what the next run takes back, though the release is a rejected one',
  async (_, isSigned) => {
    const whole = await withGood()
    whole.isSigned = isSigned
    const from = whole.api.asked.length
    await whole.deploy(exampleRelease('half-500', 'v2'))
    const writes = whole.api.asked
      .slice(from)
      .flatMap((line, index) => (/^(PATCH|PUT|DELETE)/.test(line) && !line.endsWith(' dry') ? [index] : []))
    for (const moment of writes) {
      const here = await withGood()
      here.isSigned = isSigned
      const first = here.api.asked.length
      here.interfere = ({ count }) => {
        if (count > first + moment) throw new Killed()
        return undefined
      }
      await expect(here.deploy(exampleRelease('half-500', 'v2'))).rejects.toThrow(Killed)
      here.interfere = () => undefined
      await here.wait(40)
      const { exit } = await here.deploy(exampleRelease('half-500', 'v2'))
      // It was taken back now, or it had been already.
      expect([20, 11]).toContain(exit)
      await here.wait(60)
      expect(here.api.reply('edge', 0).release).toBe('v1')
    }
  },
  LONG_MILLISECONDS,
)

test.each([
  ['500', () => ({ status: 500, text: 'etcdserver: leader changed', body: { message: 'etcdserver: leader changed' } })],
  ['a page of a proxy', () => ({ status: 200, text: '<html>Bad gateway</html>', body: undefined })],
  ['503', () => ({ status: 503, text: 'unavailable', body: {} })],
  ['an expired token', () => ({ status: 401, text: 'Unauthorized', body: { message: 'Unauthorized' } })],
])('every seventh answer that is %s changes nothing about the end', async (_, answer) => {
  const here = await withGood()
  here.interfere = ({ count, path }) => (count % 7 === 0 && !path.endsWith('/log') ? answer() : undefined)
  expect((await here.deploy(exampleRelease('good', 'v2'))).exit).toBe(0)
})

test('connections that are reset change nothing about the end', async () => {
  const here = await withGood()
  here.interfere = ({ count }) => {
    if (count % 5 === 0) throw RESET
    return undefined
  }
  expect((await here.deploy(exampleRelease('oom-at-start', 'v2'))).exit).toBe(21)
})

test('an API server that stays away refuses a deploy before anything is changed', async () => {
  const here = await withGood()
  here.interfere = () => {
    throw RESET
  }
  expect(await here.deploy(exampleRelease('good', 'v2'))).toMatchObject({
    exit: 11,
    sentence: expect.stringContaining('it ended the connection'),
  })
})

test('a clock of the server that is five minutes off breaks no lock', async () => {
  const here = await withGood({ aheadSeconds: 300 })
  expect((await here.deploy(exampleRelease('good', 'v2'))).exit).toBe(0)
  expect(here.said.filter(line => /had expired/.test(line))).toEqual([])
})

test('objects that kubectl applied are taken over, and whose they were is said', async () => {
  const here = installation()
  const { objects } = exampleRelease('good', 'v0')
  for (const object of objects) here.api.put(object, 'kubectl-client-side-apply')
  const { exit, run } = await here.deploy(exampleRelease('good', 'v1'))
  expect(exit).toBe(0)
  expect(run.notes.filter(line => line.startsWith('Taken over from another manager: '))).toContainEqual(
    expect.stringContaining(
      'Service leadline/app: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply"',
    ),
  )
})

test('what is no part of the release any more is taken away, and nothing of others', async () => {
  const here = installation()
  const extra = configMap('extra-settings', { a: '1' })
  await here.deploy(exampleRelease('good', 'v1', [extra]))
  const unowned = here.unowned()
  await here.deploy(exampleRelease('good', 'v2'))
  expect(here.said).toContain('ConfigMap leadline/extra-settings: no part of the release any more, taken away')
  expect([...here.api.objects.keys()].filter(place => place.endsWith('/extra-settings'))).toEqual([])
  expect(here.unowned()).toEqual(unowned)
})

test('the last object of its kind is taken away too', async () => {
  const here = installation()
  const metadata = { name: 'gone', namespace: 'leadline' }
  const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: {} }
  await here.deploy(exampleRelease('good', 'v1', [policy]))
  await here.deploy(exampleRelease('good', 'v2'))
  expect([...here.api.objects.keys()].filter(place => place.endsWith('/gone'))).toEqual([])
})

test.each([
  [
    'rules',
    configMap('rules', { 'web.rules.yaml': exampleRules('vector(2)') }, 'leadline-monitoring'),
    ['apply', 'in-force', 'finish'],
  ],
  ['probes', configMap('probes', { 'probes.yaml': 'probes: [] # changed\n' }), ['apply', 'finish']],
  ['configuration', configMap('slos', { 'slos.json': '[]' }), ['baseline', 'apply', 'rollout', 'gate', 'finish']],
] as const)('a push of %s goes its own way', async (kind, object, states) => {
  const here = await withGood()
  const { exit, run } = await here.deploy(exampleRelease('good', 'v1', [object]))
  expect({ exit, kinds: run.kinds, states: [...run.seconds.keys()] }).toEqual({
    exit: 0,
    kinds: [kind],
    states: ['preflight', 'lock', ...states],
  })
})

test('a damaged entry of the ledger is said, and stops neither a deploy nor a way back', async () => {
  const here = await withGood()
  here.isSigned = false
  await here.deploy(exampleRelease('good', 'v2'))
  const [head = ''] = [...here.api.objects.keys()].filter(place => place.endsWith('/release-000002'))
  here.api.put({ ...(here.api.objects.get(head) as never as object), data: { entry: '{"format":1' } } as never)
  const { exit, run } = await here.deploy(exampleRelease('half-500', 'v3'))
  expect(exit).toBe(20)
  expect(run.notes[0]).toBe("The ledger's entry release-000002 is skipped: it is no entry of a ledger.")
  expect(run.target?.entry.release).toBe('v1')
})

test('a good release whose objects are damaged is passed over on the way back', async () => {
  const here = await withGood()
  here.isSigned = false
  await here.deploy(exampleRelease('good', 'v2'))
  const [part = ''] = [...here.api.objects.keys()].filter(place => place.endsWith('/release-000002-1'))
  here.api.put({ ...(here.api.objects.get(part) as never as object), data: { part: 'AAAA' } } as never)
  const { exit, run } = await here.deploy(exampleRelease('half-500', 'v3'))
  expect({ exit, to: run.target?.entry.release }).toEqual({ exit: 20, to: 'v1' })
})

test('a ledger of a newer deployer is left alone', async () => {
  const here = await withGood()
  const [head = ''] = [...here.api.objects.keys()].filter(place => place.endsWith('/release-000001'))
  here.api.put({ ...(here.api.objects.get(head) as never as object), data: { entry: '{"format":2}' } } as never)
  const { exit, sentence } = await here.deploy(exampleRelease('good', 'v2'))
  expect({ exit, sentence }).toEqual({
    exit: 11,
    sentence:
      "The ledger's entry release-000001 was written by a newer deployer (format 2, this one knows 1): deploy with that version, or a newer one.",
  })
})

test('another cluster, and another platform, are refused', async () => {
  const here = await withGood()
  const release = exampleRelease('good', 'v2')
  expect(await here.deploy(release, { uid: 'other' })).toMatchObject({
    exit: 11,
    sentence: expect.stringMatching(/^This is another cluster/),
  })
  expect(await here.deploy(release, { platformHash: 'newer' })).toMatchObject({
    exit: 11,
    sentence: expect.stringContaining('npm run render -- platform --apply'),
  })
})

test('twelve releases leave ten in the ledger', async () => {
  const here = installation()
  for (let version = 1; version <= 12; version += 1) await here.deploy(exampleRelease('good', `v${version}`))
  const heads = [...here.api.objects.keys()].filter(place => /release-\d{6}$/.test(place))
  expect(heads).toHaveLength(10)
  expect((await here.rollback({ to: 'v4' })).exit).toBe(0)
  expect((await here.rollback({ to: 'v2' })).exit).toBe(11)
})

function lockOf(holder: string, renewTime: string): KubernetesObject {
  const metadata = { name: 'deploy', namespace: 'leadline' }
  const spec = { holderIdentity: holder, renewTime, leaseDurationSeconds: 30 }
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }
}

test('a deployer that goes on is waited for two minutes, and then left alone', async () => {
  const here = await withGood()
  here.interfere = ({ method, path }) => {
    if (method === 'GET' && path.endsWith('/leases/deploy')) {
      const renewed = new Date(Date.UTC(2026, 10, 29, 9) + Math.floor(here.now()) * 1000)
      here.api.put(lockOf('the other run', renewed.toISOString().replace('Z', '000Z')))
    }
    return undefined
  }
  const { exit, sentence, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect({ exit, sentence }).toEqual({
    exit: 11,
    sentence: 'the other run deploys, and has not ended: wait for it, and deploy again.',
  })
  expect(run.seconds.get('lock')).toBeLessThan(125)
  expect(here.api.reply('edge', 0).release).toBe('v1')
})

test('a run whose lock was taken over changes nothing more', async () => {
  const here = await withGood()
  let writes = 0
  let isTaken = false
  here.interfere = ({ method, isDry }) => {
    if (isTaken && method !== 'GET' && !isDry) writes += 1
    if (!isTaken && here.said.includes('apply 0.0 s') && here.said.at(-1) === 'apply 0.0 s') {
      isTaken = true
      here.api.put(lockOf('the other run', '2026-11-30T00:00:00.000000Z'))
    }
    return undefined
  }
  here.said.length = 0
  const { end, exit } = await here.deploy(exampleRelease('good', 'v2'))
  expect({ end, exit, writes }).toEqual({ end: 'lock-lost', exit: 1, writes: 0 })
})

test.each(['baseline', 'canary', 'canary-gate', 'withdraw', 'apply', 'rollout', 'gate'])(
  'a run that is interrupted after %s is finished by the next',
  async state => {
    const here = await withGood()
    here.said.length = 0
    here.interfere = () => {
      if (here.said.some(line => line.startsWith(`${state} `))) here.interrupt()
      return undefined
    }
    const { exit } = await here.deploy(exampleRelease('good', 'v2'))
    expect([0, 130]).toContain(exit)
    here.interfere = () => undefined
    expect((await here.deploy(exampleRelease('good', 'v2'))).exit).toBe(0)
    await here.wait(60)
    expect(here.api.reply('edge', 0).release).toBe('v2')
  },
)
