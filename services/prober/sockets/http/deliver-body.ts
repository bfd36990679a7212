import { steadyNow } from '../../../../adapters/steady-clock.ts'
import type { Failure } from '../../core/judge/observation.ts'
import type { Seen } from './answer-recorder.ts'
import { bodyText } from './body-text.ts'
import { isPacked, type Unpacked, unpackBody } from './unpack-body.ts'

/** What a body may be, and until when. */
interface Bounds {
  readonly maxBodyBytes: number
  readonly deadlineSteady: number
}

/**
 * The body as text, and the failure where it is not whole, or cannot be unpacked before the deadline; only a packed one has to
 * be waited for.
 */
export function deliverBody(
  seen: Pick<Seen, 'head' | 'body'>,
  failure: Failure | undefined,
  bounds: Bounds,
): Delivered | Promise<Delivered> {
  if (seen.body.length === 0) return { failure, text: '' }
  const bytes = seen.body.view()
  const { 'content-encoding': encoding, 'content-type': contentType } = seen.head?.headers ?? {}
  // While it is unpacked another thread reads it.
  if (isPacked(encoding) && failure === undefined) return unpackInTime(bytes, encoding, contentType, bounds)
  const text = isPacked(encoding) ? '' : bodyText(bytes, contentType)
  seen.body.release()
  return { failure, text }
}

async function unpackInTime(
  bytes: Buffer,
  encoding: string,
  contentType: string | undefined,
  { maxBodyBytes, deadlineSteady }: Bounds,
): Promise<Delivered> {
  const { promise: deadline, resolve: pass } = Promise.withResolvers<Unpacked>()
  const timer = setTimeout(() => pass({ failure: TOO_LATE }), Math.max(0, deadlineSteady - steadyNow()))
  const unpacked = await Promise.race([unpackBody(bytes, encoding, maxBodyBytes, contentType), deadline])
  clearTimeout(timer)
  return 'failure' in unpacked ? { ...unpacked, text: '' } : { failure: undefined, ...unpacked }
}

/** A body and what is wrong with it. */
export interface Delivered {
  readonly failure: Failure | undefined
  readonly text: string
}

const TOO_LATE: Failure = {
  phase: 'transfer',
  reason: 'timeout',
  detail: 'The deadline passed while the body was unpacked',
}
