import type { Socket } from 'node:net'
import type { Dispatcher } from 'undici'
import { errorCode } from '../../../../lib/system-error.ts'
import type { Failure, Response } from '../../core/judge/observation.ts'
import type { PhaseClock } from '../../core/judge/phase-clock.ts'
import type { GrowingBuffer } from '../wire/growing-buffer.ts'
import { MAX_INTERIM, TOO_MANY_INTERIM } from '../wire/head-reader.ts'
import type { Measure } from '../wire/measure.ts'
import type { Connection } from './connector.ts'
import { httpFailure } from './http-failure.ts'
import { bodyTooLarge } from './unpack-body.ts'

/** What has been observed so far, filled by the events of the connection. */
export interface Seen extends Connection {
  head?: Pick<Response, 'httpVersion' | 'status' | 'headers' | 'setCookie'>
  /** Of the request, once undici has begun it. */
  controller?: Dispatcher.DispatchController
  readonly body: GrowingBuffer
  /** Of what comes on the connection, once there is one. */
  measure: Measure | undefined
}

/** The two ways in which an exchange ends: with what was observed, or because its request cannot be sent at all. */
export interface Ends {
  end(failure?: Failure): void
  refuse(error: Error): void
}

/** Codes with which undici refuses a request: nothing of it was sent. */
const UNSENDABLE = /^UND_ERR_(INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH)$/

/** Records what undici reports of the request and its response. */
export function recorderOf(
  seen: Seen,
  clock: PhaseClock,
  maxBodyBytes: number,
  ends: Ends,
): Dispatcher.DispatchHandler {
  const { end, refuse } = ends
  let interim = 0
  return {
    onRequestStart(controller) {
      seen.controller = controller
    },
    onRequestSent: () => beginWaiting(seen.socket, clock),
    onResponseStart(_controller, status, headers) {
      // The head of HTTP/1.1 was read before undici saw it.
      if (seen.http2 === undefined) return
      if (status < 200) {
        interim += 1
        if (interim > MAX_INTERIM) end({ phase: 'wait', reason: 'protocol', detail: TOO_MANY_INTERIM })
        return
      }
      clock.begin('transfer')
      seen.head = {
        httpVersion: '2',
        status,
        headers: flatten(headers),
        setCookie: [headers['set-cookie'] ?? []].flat(),
      }
    },
    onResponseData(_controller, chunk) {
      seen.body.append(chunk)
      if (seen.body.length > maxBodyBytes) end(bodyTooLarge(maxBodyBytes))
      const failure = seen.measure?.takePiece(chunk.length)
      if (failure !== undefined) end(failure)
    },
    onResponseEnd() {
      if (seen.http2 === undefined || seen.http2.isWhole) end()
      else end(seen.http2.failure(clock.current) ?? { phase: 'transfer', ...NO_END })
    },
    onResponseError(_controller, error) {
      if (UNSENDABLE.test(errorCode(error) ?? '')) refuse(error)
      else end(seen.http2?.failure(clock.current) ?? httpFailure(error, clock.current))
    },
  }
}

const NO_END = { reason: 'closed', detail: 'The stream of the answer did not end as it should' } as const

/** The request is sent when the system has taken all of it; a peer that does not read keeps the phase `send` open. */
function beginWaiting(socket: Socket | undefined, clock: PhaseClock): void {
  if (clock.current !== 'send') return
  if (socket?.writableNeedDrain) socket.once('drain', () => beginWaiting(socket, clock))
  else clock.begin('wait')
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(headers)) {
    flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : `${value}`
  }
  return flat
}
