import type { Answerer } from '../../contract/names.ts'
import type { Response } from './observation.ts'

/** The header in which each hop signs the replies it writes itself. */
const SIGNATURE = 'x-served-by'

/** What Traefik writes when it has no route, no healthy server, or a server that fails it; it signs none of them. */
const TRAEFIK_BODIES = new Set([
  '404 page not found',
  'no available server',
  'Bad Gateway',
  'Gateway Timeout',
  'Service Unavailable',
])

/**
 * Who wrote a reply: by its signature, else by the words that only one hop uses. An app that signs nothing wrote what is left.
 */
export function answeredBy({ headers, body }: Response, isAppUnsigned = false): Answerer {
  const signature = headers[SIGNATURE]
  if (signature === 'edge' || signature === 'ingress' || signature === 'app') return signature
  if (TRAEFIK_BODIES.has(body.trim())) return 'ingress'
  return isAppUnsigned ? 'app' : 'unknown'
}
