import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'

/** What every object of Kubernetes has; the rest is as its kind says. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

/** One object, with the file that a person reads: a manifest with references, or, where it is computed, itself. */
export interface Manifest {
  readonly file: SourceFile
  readonly object: KubernetesObject
}

/** `Deployment leadline/app`. */
export function nameOfObject({ kind, metadata: { namespace, name } }: KubernetesObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
}
