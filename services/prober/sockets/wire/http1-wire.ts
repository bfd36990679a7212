import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Failure } from '../../core/judge/observation.ts'
import type { AnswerHead, Framing } from './answer-head.ts'
import { createHeadReader } from './head-reader.ts'
import { createMeasure, type Measure } from './measure.ts'
import { type TlsEnd, watchTlsEnd } from './tls-end.ts'

/** What is done with an answer while it comes. */
export interface WireEvents {
  /** The head has come, and the body begins. */
  onHead(head: AnswerHead): void
  onFailure(failure: Failure): void
}

/**
 * Stands between the socket and undici: reads the head of the answer itself, and hands undici one that has only the status
 * and where the body ends. What it corrects of undici 8, each held by a test of `undici-corrections.integration.test.ts`:
 *
 * - an unasked `100 Continue` ends undici's connection, though it means nothing (RFC 9110 §15.2);
 * - interim answers without an end are read by undici without an end;
 * - a status below 100 is an assertion that fails, and so is an unasked 101;
 * - a body that ends with the connection is whole for undici after a reset, and after an end of TLS without its closing
 *   message;
 * - a line that ends without a carriage return is an error of undici's parser alone.
 *
 * Returns what has come of the body.
 */
export function correctHttp1(
  socket: Socket,
  tcp: Socket,
  { method, maxHeaderBytes }: { readonly method: string; readonly maxHeaderBytes: number },
  events: WireEvents,
): Measure {
  const reader = createHeadReader(method, maxHeaderBytes)
  const measure = createMeasure(maxHeaderBytes)
  const push = socket.push
  let framing: Framing | undefined
  let tlsEnd: TlsEnd | undefined
  let hasFailed = false
  const fail = (failure: Failure): void => {
    hasFailed = true
    events.onFailure(failure)
  }
  const takeHead = (chunk: Buffer): boolean => {
    const step = reader.take(chunk)
    if (step === 'more') return true
    if ('failure' in step) {
      fail(step.failure)
      return true
    }
    framing = step.framing
    if (framing.by === 'close' && socket instanceof TLSSocket) tlsEnd = watchTlsEnd(socket, tcp)
    events.onHead(step.head)
    return takeBody(step.rest, headFor(step.head.status, framing))
  }
  const takeBody = (chunk: Buffer, head = ''): boolean => {
    const failure = measure.take(chunk.length, framing?.by === 'chunks')
    if (failure !== undefined) {
      fail(failure)
      return true
    }
    tlsEnd?.afterData()
    const isReadOn = push.call(socket, head === '' ? chunk : withHead(head, chunk))
    return isReadOn && tlsEnd === undefined
  }
  const takeEnd = (): void => {
    const failure = failureOfEnd(framing, measure.sent, reader.isInside(), tlsEnd)
    if (failure !== undefined) fail(failure)
  }
  // Every byte comes through this one method, before undici has it.
  socket.push = (chunk: Buffer | null): boolean => {
    if (chunk === null) {
      if (!hasFailed) takeEnd()
      return push.call(socket, null)
    }
    if (hasFailed) return true
    return framing === undefined ? takeHead(chunk) : takeBody(chunk)
  }
  return measure
}

/** What undici needs to know to find the end of the body. */
function headFor(status: number, framing: Framing): string {
  const line = framing.by === 'length' ? `content-length: ${framing.bytes}\r\n` : (FRAMING_LINES[framing.by] ?? '')
  return `HTTP/1.1 ${status} \r\n${line}\r\n`
}

function withHead(head: string, chunk: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(head.length + chunk.length)
  bytes.write(head, 'latin1')
  bytes.set(chunk, head.length)
  return bytes
}

const FRAMING_LINES: Readonly<Partial<Record<Framing['by'], string>>> = { chunks: 'transfer-encoding: chunked\r\n' }

/** Why the answer is not whole when the server ends the connection; it is never called for one that has ended. */
function failureOfEnd(
  framing: Framing | undefined,
  sent: number,
  isInHead: boolean,
  tlsEnd: TlsEnd | undefined,
): Failure | undefined {
  if (framing === undefined) {
    return {
      phase: 'wait',
      reason: 'closed',
      detail: isInHead
        ? 'The server closed the connection in the head of its answer'
        : 'The server closed the connection without an answer',
    }
  }
  switch (framing.by) {
    case 'nothing':
      return undefined
    case 'length':
      return closed(`The server closed the connection after ${sent} of the ${framing.bytes} bytes of the body`)
    case 'chunks':
      return closed('The server closed the connection before the last chunk of the body')
    case 'close':
      return tlsEnd === undefined || tlsEnd.isClean() ? undefined : closed(NO_CLOSING_MESSAGE)
  }
}

const NO_CLOSING_MESSAGE =
  'The connection ended without the closing message of TLS, and nothing else says that the body is whole'

function closed(detail: string): Failure {
  return { phase: 'transfer', reason: 'closed', detail }
}
