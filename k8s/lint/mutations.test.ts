import { expect, test } from 'vitest'
import { loadFieldTables } from '../../adapters/kubernetes/field-tables.ts'
import type { JsonPath } from '../../lib/json/path.ts'
import { type KubernetesObject, nameOfObject } from '../../lib/kubernetes/object.ts'
import { exampleSets } from '../render/example.testkit.ts'
import type { Manifest } from '../render/manifest.ts'
import { KNOWN_KINDS } from '../validate/known-kinds.ts'
import { strictFindings } from '../validate/strict.ts'
import { DECLARED_FLOWS, flowsOf } from './flows.testkit.ts'
import { POLICIES } from './policies.ts'
import { grantedRights, neededRights } from './rights.testkit.ts'

const TABLES = await loadFieldTables(Object.keys(KNOWN_KINDS))
const { platform, release } = await exampleSets()
const ALL = [...platform, ...release]

const NEEDED = neededRights(release.map(({ object }) => object))

/** What is computed elsewhere and judged there. */
const WRITTEN = ALL.filter(({ file }) => file.path.startsWith('k8s/'))

interface Mutant {
  readonly name: string
  readonly mutated: Manifest
  readonly manifests: readonly Manifest[]
}

/** Every place in a document with its value. */
function places(value: unknown, path: JsonPath = []): readonly (readonly [JsonPath, unknown])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, entry]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key]
    return [[at, entry] as const, ...places(entry, at)]
  })
}

function mutantsOf(manifest: Manifest): readonly Mutant[] {
  const named = nameOfObject(manifest.object)
  const changed = (
    what: string,
    path: JsonPath,
    change: (parent: Record<string, unknown>, key: string) => void,
  ): Mutant => {
    const object = structuredClone(manifest.object)
    const parent = path.slice(0, -1).reduce<unknown>((value, key) => Reflect.get(value as object, key), object)
    change(parent as Record<string, unknown>, String(path.at(-1)))
    const mutated = { ...manifest, object }
    return {
      name: `${named} ${path.join('.')} ${what}`,
      mutated,
      manifests: ALL.map(one => (one === manifest ? mutated : one)),
    }
  }
  return places(manifest.object).flatMap(([path, value]) => {
    const isKey = typeof path.at(-1) === 'string'
    const removed = isKey ? [changed('removed', path, (parent, key) => delete parent[key])] : []
    const misspelt = isKey
      ? [
          changed('misspelt', path, (parent, key) => {
            parent[`${key}x`] = parent[key]
            delete parent[key]
          }),
        ]
      : []
    const numbers =
      typeof value === 'number'
        ? [
            changed('doubled', path, (parent, key) => {
              parent[key] = value * 2
            }),
            changed('zeroed', path, (parent, key) => {
              parent[key] = 0
            }),
          ]
        : []
    return [...removed, ...misspelt, ...numbers]
  })
}

const MUTANTS = WRITTEN.flatMap(mutantsOf)

/** What of the manifests says who talks to whom. */
const HAS_FLOWS = new Set(['NetworkPolicy', 'Deployment'])

function areFlowsOther(objects: readonly KubernetesObject[]): boolean {
  const flows = flowsOf(objects)
  return flows.length !== DECLARED_FLOWS.length || flows.some(flow => !DECLARED_FLOWS.includes(flow))
}

function areRightsOther(objects: readonly KubernetesObject[]): boolean {
  const granted = grantedRights(objects)
  return granted.size !== NEEDED.size || [...NEEDED].some(right => !granted.has(right))
}

function isNoticed({ mutated, manifests }: Mutant): boolean {
  try {
    const world = { manifests }
    // In the order of their cost: most mutants are found by the first.
    if (strictFindings(mutated.object, TABLES).length > 0) return true
    if ([mutated, ...manifests].some(one => POLICIES.some(policy => policy.check(one, world).length > 0))) return true
    const objects = manifests.map(({ object }) => object)
    return (HAS_FLOWS.has(mutated.object.kind) && areFlowsOther(objects)) || areRightsOther(objects)
  } catch {
    return true
  }
}

/** What may be mistaken without a finding, each with the reason. */
const ACCEPTED: readonly (readonly [mutant: RegExp, reason: string])[] = [
  [/ metadata\.labels\.app\.kubernetes\.io\/name /, 'only people read this label: selectors look at those of pods'],
  [/ spec\.ports\.\d\.port doubled$/, 'any number is a port; who asks it is not in the manifests of the cluster'],
  [/ spec\.type removed$/, 'ClusterIP is the default'],
  [/ spec\.clusterIP removed$/, 'a Service with an address of its own has the same name and pods'],
  [/imagePullSecrets(\.0\.name)? removed$/, 'a public image needs none'],
  [/volumeMounts(\.\d\.readOnly)? removed$/, 'a ConfigMap is read-only anyway, and an image may bring the file'],
  [/(startupProbe\.timeoutSeconds|readinessProbe\.periodSeconds|minReadySeconds) doubled$/, 'still within the bounds'],
  [/(terminationGracePeriodSeconds|value) doubled$/, 'still within the bounds'],
  [/dnsConfig.* removed$/, 'without it the names are found too, by four more questions'],
  [/command removed$/, 'an app of the owner starts as its image says'],
  [/strategy\.type removed$/, 'RollingUpdate is the default'],
  [/maxUnavailable (zeroed|doubled)$/, 'it is 0'],
  [/(podSelector|spec\.selector).* removed$/, 'an empty selector is the same as none: every pod of the namespace'],
]

test('what is not mutated is not noticed', () => {
  expect(WRITTEN.filter(mutated => isNoticed({ name: '', mutated, manifests: ALL }))).toEqual([])
})

test('at least 95 % of what can be left out, misspelt or mistaken in a number is noticed', { timeout: 120_000 }, () => {
  const missed = MUTANTS.filter(mutant => !isNoticed(mutant)).map(({ name }) => name)
  expect(missed.filter(name => !ACCEPTED.some(([mutant]) => mutant.test(name)))).toEqual([])
  expect(ACCEPTED.filter(([mutant]) => !missed.some(name => mutant.test(name)))).toEqual([])
  expect(MUTANTS.length).toBeGreaterThan(1000)
  expect(missed.length / MUTANTS.length).toBeLessThan(0.05)
})
