import type { IncomingHttpHeaders } from 'node:http'
import { describeError } from '../../lib/describe-error.ts'
import { humanDuration } from '../../lib/duration.ts'
import { AnswerTooLarge, type AskOptions, exchange } from '../http.ts'

/** An answer to the end of its redirects. */
export interface RegistryAnswer {
  readonly kind: 'answered'
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  /** Who answered in the end. */
  readonly url: URL
  /** Whether it is the server that was asked. */
  readonly isOwn: boolean
}

/** Why there is no answer. */
export interface NoAnswer {
  readonly kind: 'none'
  readonly code: 'registry-unreachable' | 'registry-timeout' | 'registry-oversize' | 'registry-redirect'
  readonly detail: string
}

/** A request to a registry, or to the server that gives out its tokens. */
export interface RegistryQuestion {
  readonly method?: 'GET' | 'HEAD' | 'POST'
  readonly accept?: string
  /** `Bearer …` or `Basic …`; goes to the server that is asked, and to no other that it redirects to. */
  readonly authorization?: string | undefined
  readonly form?: URLSearchParams
}

/** A registry refuses larger manifests itself (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests). */
const LARGEST_BYTES = 4 * 2 ** 20
const MOST_REDIRECTS = 5
const REDIRECTS = [301, 302, 303, 307, 308]

/** Asks once, and follows redirects of what is only read. Never rejects. */
export async function askRegistry(
  url: URL,
  question: RegistryQuestion,
  options: AskOptions,
): Promise<RegistryAnswer | NoAnswer> {
  const timeout = AbortSignal.timeout(options.timeout)
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout])
  try {
    return await followed(url, question, signal)
  } catch (error) {
    if (error instanceof AnswerTooLarge) return none('registry-oversize', `it is over ${LARGEST_BYTES / 2 ** 20} MiB`)
    if (timeout.aborted) return none('registry-timeout', `no whole answer within ${humanDuration(options.timeout)}`)
    return none('registry-unreachable', describeError(error))
  }
}

async function followed(
  first: URL,
  question: RegistryQuestion,
  signal: AbortSignal,
): Promise<RegistryAnswer | NoAnswer> {
  let url = first
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    // An address of an object store has its own signature, and a password of the registry is none of its business.
    const isOwn = url.origin === first.origin
    const { status, headers, bytes } = await exchange(url, signal, detailsOf(question, isOwn), LARGEST_BYTES)
    const { location } = headers
    const isRead = question.method !== 'POST'
    if (!REDIRECTS.includes(status) || location === undefined || !isRead) {
      return { kind: 'answered', status, headers, bytes, url, isOwn }
    }
    const next = URL.parse(location, url.href)
    if (next === null || !/^https?:$/.test(next.protocol))
      return none('registry-redirect', 'its address cannot be used')
    if (url.protocol === 'https:' && next.protocol === 'http:')
      return none('registry-redirect', `from TLS to ${next.host} without it`)
    url = next
  }
  return none('registry-redirect', `more than ${MOST_REDIRECTS} times in a row`)
}

function detailsOf({ method = 'GET', accept, authorization, form }: RegistryQuestion, isOwn: boolean) {
  const headers = {
    'user-agent': 'leadline',
    ...(accept !== undefined && { accept }),
    ...(authorization !== undefined && isOwn && { authorization }),
    ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
  }
  return { method, headers, ...(form !== undefined && { body: form.toString() }) }
}

function none(code: NoAnswer['code'], detail: string): NoAnswer {
  return { kind: 'none', code, detail }
}
