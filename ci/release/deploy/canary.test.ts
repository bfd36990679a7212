import { expect, test } from 'vitest'
import { sha256 } from '../../../adapters/files/sha256.ts'
import { at } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { REFUSED, SERVER_ERROR } from '../core/gate/gate.testkit.ts'
import type { Reply } from '../core/gate-run/simulated.testkit.ts'
import { configMap, exampleRelease, type Installation, installation } from './scenario.testkit.ts'

/** What was changed of the Deployments, by `METHOD name`. */
function changesOf({ api }: Installation, from: number): readonly string[] {
  const lines = api.asked
    .slice(from)
    .filter(line => /^(PATCH|DELETE) .*\/deployments\//.test(line) && !line.endsWith(' dry'))
  return lines.map(line => line.replace(/ .*\//, ' '))
}

async function withGood(): Promise<Installation> {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  return here
}

test.each([
  ['half-500', 'caught-by-gate', 'apply'],
  ['slow', 'caught-by-gate', 'apply'],
  ['broken-always', 'caught-by-gate', 'apply'],
  ['oom-at-start', 'caught-by-rollout', 'apply'],
  ['crash-with-stack', 'caught-by-rollout', 'apply'],
] as const)(
  'a release that is %s is %s: its canary comes and goes, and the app is not touched',
  async (image, end, never) => {
    const here = await withGood()
    const from = here.api.asked.length
    const outcome = await here.deploy(exampleRelease(image, 'v2'))
    expect(outcome.end).toBe(end)
    expect(outcome.sentence).toContain(
      'It was caught at its canary, which is gone; the release before serves as it did.',
    )
    expect(changesOf(here, from)).toEqual(['PATCH app-canary', 'DELETE app-canary'])
    expect(outcome.run.seconds.has(never)).toBe(false)
    expect([...new Set(here.api.pods().map(({ name }) => name.replace(/-\w+-\w+$/, '')))]).toEqual(['app'])
  },
)

/** The same release, started by Node with so large a heap. */
function withHeap(release: ReturnType<typeof exampleRelease>, mebibytes: number): ReturnType<typeof exampleRelease> {
  const objects = structuredClone(release.objects)
  const app = objects.find(({ kind }) => kind === 'Deployment')
  Object(at(app, 'spec', 'template', 'spec', 'containers', 0)).command = ['node', `--max-old-space-size=${mebibytes}`]
  return { ...release, objects, hash: sha256(JSON.stringify(objects)) }
}

test('the reference incident, a limit below the heap, is caught within a minute of its canary, with what to set', async () => {
  const here = await withGood()
  const { end, sentence, run } = await here.deploy(withHeap(exampleRelease('oom-at-start', 'v2'), 120))
  expect(end).toBe('caught-by-rollout')
  expect(sentence).toMatch(
    /more memory than its limit of 76Mi \(OOMKilled\): the heap limit of 120 MiB exceeds the container’s limit\. Set --max-old-space-size=53, 70 % of the limit, or raise the memory limit to 172Mi\./,
  )
  expect((run.seconds.get('canary') ?? 0) + (run.seconds.get('canary-gate') ?? 0)).toBeLessThan(60)
})

test('after a canary was caught the next push needs no override, though the budget is spent', async () => {
  const here = await withGood()
  const bad = exampleRelease('half-500', 'v2')
  await here.deploy(bad)
  expect((await here.deploy(bad)).exit).toBe(11)
  here.budget = { left: -0.1, burn: 3, pages: [], unknown: undefined }
  expect((await here.deploy(exampleRelease('good', 'v3'))).end).toBe('done')
})

test('a good one goes through its canary, which is gone before the app rolls over', async () => {
  const here = await withGood()
  const from = here.api.asked.length
  const { end, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect(end).toBe('done')
  expect([...run.seconds.keys()].slice(2, 7)).toEqual(['baseline', 'canary', 'canary-gate', 'withdraw', 'apply'])
  expect(changesOf(here, from)).toEqual(['PATCH app-canary', 'DELETE app-canary', 'PATCH app'])
  expect([...run.seconds.values()].reduce((sum, each) => sum + each, 0)).toBeLessThan(300)
})

test.each<readonly [string, readonly KubernetesObject[], boolean]>([
  ['restarts no pod of the app', [configMap('settings', { a: '1' })], true],
  ['is of an app that signs nothing', [], false],
])('a push that %s has no canary', async (_, changes, isSigned) => {
  const here = await withGood()
  const from = here.api.asked.length
  await here.deploy(exampleRelease('good', isSigned ? 'v1' : 'v2', changes), { isSigned })
  expect(changesOf(here, from).filter(line => line.includes('canary'))).toEqual([])
})

test('the first release has none', async () => {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  expect(changesOf(here, 0)).toEqual(['PATCH app'])
})

test('the canary that a killed run left is taken away by any later one, a way back too', async () => {
  const here = await withGood()
  await here.deploy(exampleRelease('good', 'v2'))
  here.interfere = ({ method, path }) => {
    if (method === 'DELETE' && path.endsWith('/app-canary')) throw new Error('killed')
    return undefined
  }
  await expect(here.deploy(exampleRelease('half-500', 'v3'))).rejects.toThrow('killed')
  here.interfere = () => undefined
  await here.wait(40)
  const { end, run } = await here.rollback()
  expect(end).toBe('done')
  expect(run.notes).toContain('The canary of a run that ended early is there still, and is taken away.')
  await here.wait(20)
  expect(here.api.reply('edge', 0).release).toBe('v1')
  expect(
    here.api
      .pods()
      .map(({ name }) => name)
      .filter(name => name.includes('canary')),
  ).toEqual([])
})

test('a run that is asked to end while its canary is judged takes it away', async () => {
  const here = await withGood()
  here.answer = (reply, _, index) => {
    if (index > 200) here.interrupt()
    return reply
  }
  const { end } = await here.deploy(exampleRelease('good', 'v2'))
  expect(end).toBe('interrupted')
  expect([...here.api.objects.keys()].filter(place => place.endsWith('/app-canary'))).toEqual([])
})

const isOfCanary = (release: string | undefined): boolean => release?.endsWith('-canary') === true

test('a canary that is asked far less than its share is caught within half a minute, though nothing fails', async () => {
  const here = await withGood()
  here.answer = (reply, _, index) =>
    isOfCanary(reply.release) && index % 30 !== 0 ? { ...reply, release: 'v1' } : reply
  const { end, sentence, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect(end).toBe('caught-by-gate')
  expect(sentence).toMatch(/^Roll back: the canary answers too little: of the last signed answers v2-canary gave/)
  expect(run.seconds.get('canary-gate')).toBeLessThan(30)
})

/** Half of the answers of a release are bad from now on, in pairs so that each pod has its part. */
function breakAnswers(
  here: Installation,
  isBroken: (release: string | undefined) => boolean,
  bad: Partial<Reply>,
): void {
  here.answer = (reply, _, index) => (isBroken(reply.release) && index % 4 < 2 ? { ...reply, ...bad } : reply)
}

test.each([
  ['and signs its failures', { failure: SERVER_ERROR }, false],
  ['and refuses connections', { failure: REFUSED, release: undefined }, true],
])('where the release that stands is broken %s, a fix goes through its canary', async (_, bad, isSaid) => {
  const here = await withGood()
  breakAnswers(here, release => release === 'v1', bad)
  const { end, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect(end).toBe('done')
  const said = 'Before the deploy the edge was broken, so only answers that the canary has signed count there.'
  expect(run.canaryReport?.notes.includes(said)).toBe(isSaid)
})

test('what breaks both releases at once is not held against the canary, which goes', async () => {
  const here = await withGood()
  breakAnswers(here, () => here.said.some(line => line.startsWith('canary ')), { failure: SERVER_ERROR })
  const { end, sentence } = await here.deploy(exampleRelease('good', 'v2'))
  expect(end).toBe('withdrawn')
  expect(sentence).toMatch(/^Hold: both fail, or it cannot be said that the release does: /)
  expect(sentence).toMatch(/The canary is gone; the release before serves as it did\.$/)
})
