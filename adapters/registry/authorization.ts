import { isOwnRealm, parseChallenges } from '../../k8s/images/challenge.ts'
import type { Credential } from '../../k8s/images/credentials.ts'
import { apiHost, type ImageReference } from '../../k8s/images/reference.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { textAt } from '../../lib/json/path.ts'
import type { AskOptions } from '../http.ts'
import { askRegistry, type NoAnswer, type RegistryAnswer } from './exchange.ts'

/** What to send to a registry that asks who is there, or why there is nothing to send. */
export type Authorization =
  | { readonly kind: 'authorization'; readonly value: string }
  | {
      readonly kind: 'refused'
      readonly code: 'login-needed' | 'login-refused' | 'foreign-realm'
      readonly detail: string
    }
  | { readonly kind: 'tokens'; readonly host: string; readonly answer: RegistryAnswer | NoAnswer }

/**
 * Answers the challenge of a registry (https://distribution.github.io/distribution/spec/auth/token/): a token from the server that it
 * names, with the credential or as one of the public; or the password itself.
 */
export async function authorizationFor(
  header: string,
  reference: ImageReference,
  credential: Credential | undefined,
  options: AskOptions & { readonly isPlain: boolean },
): Promise<Authorization> {
  const challenges = parseChallenges(header)
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
  if (bearer !== undefined) return tokenFor(bearer.parameters, reference, credential, options)
  const isBasic = challenges.some(({ scheme }) => scheme === 'basic')
  if (isBasic && credential?.kind === 'password') return { kind: 'authorization', value: basic(credential) }
  if (credential === undefined) return { kind: 'refused', code: 'login-needed', detail: '' }
  return { kind: 'refused', code: 'login-refused', detail: 'it takes no login of this kind' }
}

async function tokenFor(
  { realm = '', service, scope }: Readonly<Record<string, string>>,
  reference: ImageReference,
  credential: Credential | undefined,
  { isPlain, ...options }: AskOptions & { readonly isPlain: boolean },
): Promise<Authorization> {
  const url = URL.parse(realm)
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isPlain)
  const isOurs = url !== null && isOwnRealm(apiHost(reference.registry), url.host)
  if (url === null || !isSafe || (credential !== undefined && !isOurs)) {
    // Only some schemes have an origin.
    const where = url === null || url.host === '' ? 'an address that cannot be used' : url.origin
    return { kind: 'refused', code: 'foreign-realm', detail: where }
  }
  const wanted = { ...(service && { service }), scope: scope || `repository:${reference.repository}:pull` }
  const answer = await askForToken(url, wanted, credential, options)
  if (answer.kind === 'none' || !answer.isOwn) return { kind: 'tokens', host: url.host, answer }
  const json = parseJson(answer.bytes.toString('utf8'))
  const token = textAt(json, 'token') || textAt(json, 'access_token')
  if (answer.status === 200 && /^[\x21-\x7e]+$/.test(token)) return { kind: 'authorization', value: `Bearer ${token}` }
  if (![400, 401, 403].includes(answer.status)) return { kind: 'tokens', host: url.host, answer }
  if (credential === undefined) return { kind: 'refused', code: 'login-needed', detail: '' }
  return { kind: 'refused', code: 'login-refused', detail: `${url.host} answers ${answer.status}` }
}

function askForToken(
  url: URL,
  wanted: Readonly<Record<string, string>>,
  credential: Credential | undefined,
  options: AskOptions,
): Promise<RegistryAnswer | NoAnswer> {
  if (credential?.kind === 'identity-token') {
    const grant = { grant_type: 'refresh_token', client_id: 'leadline', refresh_token: credential.token }
    return askRegistry(url, { method: 'POST', form: new URLSearchParams({ ...wanted, ...grant }) }, options)
  }
  const asked = new URL(url)
  for (const [name, value] of Object.entries(wanted)) asked.searchParams.set(name, value)
  return askRegistry(asked, { authorization: credential && basic(credential) }, options)
}

function basic({ user, password }: Extract<Credential, { kind: 'password' }>): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}
