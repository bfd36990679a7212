import type { Rule } from '../../lib/lint/rule.ts'
import type { Manifest } from '../render/manifest.ts'

/** What policies know besides the manifest: every object of both sets. */
export interface ManifestWorld {
  readonly manifests: readonly Manifest[]
}

/** One policy of the manifests. */
export type Policy = Rule<Manifest, ManifestWorld>
