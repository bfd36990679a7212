import type { X509Certificate } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http'
import { request } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { describeError } from '../lib/describe-error.ts'
import { type Duration, humanDuration } from '../lib/duration.ts'

/** What a server behind TLS answered, and how it showed who it is. */
export interface TlsAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Our own address on that connection. */
  readonly from: string
  readonly certificate: X509Certificate | undefined
  /** Why it is not trusted, as OpenSSL calls it: `CERT_HAS_EXPIRED`; undefined where it is. */
  readonly distrust: string | undefined
}

export interface TlsQuestion {
  readonly address: string
  readonly port: number
  /** The name in the handshake and of the request. */
  readonly name: string
  readonly path: string
  /** PEM of the only authority that is trusted; the system’s when absent. */
  readonly ca?: string
  readonly timeout: Duration
}

/** Longer answers are cut off. */
const LARGEST_ANSWER_BYTES = 1 << 20

/** One GET whose certificate is judged and not required to be trusted; a sentence where there is no answer. Never rejects. */
export async function askTlsPeer(question: TlsQuestion): Promise<TlsAnswer | string> {
  const { address, port, name, path, ca, timeout } = question
  const signal = AbortSignal.timeout(timeout)
  const trust = ca === undefined ? {} : { ca }
  const options: RequestOptions = { host: address, port, path, headers: { host: name }, agent: false, signal }
  try {
    return await new Promise<TlsAnswer>((resolve, reject) => {
      const outgoing = request({ ...options, ...trust, servername: name, rejectUnauthorized: false }, response => {
        const socket = response.socket as TLSSocket
        const shown = {
          from: (socket.localAddress ?? '').replace(/^::ffff:/, ''),
          certificate: socket.getPeerX509Certificate(),
          distrust: distrustOf(socket),
        }
        const { statusCode: status = 0, headers } = response
        readBounded(response).then(text => resolve({ status, headers, text, ...shown }), reject)
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
  } catch (error) {
    return signal.aborted ? `no answer within ${humanDuration(timeout)}` : describeError(error)
  }
}

/** Node gives the code of OpenSSL, which its types call an Error. */
function distrustOf(socket: TLSSocket): string | undefined {
  if (socket.authorized) return undefined
  const error: unknown = socket.authorizationError
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

async function readBounded(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    chunks.push(chunk)
    size += chunk.length
    if (size > LARGEST_ANSWER_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
