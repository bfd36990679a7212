/** How a registry wants to be asked: one challenge of `WWW-Authenticate` (RFC 9110, 11.6.1). */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
}

const START = /\s*([A-Za-z][\w-]*)(?=\s|$|,)(?!\s*=)\s*/y
const PARAMETER = /\s*,?\s*([A-Za-z_][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y
const COMMA = /\s*,/y

/** Parses a header with one challenge or several; what cannot be read ends the list. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: Challenge[] = []
  let at = 0
  const take = (form: RegExp): RegExpExecArray | null => {
    form.lastIndex = at
    const match = form.exec(header)
    if (match !== null) at = form.lastIndex
    return match
  }
  for (let start = take(START); start !== null; start = take(START)) {
    const parameters: Record<string, string> = {}
    for (let match = take(PARAMETER); match !== null; match = take(PARAMETER)) {
      const [, name = '', quoted, plain] = match
      parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? ''
    }
    challenges.push({ scheme: start[1]?.toLowerCase() ?? '', parameters })
    take(COMMA)
  }
  return challenges
}

/** Second levels under which registries of countries give out names: `co.uk`, `com.au`. */
const PUBLIC_SECOND_LEVEL = /^(ac|co|com|edu|gov|net|ne|or|org)\.[a-z]{2}$/

/**
 * Whether a password for a registry may be sent to the server that the registry names for its tokens: to the same host, or to one
 * of the same domain. A registry that names any other would collect passwords for someone else
 * (https://github.com/google/go-containerregistry/issues/2193).
 */
export function isOwnRealm(registryHost: string, realmHost: string): boolean {
  const [registry, realm] = [withoutPort(registryHost), withoutPort(realmHost)]
  if (registry === realm) return true
  if (isAddress(registry) || isAddress(realm)) return false
  return domainOf(registry) !== undefined && domainOf(registry) === domainOf(realm)
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || /^[\d.]+$/.test(host)
}

/** The part of a name that one owner has; undefined for a name without a dot. */
function domainOf(host: string): string | undefined {
  const labels = host.split('.')
  if (labels.length < 2) return undefined
  const two = labels.slice(-2).join('.')
  return PUBLIC_SECOND_LEVEL.test(two) ? (labels.length < 3 ? undefined : labels.slice(-3).join('.')) : two
}
