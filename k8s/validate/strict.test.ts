import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadFieldTables } from '../../adapters/kubernetes/field-tables.ts'
import { type KubernetesObject, nameOfObject } from '../../lib/kubernetes/object.ts'
import type { Json } from '../../lib/lint/fixture.testkit.ts'
import { KUBERNETES_MINOR } from '../kubernetes-version.ts'
import { exampleSets } from '../render/example.testkit.ts'
import { KNOWN_KINDS } from './known-kinds.ts'
import { strictFindings } from './strict.ts'

const TABLES = await loadFieldTables(Object.keys(KNOWN_KINDS))
const { platform, release } = await exampleSets()
const OBJECTS = [...platform, ...release].map(({ object }) => object)

function spoilt(name: string, spoil: (json: Json) => void) {
  const found = OBJECTS.find(object => nameOfObject(object) === name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  const copy = structuredClone(found)
  spoil(copy)
  return strictFindings(copy as KubernetesObject, TABLES).map(({ code, path }) => `${code} ${path.join('.')}`)
}

const APP = 'Deployment leadline/app'
const pod = (json: Json) => json.spec.template.spec
const container = (json: Json) => pod(json).containers[0]

test('the manifests are strictly valid', () => {
  expect(OBJECTS.flatMap(object => strictFindings(object, TABLES))).toEqual([])
})

test('the version that is named is that of the package with the fields', () => {
  const file = readFileSync('node_modules/@kubernetes/client-node/dist/gen/models/V1Deployment.js', 'utf8')
  expect(file).toContain(`OpenAPI spec version: v${KUBERNETES_MINOR}.`)
})

const POD = 'spec.template.spec'
const FIRST = `${POD}.containers.0`

test.each<[string, (json: Json) => void, string]>([
  [APP, json => (json.spec.replica = 2), 'spec.replica'],
  [APP, json => (container(json).readinessProb = {}), `${FIRST}.readinessProb`],
  [APP, json => (container(json).resources.limit = {}), `${FIRST}.resources.limit`],
  [APP, json => (pod(json).terminationGracePeriod = 1), `${POD}.terminationGracePeriod`],
  [APP, json => (container(json).lifecycle.preStop.sleeps = {}), `${FIRST}.lifecycle.preStop.sleeps`],
  [
    APP,
    json => (container(json).securityContext.readOnlyRootFileSystem = true),
    `${FIRST}.securityContext.readOnlyRootFileSystem`,
  ],
  ['Service leadline/app', json => (json.spec.ports[0].target = 1), 'spec.ports.0.target'],
  ['Ingress leadline/app', json => (json.spec.rules[0].http.path = []), 'spec.rules.0.http.path'],
  ['NetworkPolicy leadline/app', json => (json.spec.ingress[0].form = []), 'spec.ingress.0.form'],
  ['Middleware leadline/retry', json => (json.spec.retry.attempt = 2), 'spec.retry.attempt'],
])('%s: a field that there is not is found', (name, spoil, path) => {
  expect(spoilt(name, spoil)).toEqual([`unknown-field ${path}`])
})

test.each<[string, (json: Json) => void, string]>([
  [APP, json => (json.spec.replicas = '2'), 'spec.replicas'],
  [APP, json => (json.spec.replicas = 2.5), 'spec.replicas'],
  ['Middleware leadline/retry', json => (json.spec.retry.attempts = 1.5), 'spec.retry.attempts'],
  [APP, json => (container(json).command = 'node main.ts'), `${FIRST}.command`],
  [APP, json => (container(json).env[0].value = 8080), `${FIRST}.env.0.value`],
  [APP, json => (container(json).ports[0].containerPort = '8080'), `${FIRST}.ports.0.containerPort`],
  [APP, json => (pod(json).enableServiceLinks = 'no'), `${POD}.enableServiceLinks`],
  [APP, json => (pod(json).containers = {}), `${POD}.containers`],
  ['ConfigMap leadline/probes', json => (json.data['probes.yaml'] = { probes: [] }), 'data.probes.yaml'],
  ['Namespace leadline', json => (json.metadata.labels.a = true), 'metadata.labels.a'],
  ['Role leadline/deployer', json => (json.rules[0].verbs = 'get'), 'rules.0.verbs'],
  ['HelmChartConfig kube-system/traefik', json => (json.spec.valuesContent = {}), 'spec.valuesContent'],
])('%s: a value of another type is found', (name, spoil, path) => {
  expect(spoilt(name, spoil)).toEqual([`wrong-field-type ${path}`])
})

test.each<[string, (json: Json) => void, string]>([
  [APP, json => delete json.spec.selector, 'spec'],
  [APP, json => delete pod(json).containers, POD],
  [APP, json => delete container(json).name, FIRST],
  [APP, json => delete container(json).env[0].name, `${FIRST}.env.0`],
  [APP, json => delete container(json).readinessProbe.httpGet.port, `${FIRST}.readinessProbe.httpGet`],
  [APP, json => delete container(json).volumeMounts[0].mountPath, `${FIRST}.volumeMounts.0`],
  ['Service leadline/app', json => delete json.spec.ports[0].port, 'spec.ports.0'],
  ['Ingress leadline/app', json => delete json.spec.rules[0].http.paths[0].pathType, 'spec.rules.0.http.paths.0'],
  ['RoleBinding leadline/deployer', json => delete json.roleRef.name, 'roleRef'],
  ['ClusterRoleBinding leadline-deployer', json => delete json.roleRef.kind, 'roleRef'],
])('%s: a field that is missing is found', (name, spoil, path) => {
  expect(spoilt(name, spoil)).toEqual([`missing-field ${path}`])
})

test('a kind that is not known, and a value that there is not, are found', () => {
  expect(spoilt(APP, json => (json.apiVersion = 'apps/v1beta1'))).toEqual(['unknown-kind kind'])
  expect(spoilt(APP, json => (container(json).imagePullPolicy = 'Sometimes'))).toEqual([
    `unknown-value ${FIRST}.imagePullPolicy`,
  ])
})

test('a ConfigMap that an API server refuses for its size is found, at its largest entry', () => {
  const fill = (bytes: number) => (json: Json) => (json.data = { small: 'a', 'probes.yaml': 'é'.repeat(bytes / 2) })
  expect(spoilt('ConfigMap leadline/probes', fill(2 ** 20 - 2))).toEqual([])
  expect(spoilt('ConfigMap leadline/probes', fill(2 ** 20))).toEqual(['too-large data.probes.yaml'])
})
