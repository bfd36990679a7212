import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, describe, expect, test } from 'vitest'
import { openCluster } from '../../../adapters/kubernetes/cluster.ts'
import { listObjects } from '../../../adapters/kubernetes/objects.ts'
import { CLUSTER_KINDS, prefixOf, RUN_LABEL, runSelector } from '../run-objects.ts'
import { sweep } from '../sweep.ts'

/** A cluster whose nodes have our image, or can pull it. */
const { KUBECONFIG, E2E_IMAGE: image, E2E_PULL: pull = 'if-absent' } = process.env
const isReady = KUBECONFIG !== undefined && image !== undefined
const note = isReady ? '' : ' (skipped: KUBECONFIG and E2E_IMAGE name no cluster)'

describe.skipIf(!isReady)(`runs in a real cluster${note}`, () => {
  const children: ChildProcess[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGTERM')
  })

  function start() {
    const args = ['ci/e2e.ts', '--image', image ?? '', '--pull', pull]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    let said = ''
    child.stdout.on('data', data => (said += data))
    child.stderr.on('data', data => (said += data))
    const code = new Promise<number | null>(resolve => child.once('exit', resolve))
    return { child, said: () => said, code, id: () => /run (\w{6}):/.exec(said)?.[1] ?? '' }
  }

  test('two at once do not touch each other, and what a third leaves that is killed is swept', {
    timeout: 900_000,
  }, async () => {
    const cluster = await openCluster(process.env)
    if (cluster === undefined) throw new Error('there is no cluster')
    const inRun = async (id: string) => {
      const kinds = [...CLUSTER_KINDS, ['v1', 'Namespace'] as const]
      const lists = kinds.map(kind => listObjects(cluster, kind, { labels: runSelector(id) }))
      return (await Promise.all(lists)).flat()
    }
    const [first, second, third] = [start(), start(), start()]
    await expect.poll(third.said, { timeout: 120_000 }).toContain('the platform set is applied')
    third.child.kill('SIGKILL')
    expect((await inRun(third.id())).length).toBeGreaterThan(3)
    expect(await Promise.all([first.code, second.code]), `${first.said()}\n${second.said()}`).toEqual([0, 0])
    for (const { said, id } of [first, second]) {
      expect(said()).toMatch(/, 0 failed,/)
      expect(await inRun(id())).toEqual([])
    }
    await expect.poll(() => sweep(cluster), { timeout: 240_000, interval: 5000 }).toEqual([third.id()])
    expect(await inRun(third.id())).toEqual([])
    const namespaces = await listObjects(cluster, ['v1', 'Namespace'], {})
    const left = namespaces.filter(({ metadata }) => metadata.name.startsWith(prefixOf(third.id())))
    expect(left.map(({ metadata }) => metadata.labels?.[RUN_LABEL])).toEqual([])
  })
})
