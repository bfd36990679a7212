import { type KubernetesObject, nameOfObject } from '../../../../lib/kubernetes/object.ts'
import type { ObjectChange } from './kinds.ts'

/** An object as the cluster has it, and as it would have it after an apply, by the API server's own dry run. */
export interface DryRun {
  readonly object: KubernetesObject
  readonly before: KubernetesObject | undefined
  readonly after: KubernetesObject
}

/** What a release changes: the API server's answers are compared, for it fills in defaults that no manifest has. */
export function changesOf(runs: readonly DryRun[]): readonly ObjectChange[] {
  return runs.flatMap(({ object, before, after }): readonly ObjectChange[] => {
    if (before === undefined) return [{ object, change: 'new' }]
    return contentOf(before) === contentOf(after) ? [] : [{ object, change: 'changed' }]
  })
}

/** What a person would call the content: without what the server keeps for itself. */
function contentOf({ metadata, status: _, ...rest }: KubernetesObject): string {
  const { labels = {}, annotations = {} } = metadata as KubernetesObject['metadata'] & { annotations?: object }
  return JSON.stringify(sorted({ ...rest, labels, annotations: withoutOwn(annotations) }))
}

/** Annotations that controllers write at any moment. */
const OF_CONTROLLERS = /^(deployment\.kubernetes\.io\/|kubectl\.kubernetes\.io\/)/

function withoutOwn(annotations: object): object {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => !OF_CONTROLLERS.test(name)))
}

/** The same value with its keys in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}

/** `Deployment leadline/app changed`. */
export function changeText({ object, change }: ObjectChange): string {
  return `${nameOfObject(object)} ${change}`
}
