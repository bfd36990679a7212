import { apiHost, type ImageReference } from '../../k8s/images/reference.ts'
import { type Duration, seconds } from '../../lib/duration.ts'
import { pause } from '../pause.ts'
import { authorizationFor } from './authorization.ts'
import { askRegistry, type NoAnswer, type RegistryAnswer, type RegistryQuestion } from './exchange.ts'
import type { RegistryOptions } from './options.ts'
import { waitOf } from './refusal.ts'

/** That a registry, or the server of its tokens, does not let us in. */
interface Refused {
  readonly kind: 'refused'
  readonly code: 'login-needed' | 'login-refused' | 'foreign-realm'
  readonly detail: string
}

/** Asks for what stands at a path of one repository. */
type Conversation = (path: string, question: RegistryQuestion) => Promise<RegistryAnswer | NoAnswer | Refused>

/** A registry that asks for a longer break is not waited for: a person can decide better when to come back. */
const LONGEST_WAIT: Duration = seconds(10)
const MOST_WAITS = 2

/** A conversation about one repository: it logs in when it is asked to, once, and takes the breaks that it is asked for. */
export function openConversation(reference: ImageReference, options: RegistryOptions): Conversation {
  const isPlain = options.isPlain(reference.registry)
  const base = `${isPlain ? 'http' : 'https'}://${apiHost(reference.registry)}/v2/${reference.repository}/`
  let authorization: string | undefined
  const once = (path: string, question: RegistryQuestion) =>
    askRegistry(new URL(base + path), { ...question, authorization }, options)
  const patiently: Conversation = async (path, question) => {
    let answer = await once(path, question)
    for (let waits = 0; waits < MOST_WAITS; waits++) {
      const wait = answer.kind === 'answered' ? waitOf(answer) : undefined
      if (wait === undefined || wait > LONGEST_WAIT) return answer
      await pause(wait, options.signal ?? NEVER)
      answer = await once(path, question)
    }
    return answer
  }
  return async (path, question) => {
    const first = await patiently(path, question)
    if (first.kind !== 'answered' || !first.isOwn || ![401, 403].includes(first.status)) return first
    const credential = await options.credentialOf(reference)
    const asked = first.headers['www-authenticate']
    const code = credential === undefined ? 'login-needed' : 'login-refused'
    const refused: Refused = { kind: 'refused', code, detail: `it answers ${first.status}` }
    if (first.status === 403 || asked === undefined || authorization !== undefined) return refused
    const given = await authorizationFor(asked, reference, credential, { ...options, isPlain })
    if (given.kind === 'refused') return given
    if (given.kind === 'tokens') return given.answer
    authorization = given.value
    const second = await patiently(path, question)
    if (second.kind !== 'answered' || !second.isOwn || ![401, 403].includes(second.status)) return second
    return { ...refused, detail: `it answers ${second.status}` }
  }
}

const NEVER = new AbortController().signal
