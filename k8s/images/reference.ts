/** An image by its parts. */
export interface ImageReference {
  /** The registry as people name it: `ghcr.io`, `registry.lan:5000`, and `docker.io` where none is named. */
  readonly registry: string
  /** The repository within it; an official image of Docker Hub lies below `library/`. */
  readonly repository: string
  readonly tag?: string
  /** `sha256:…` */
  readonly digest?: string
}

/** What Docker Hub is called, in references and in files with credentials. */
const DOCKER_HUB = 'docker.io'
const DOCKER_HUB_NAMES = [DOCKER_HUB, 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']

/** The tag that is meant where neither tag nor digest is named. */
const DEFAULT_TAG = 'latest'

const DIGEST = /@(sha256:[0-9a-f]{64})$/
const TAG = /:(\w[\w.-]{0,127})$/

/**
 * Reads a reference as Docker does (https://github.com/distribution/reference): the first part is a registry where it has a
 * dot or a port, or is `localhost`; otherwise the image lies at Docker Hub. The form was checked before.
 */
export function readReference(text: string): ImageReference {
  const [, digest] = DIGEST.exec(text) ?? []
  const undigested = text.replace(DIGEST, '')
  const [first = '', ...others] = undigested.split('/')
  const isNamed = others.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const registry = isNamed ? registryName(first) : DOCKER_HUB
  const path = isNamed ? others.join('/') : undigested
  const [, tag] = TAG.exec(path) ?? []
  const bare = path.replace(TAG, '')
  const repository = registry === DOCKER_HUB && !bare.includes('/') ? `library/${bare}` : bare
  const version = { ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) }
  return { registry, repository, ...(tag === undefined && digest === undefined ? { tag: DEFAULT_TAG } : version) }
}

/** One name for each registry, of a host and port or of the address that Docker writes into its file. */
export function registryName(text: string): string {
  const host = text.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  return DOCKER_HUB_NAMES.includes(host) ? DOCKER_HUB : host
}

/** The host that answers the API of a registry. */
export function apiHost(registry: string): string {
  return registry === DOCKER_HUB ? 'registry-1.docker.io' : registry
}

/** A reference as people write it, without its digest. */
export function withoutDigest(text: string): string {
  return text.replace(DIGEST, '')
}

/** A reference as people write it, without tag and digest. */
export function withoutVersion(text: string): string {
  const name = withoutDigest(text)
  const slash = name.lastIndexOf('/')
  return `${name.slice(0, slash + 1)}${name.slice(slash + 1).replace(TAG, '')}`
}

/** The digest of a reference as people write it. */
export function digestOf(text: string): string | undefined {
  return DIGEST.exec(text)?.[1]
}

/** Whether a reference says which image is meant, by a tag or by a digest. */
export function isVersioned(text: string): boolean {
  return DIGEST.test(text) || TAG.test(text.slice(text.lastIndexOf('/') + 1))
}

/** Whether a registry runs on this machine, where programs speak HTTP without TLS to it. */
export function isLocal(registry: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3})(:\d+)?$/.test(registry)
}
