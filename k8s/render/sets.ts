import type { Diagnostic, SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import type { Site } from '../site/model.ts'
import { computedValues } from './computed.ts'
import { fillManifest, type Values } from './fill.ts'
import type { Manifest } from './manifest.ts'
import { largestNeed } from './quota.ts'
import {
  DEFAULT_RENDER_OPTIONS,
  manifestValues,
  namespacesOf,
  type ProjectFacts,
  type RenderOptions,
} from './values.ts'

/** `platform`: a person with cluster rights applies it; `release`: the rest, which the deployer may. */
export type SetName = 'platform' | 'release'

/** What is rendered from. */
export interface RenderSources {
  /** The manifests below `k8s/`; the folder of a file says to which set it belongs. */
  readonly manifests: readonly SourceFile[]
  readonly site: Site
  readonly facts: ProjectFacts
  /** Objects of the release set that are computed. */
  readonly computed: readonly KubernetesObject[]
  readonly sha256: (text: string) => string
  readonly options?: RenderOptions
}

/** Both sets in the order in which they are applied, and every mistake in the manifests. */
export interface RenderedSets {
  readonly platform: readonly Manifest[]
  readonly release: readonly Manifest[]
  /** Changes when a person has to apply the platform set again. */
  readonly platformHash: string
  readonly diagnostics: readonly Diagnostic[]
}

const PLATFORM_FOLDER = 'k8s/platform/'
/** Values of Traefik's chart: not an object, and written into one. */
const TRAEFIK_VALUES = 'k8s/platform/traefik/values/values.yaml'

/** Renders both sets; the same sources give the same bytes. */
export function renderSets(sources: RenderSources): RenderedSets {
  const { manifests, site, facts, options = DEFAULT_RENDER_OPTIONS } = sources
  const values = { ...manifestValues(site, options, facts), ...computedValues(sources.computed) }
  const diagnostics: Diagnostic[] = []
  const fill = (files: readonly SourceFile[], filling: Values): readonly Manifest[] =>
    files.flatMap(file => {
      const { value, diagnostics: found } = fillManifest(file, filling)
      diagnostics.push(...found)
      return value === undefined ? [] : [{ file, object: value as KubernetesObject }]
    })
  const isPlatform = ({ path }: SourceFile): boolean => path.startsWith(PLATFORM_FOLDER)
  const released = fill(
    manifests.filter(file => !isPlatform(file)),
    values,
  )
  const chart = fill(
    manifests.filter(({ path }) => path === TRAEFIK_VALUES),
    values,
  )
  const platform = fill(
    manifests.filter(file => isPlatform(file) && file.path !== TRAEFIK_VALUES),
    { ...values, ...quotaValues(released, options), 'traefik.values': renderYaml(chart[0]?.object ?? {}) },
  )
  const inOrder = applyOrder(platform)
  const platformHash = sources.sha256(renderStream(inOrder)).slice(0, 16)
  const hashMap = computedManifest(
    platformHashMap(platformHash, String(values['traefik.buckets']), namespacesOf(options).namespace),
  )
  return {
    platform: [...inOrder, hashMap],
    release: applyOrder([...released, ...sources.computed.map(computedManifest)]),
    platformHash,
    diagnostics,
  }
}

function quotaValues(released: readonly Manifest[], options: RenderOptions): Values {
  const { namespace, monitoringNamespace } = namespacesOf(options)
  const names = { quota: namespace, 'quota.monitoring': monitoringNamespace }
  const entries = Object.entries(names).flatMap(([name, within]) => {
    const objects = released.map(({ object }) => object).filter(({ metadata }) => metadata.namespace === within)
    const { pods, millicores, memoryBytes } = largestNeed(objects)
    return [
      [`${name}.pods`, String(pods)],
      [`${name}.cpu`, `${millicores}m`],
      [`${name}.memory`, `${Math.ceil(memoryBytes / 2 ** 20)}Mi`],
    ] as const
  })
  return Object.fromEntries(entries)
}

/**
 * What the deployer reads to find out whether the platform is the one that its release needs. The bounds of latency stand beside
 * the hash, for a new one is what most often asks for another platform.
 */
function platformHashMap(hash: string, buckets: string, namespace: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'platform', namespace, labels: { 'app.kubernetes.io/part-of': 'leadline' } },
    data: { hash, buckets },
  }
}

function computedManifest(object: KubernetesObject): Manifest {
  return { file: { path: `${object.kind} ${object.metadata.name}`, text: renderYaml(object) }, object }
}

/** What others need comes first: `kubectl apply` takes a set in the order in which it is written. */
const FIRST_KINDS = [
  'Namespace',
  'PriorityClass',
  'ServiceAccount',
  'ResourceQuota',
  'LimitRange',
  'PersistentVolumeClaim',
  'NetworkPolicy',
  'ConfigMap',
  'Middleware',
]

function applyOrder(manifests: readonly Manifest[]): readonly Manifest[] {
  const rank = ({ object }: Manifest): number => {
    const place = FIRST_KINDS.indexOf(object.kind)
    return place === -1 ? FIRST_KINDS.length : place
  }
  const key = ({ object: { kind, metadata } }: Manifest): string =>
    [kind, metadata.namespace ?? '', metadata.name].join('\u0000')
  return manifests.toSorted((a, b) => rank(a) - rank(b) || (key(a) < key(b) ? -1 : 1))
}

/** The objects as one stream of documents, as `kubectl apply -f -` takes it. */
export function renderStream(manifests: readonly Manifest[]): string {
  return manifests.map(({ object }) => `---\n${renderYaml(object)}`).join('')
}

/** The objects as files, whose names sort in the order in which they are applied; the first line says of which set they are. */
export function renderFiles(set: SetName, manifests: readonly Manifest[]): ReadonlyMap<string, string> {
  return new Map(
    manifests.map(({ object }, index) => {
      const { namespace, name } = object.metadata
      const parts = [String(index).padStart(3, '0'), object.kind.toLowerCase(), namespace, name]
      const file = `${parts.filter(part => part !== undefined).join('-')}.yaml`
      return [file, `${firstLine(set)}${renderYaml(object)}`]
    }),
  )
}

function firstLine(set: SetName): string {
  return `# Written by \`npm run render -- ${set}\`, which replaces and removes files with this line.\n`
}

/** Whether a file of an output folder was rendered here once, of this set: another's, and an owner's, is left alone. */
export function isRenderedFile(set: SetName, text: string): boolean {
  return text.startsWith(firstLine(set))
}
