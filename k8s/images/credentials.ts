import { field, parseJson } from '../../lib/json/parse.ts'
import { textAt } from '../../lib/json/path.ts'
import { type ImageReference, registryName } from './reference.ts'

/** What a registry accepts: a name and password, or a token that is exchanged for others (OAuth 2, RFC 6749). */
export type Credential =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'identity-token'; readonly token: string }

/** A file with credentials, as `docker login` and `podman login` write it and as a pull secret holds it. */
export interface DockerConfig {
  /** By registry, or by registry and the start of a repository. */
  readonly entries: readonly (readonly [scope: string, credential: Credential])[]
  /** The program that keeps the password of a registry: `docker-credential-NAME`. */
  readonly helpers: Readonly<Record<string, string>>
  /** The program that keeps the others. */
  readonly store: string | undefined
}

/** Parses a file with credentials; undefined for what is none. No value of it may be shown. */
export function parseDockerConfig(text: string): DockerConfig | undefined {
  const json = parseJson(text)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined
  const auths = field(json, 'auths')
  const entries = Object.entries(typeof auths === 'object' && auths !== null ? auths : {}).flatMap(([key, entry]) => {
    const credential = credentialIn(entry)
    return credential === undefined ? [] : [[scopeOf(key), credential] as const]
  })
  const helpers = field(json, 'credHelpers')
  const named = Object.entries(typeof helpers === 'object' && helpers !== null ? helpers : {})
  return {
    entries,
    helpers: Object.fromEntries(named.map(([key, name]) => [registryName(key), String(name)])),
    store: textAt(json, 'credsStore') || undefined,
  }
}

/** The credential of a file for an image: that of the longest scope that the image lies in. */
export function credentialFor(
  { entries }: DockerConfig,
  { registry, repository }: ImageReference,
): Credential | undefined {
  const name = `${registry}/${repository}`
  const [found] = entries
    .filter(([scope]) => scope === registry || name === scope || name.startsWith(`${scope}/`))
    .toSorted(([a], [b]) => b.length - a.length)
  return found?.[1]
}

/** Docker writes addresses (`https://index.docker.io/v1/`), podman also registries with the start of a repository. */
function scopeOf(key: string): string {
  const bare = key.replace(/^https?:\/\//, '').replace(/\/(v[12]\/?)?$/, '')
  const [host = '', ...path] = bare.split('/')
  return [registryName(host), ...path].join('/')
}

function credentialIn(entry: unknown): Credential | undefined {
  const token = textAt(entry, 'identitytoken')
  if (token !== '') return { kind: 'identity-token', token }
  const [user = '', ...rest] = decoded(textAt(entry, 'auth')).split(':')
  const password = rest.join(':')
  const named = { user: textAt(entry, 'username') || user, password: textAt(entry, 'password') || password }
  return named.user === '' && named.password === '' ? undefined : { kind: 'password', ...named }
}

function decoded(base64: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), byte => byte.charCodeAt(0)))
  } catch {
    // Not Base64, so there is no password in it.
    return ''
  }
}
