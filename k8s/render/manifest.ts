import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'

/** One object, with the file that a person reads: a manifest with references, or, where it is computed, itself. */
export interface Manifest {
  readonly file: SourceFile
  readonly object: KubernetesObject
}
