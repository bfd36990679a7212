import { expect, test } from 'vitest'
import { parseAllDocuments, parse as parseYaml } from 'yaml'
import { readManifests } from '../../ci/render/project.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { at, listAt } from '../../lib/json/path.ts'
import { nameOfObject } from '../../lib/kubernetes/object.ts'
import { EXAMPLE_CONTENTS, exampleSets, exampleSite } from './example.testkit.ts'
import type { Manifest } from './manifest.ts'
import { renderFiles, renderStream } from './sets.ts'
import { DEFAULT_RENDER_OPTIONS, manifestValues } from './values.ts'

const SETS = await exampleSets()

function objectOf(manifests: readonly Manifest[], name: string) {
  const found = manifests.find(({ object }) => nameOfObject(object) === name)?.object
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

/** The pod template of every Deployment: what restarts pods when it changes. */
function podTemplates(manifests: readonly Manifest[]) {
  const deployments = manifests.filter(({ object }) => object.kind === 'Deployment')
  return Object.fromEntries(
    deployments.map(({ object }) => [object.metadata.name, JSON.stringify(at(object, 'spec', 'template'))]),
  )
}

test('no manifest has a mistake, and every value is used by one', async () => {
  expect(SETS.diagnostics).toEqual([])
  const values = manifestValues(exampleSite(), DEFAULT_RENDER_OPTIONS, { thresholdsSeconds: [] })
  const texts = (await readManifests()).map(({ text }) => text).join('')
  expect(Object.keys(values).filter(name => !texts.includes(`\${${name}}`))).toEqual([])
})

test('no reference is left in what is rendered, but for those of the probes’ file', () => {
  for (const manifests of [SETS.platform, SETS.release]) {
    const left = manifests.filter(({ object }) => object.metadata.name !== 'probes' && object.kind !== 'ConfigMap')
    expect(renderStream(left)).not.toMatch(/\$\{/)
  }
})

test('an unknown reference is reported at its place, and the one that was meant is named', async () => {
  const { diagnostics } = await exampleSets({
    manifests: files => files.map(file => ({ ...file, text: file.text.replace('app.replicas}', 'app.replica}') })),
  })
  expect(diagnostics).toMatchObject([
    { code: 'unknown-reference', file: 'k8s/app/deployment.yaml', line: 8, help: 'Did you mean "app.replicas"?' },
  ])
})

test('a key that stands twice is refused', async () => {
  const { diagnostics } = await exampleSets({
    manifests: files =>
      files.map(file =>
        file.path === 'k8s/prober/deployment.yaml'
          ? { ...file, text: file.text.replace('  replicas: 1\n', '  replicas: 1\n  replicas: 2\n') }
          : file,
      ),
  })
  expect(diagnostics).toMatchObject([{ code: 'duplicate-key', file: 'k8s/prober/deployment.yaml' }])
})

test('rendering again gives the same bytes, in whatever order the files were read', async () => {
  const again = await exampleSets({ manifests: files => files.toReversed() })
  for (const set of ['platform', 'release'] as const) expect(renderStream(again[set])).toBe(renderStream(SETS[set]))
})

test('the stream and the files hold the same objects in the same order', () => {
  for (const name of ['platform', 'release'] as const) {
    const set = SETS[name]
    const objects = set.map(({ object }) => object)
    expect(parseAllDocuments(renderStream(set)).map(document => document.toJS())).toEqual(objects)
    const files = [...renderFiles(name, set)]
    expect(files.map(([file]) => file)).toEqual(files.map(([file]) => file).toSorted())
    expect(files.map(([, text]) => parseYaml(text))).toEqual(objects)
  }
})

const PLATFORM_KINDS = [
  'Namespace',
  'PriorityClass',
  'ServiceAccount',
  'ResourceQuota',
  'LimitRange',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'HelmChartConfig',
  'PersistentVolumeClaim',
]

test('the two sets are never mixed: the release has nothing that needs rights in the cluster, and no object is in both', () => {
  expect(SETS.release.filter(({ object }) => PLATFORM_KINDS.includes(object.kind))).toEqual([])
  const namespaces = new Set(SETS.release.map(({ object }) => object.metadata.namespace))
  expect(namespaces).toEqual(new Set(['leadline', 'leadline-monitoring']))
  const names = [...SETS.platform, ...SETS.release].map(({ object }) => nameOfObject(object))
  expect(new Set(names).size).toBe(names.length)
})

test('an edited SLO, rule, dashboard or probe changes what is rendered, and no pod template', async () => {
  const [first, ...others] = exampleContext.slos
  if (first === undefined) throw new Error('there is no SLO')
  const edits = {
    slos: { slos: [{ ...first, objective: 0.5, objectivePercent: 50 }, ...others] },
    rules: { rules: [{ path: 'web.rules.yaml', text: 'groups: [{ name: a }]\n' }] },
    boards: { boards: new Map([['leadline-home.json', '{"uid":"leadline-home","title":"x"}']]) },
    probes: { probes: EXAMPLE_CONTENTS.probes.replace('timeout: 4s', 'timeout: 3s') },
  }
  for (const [what, contents] of Object.entries(edits)) {
    const edited = await exampleSets({ contents })
    expect(renderStream(edited.release), what).not.toBe(renderStream(SETS.release))
    expect(podTemplates(edited.release), what).toEqual(podTemplates(SETS.release))
    expect(edited.platformHash, what).toBe(SETS.platformHash)
  }
})

test('another image changes the pod templates that it is for, and not the platform', async () => {
  const shop = (text: string) =>
    text.replace(
      '  replicas: 2',
      '  image: example.org/shop@sha256:3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b\n  memory: 300Mi\n  replicas: 2',
    )
  const edited = await exampleSets({ site: exampleSite(shop) })
  const [before, after] = [podTemplates(SETS.release), podTemplates(edited.release)]
  expect(after.app).not.toBe(before.app)
  expect(after.app).toContain(
    '"example.org/shop@sha256:3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b"',
  )
  expect(after.app).not.toContain('"command"')
  expect({ ...after, app: '' }).toEqual({ ...before, app: '' })
})

test('a threshold that Traefik has no bound for changes the platform, which a person then applies again', async () => {
  const values = (sets: typeof SETS) =>
    String(at(objectOf(sets.platform, 'HelmChartConfig kube-system/traefik'), 'spec', 'valuesContent'))
  expect(parseYaml(values(SETS)).metrics.prometheus.buckets).toBe('0.05,0.1,0.25,0.3,0.5,1,2.5,5')
  const edited = await exampleSets({ thresholdsSeconds: [0.3, 0.45] })
  expect(parseYaml(values(edited)).metrics.prometheus.buckets).toBe('0.05,0.1,0.25,0.3,0.45,0.5,1,2.5,5')
  expect(edited.platformHash).not.toBe(SETS.platformHash)
})

test('the hash of the platform stands where the deployer may read it, and follows every object of the platform', async () => {
  expect(at(objectOf(SETS.platform, 'ConfigMap leadline/platform'), 'data', 'hash')).toBe(SETS.platformHash)
  const other = await exampleSets({
    manifests: files => files.map(file => ({ ...file, text: file.text.replace('value: 100000', 'value: 100001') })),
  })
  expect(other.platformHash).not.toBe(SETS.platformHash)
})

test('a prefix moves every namespace and every name that belongs to none', async () => {
  const { platform, release } = await exampleSets({ options: { prefix: 'e2e-7-' } })
  const outside = [...platform, ...release].filter(
    ({ object: { metadata } }) => !(metadata.namespace ?? metadata.name).startsWith('e2e-7-'),
  )
  expect(outside.map(({ object }) => nameOfObject(object))).toEqual([
    'HelmChartConfig kube-system/traefik',
    'Role kube-system/e2e-7-leadline-prometheus',
    'RoleBinding kube-system/e2e-7-leadline-prometheus',
    'Service kube-system/traefik-ping',
  ])
})

test('only a public site has a probe of its public name, and the prober may then ask the public resolver', async () => {
  const lan = await exampleSets({ site: exampleSite(text => text.replace('reach: public', 'reach: lan')) })
  const probes = (sets: typeof SETS) =>
    parseYaml(String(at(objectOf(sets.release, 'ConfigMap leadline/probes'), 'data', 'probes.yaml'))).probes
  expect(probes(SETS).at(-1)).toMatchObject({ name: 'public-dns', query: { name: 'www.example.org' } })
  expect(probes(lan).map(({ name }: { name: string }) => name)).not.toContain('public-dns')
  const egress = (sets: typeof SETS) =>
    listAt(objectOf(sets.release, 'NetworkPolicy leadline/prober'), 'spec', 'egress')
  expect(egress(SETS).length - egress(lan).length).toBe(1)
})

test('an app that does not sign its answers is declared so to the prober', async () => {
  const own = (text: string) =>
    text.replace(
      '  replicas: 2',
      '  image: example.org/shop@sha256:3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b\n  memory: 300Mi\n  unsigned: true\n  replicas: 2',
    )
  const probes = (sets: typeof SETS) =>
    parseYaml(String(at(objectOf(sets.release, 'ConfigMap leadline/probes'), 'data', 'probes.yaml')))
  expect(probes(await exampleSets({ site: exampleSite(own) }))).toMatchObject({ unsigned_app: true })
  expect(probes(SETS)).not.toHaveProperty('unsigned_app')
})

test('the quota has room for pods that are still ending: they count until they are gone', () => {
  const hard = at(objectOf(SETS.platform, 'ResourceQuota leadline/leadline'), 'spec', 'hard')
  // The app: two, two that end, one more, a canary. The status page: two, two, one. The prober: one, and one.
  expect(hard).toMatchObject({ pods: '13', 'limits.memory': `${13 * 76}Mi` })
})

test('what is read once cannot be changed under its name: another content has another name', async () => {
  const provisioning = (sets: typeof SETS) =>
    sets.release.find(({ object }) => object.metadata.name.startsWith('leadline-provisioning-'))?.object
  const other = await exampleSets({ options: { prefix: 'other-' } })
  expect(provisioning(SETS)).toMatchObject({ immutable: true })
  expect(provisioning(other)?.metadata.name).not.toBe(provisioning(SETS)?.metadata.name)
  const hashed = /-[0-9a-f]{10}$/
  const others = SETS.release.filter(({ object }) => object.kind === 'ConfigMap' && !hashed.test(object.metadata.name))
  expect(others.filter(({ object }) => 'immutable' in object)).toEqual([])
})

test('another receiver rolls Alertmanager, which reads its configuration once, and nothing else', async () => {
  const edited = await exampleSets({
    site: exampleSite(text => text.replace("to: '-1001234567890'", "to: '-1009876543210'")),
  })
  const [before, after] = [podTemplates(SETS.release), podTemplates(edited.release)]
  expect(after.alertmanager).not.toBe(before.alertmanager)
  expect({ ...after, alertmanager: '' }).toEqual({ ...before, alertmanager: '' })
  expect(edited.platformHash).toBe(SETS.platformHash)
})

test('a site without receivers has an Alertmanager without secrets', async () => {
  const bare = await exampleSets({ site: exampleSite(text => text.replace(/receivers:[\s\S]*/, '')) })
  expect(bare.diagnostics).toEqual([])
  const volumes = listAt(
    objectOf(bare.release, 'Deployment leadline-monitoring/alertmanager'),
    'spec',
    'template',
    'spec',
    'volumes',
  )
  expect(volumes.map(volume => at(volume, 'name'))).toEqual(['config', 'data'])
})
