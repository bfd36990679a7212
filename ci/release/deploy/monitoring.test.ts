import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { COMPONENT_LABEL } from '../../../services/monitoring/core/cluster/monitoring-object.ts'
import type { ImageName } from './image-scripts.testkit.ts'
import { exampleRelease, type Installation, installation } from './scenario.testkit.ts'

const namespace = 'leadline-monitoring'

/** A Deployment of what monitors, whose image does what its name says. */
function watcher(image: ImageName, name = 'prometheus', version = 'one'): KubernetesObject {
  const labels = { 'app.kubernetes.io/name': name }
  const container = {
    name,
    image: `registry.example/${image}@sha256:${version}`,
    resources: { limits: { memory: '512Mi' } },
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: { ...labels, [COMPONENT_LABEL]: 'monitoring' } },
    spec: {
      ...{ replicas: 1, minReadySeconds: 5, progressDeadlineSeconds: 120, strategy: { type: 'Recreate' } },
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  }
}

async function withGood(monitoring: readonly KubernetesObject[] = [watcher('good')]): Promise<Installation> {
  const here = installation()
  expect((await here.deploy(exampleRelease('good', 'v1', monitoring))).exit).toBe(0)
  return here
}

const BROKEN: readonly ImageName[] = ['image-missing', 'crash-with-stack', 'oom-at-start', 'never-ready', 'key-missing']

test('a release is good when its pods and what monitors it are there, and both are said', async () => {
  const here = installation()
  const { end, run } = await here.deploy(exampleRelease('good', 'v1', [watcher('good')]))
  expect({ end, kinds: run.kinds }).toEqual({
    end: 'done',
    kinds: ['app', 'rules', 'monitoring', 'probes', 'configuration'],
  })
  expect(run.notes).toContain('What monitors is rolled out.')
})

test.each(BROKEN)(
  'a good release whose Prometheus is %s stays, is marked good, and ends with 40 and the reason',
  async image => {
    const here = await withGood()
    const { end, exit, sentence, run } = await here.deploy(
      exampleRelease('good', 'v2', [watcher(image, 'prometheus', 'two')]),
    )
    expect({ end, exit, state: run.entry?.state }).toEqual({ end: 'unmonitored', exit: 40, state: 'good' })
    expect(sentence).toMatch(
      /^The release is out and good\. What monitors is applied, and (does not run|not yet rolled out): prometheus: /,
    )
    expect(here.api.reply('edge', 0).release).toBe('v2')
    expect(here.said.some(line => /^Returning/.test(line))).toBe(false)
  },
)

test.each(BROKEN)(
  'a push of nothing but a Prometheus that is %s is not proven, and takes nothing back',
  async image => {
    const here = await withGood()
    const release = exampleRelease('good', 'v1', [watcher(image, 'prometheus', 'two')])
    const { end, run } = await here.deploy(release)
    expect({ end, kinds: run.kinds }).toEqual({ end: 'inconclusive', kinds: ['monitoring'] })
    expect(['gate', 'rollout', 'undo'].filter(state => run.seconds.has(state as 'gate'))).toEqual([])
  },
)

test('the same release again looks at what monitors until it runs, without another gate', async () => {
  const here = await withGood()
  const broken = exampleRelease('good', 'v2', [watcher('image-missing', 'prometheus', 'two')])
  expect((await here.deploy(broken)).end).toBe('unmonitored')
  const again = await here.deploy(broken)
  expect(again.end).toBe('inconclusive')
  const mended = await here.deploy(exampleRelease('good', 'v2', [watcher('good', 'prometheus', 'three')]))
  expect(mended.end).toBe('done')
})

test('a bad release is taken back though what monitors cannot be applied, changed or rolled out', async () => {
  const here = await withGood()
  here.isSigned = false
  const bad = exampleRelease('half-500', 'v2', [watcher('image-missing', 'prometheus', 'two')])
  here.interfere = ({ method, path, isDry }) =>
    method === 'PATCH' && path.includes(`/${namespace}/`) && !isDry && here.said.some(line => /^Returning/.test(line))
      ? { status: 403, body: { message: 'deployments.apps "prometheus" is forbidden' } }
      : undefined
  const { end, run } = await here.deploy(bad)
  expect(end).toBe('rolled-back-by-gate')
  expect(here.api.reply('edge', 0).release).toBe('v1')
  expect(run.notes.filter(note => /which monitors, could not be applied: .*forbidden/.test(note))).toHaveLength(2)
})

test('a way back to a release from before what monitors leaves that alone', async () => {
  const here = installation()
  here.isSigned = false
  await here.deploy(exampleRelease('good', 'v1'))
  const service: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'prometheus', namespace, labels: { [COMPONENT_LABEL]: 'monitoring' } },
    spec: { selector: { 'app.kubernetes.io/name': 'prometheus' } },
  }
  const { end } = await here.deploy(exampleRelease('half-500', 'v2', [watcher('good'), service]))
  expect(end).toBe('rolled-back-by-gate')
  const names = [...here.api.objects.values()].map(({ kind, metadata }) => `${kind} ${metadata.name}`)
  expect(names).toEqual(expect.arrayContaining(['Deployment prometheus', 'Service prometheus']))
})

test('who changes what monitors while the gate judges changes nothing of its answer', async () => {
  const here = await withGood()
  let isDone = false
  here.interfere = () => {
    if (!isDone && here.said.some(line => /^rollout/.test(line))) {
      isDone = true
      here.api.edit('Deployment', 'prometheus', object => watcher('good', object.metadata.name, 'by-hand'), 'kubectl')
    }
    return undefined
  }
  expect((await here.deploy(exampleRelease('good', 'v2', [watcher('good')]))).end).toBe('done')
  expect(isDone).toBe(true)
})

test('a namespace that has no room for what monitors is said, and stops no release', async () => {
  const here = await withGood()
  const metadata = { name: 'leadline', namespace }
  here.api.put({
    ...{ apiVersion: 'v1', kind: 'ResourceQuota', metadata },
    status: { hard: { pods: '0' }, used: { pods: '0' } },
  })
  const { end, run } = await here.deploy(exampleRelease('good', 'v2', [watcher('good', 'grafana')]))
  expect(end).toBe('done')
  expect(run.notes).toContainEqual(expect.stringMatching(/^The quota leadline has no room for the rollout of grafana/))
})
