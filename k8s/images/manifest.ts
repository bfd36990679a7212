import { parseJson } from '../../lib/json/parse.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'

/** What a registry is asked for: every form of index and manifest that a node can run. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]

/** One image of an index. */
export interface IndexEntry {
  readonly digest: string
  /** `linux/arm64`; undefined where the index does not say. */
  readonly platform: string | undefined
}

/** What stands behind a tag: an index of images by platform, one image, or neither. */
export type ManifestReading =
  | { readonly kind: 'index'; readonly entries: readonly IndexEntry[] }
  | { readonly kind: 'image'; readonly config: string }
  | { readonly kind: 'old' }
  | { readonly kind: 'other' }

/**
 * Reads a manifest (https://github.com/opencontainers/image-spec/blob/main/image-index.md). Its own media type may be absent,
 * so that its form decides.
 */
export function readManifest(text: string): ManifestReading {
  const json = parseJson(text)
  if (Array.isArray(at(json, 'manifests'))) {
    const entries = listAt(json, 'manifests').map(entry => ({
      digest: textAt(entry, 'digest'),
      platform: platformOf(at(entry, 'platform')),
    }))
    return { kind: 'index', entries: entries.filter(({ digest }) => isDigest(digest)) }
  }
  const config = textAt(json, 'config', 'digest')
  if (isDigest(config)) return { kind: 'image', config }
  return { kind: at(json, 'schemaVersion') === 1 ? 'old' : 'other' }
}

/** The platform of an image's configuration, or of an entry in an index: `linux/arm64`. */
export function platformOf(json: unknown): string | undefined {
  const [os, architecture] = [textAt(json, 'os'), textAt(json, 'architecture')]
  return os === '' || architecture === '' ? undefined : `${os}/${architecture}`
}

function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text)
}
