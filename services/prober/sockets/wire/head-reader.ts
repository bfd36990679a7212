import type { Failure } from '../../core/judge/observation.ts'
import {
  type AnswerHead,
  addField,
  type Fields,
  type Framing,
  framingOf,
  noFields,
  parseStatusLine,
} from './answer-head.ts'
import { createGrowingBuffer } from './growing-buffer.ts'

/** What has come of the head: not all of it, what is wrong with it, or the head and the bytes behind it. */
type HeadStep =
  | 'more'
  | { readonly failure: Failure }
  | { readonly head: AnswerHead; readonly framing: Framing; readonly rest: Buffer }

/** Reads the head of the last answer out of the bytes that a server sends, past the interim ones (RFC 9110 §15.2). */
export interface HeadReader {
  take(chunk: Buffer): HeadStep
  /** Whether a part of a head has come, and not all of it. */
  isInside(): boolean
}

/** As many as Go's client takes. */
export const MAX_INTERIM = 5
/** As many as curl takes; each is an object of ours. */
const MAX_FIELDS = 5000
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const BEGINNING = Buffer.from('HTTP/1.')

/** A reader for the answer to one request; all heads together may have so many bytes. */
export function createHeadReader(method: string, maxBytes: number): HeadReader {
  const pending = createGrowingBuffer()
  const lines = createHeadLines(method)
  let searched = 0
  let bytesSeen = 0
  const take = (chunk: Buffer): HeadStep => {
    pending.append(chunk)
    const bytes = pending.view()
    let at = 0
    for (let end = bytes.indexOf(LINE_FEED, searched); end !== -1; end = bytes.indexOf(LINE_FEED, at)) {
      bytesSeen += end + 1 - at
      if (bytesSeen > maxBytes) return tooLarge(`more than ${maxBytes} bytes`)
      // A line may end without a carriage return (RFC 9112 §2.2), and curl and all browsers take it so.
      const line = bytes.toString('latin1', at, bytes[end - 1] === CARRIAGE_RETURN && end > at ? end - 1 : end)
      at = end + 1
      const step = lines.take(line)
      if (step === undefined) continue
      return 'failure' in step ? step : { ...step, rest: bytes.subarray(at) }
    }
    if (bytesSeen + bytes.length - at > maxBytes) return tooLarge(`more than ${maxBytes} bytes`)
    if (!lines.isInside() && !isBeginning(bytes.subarray(at))) return violation(NO_STATUS)
    pending.dropUntil(at)
    searched = pending.length
    return 'more'
  }
  return {
    take,
    isInside: () => lines.isInside() || pending.length > 0,
  }
}

/** Reads the lines of heads up to the last one. */
interface HeadLines {
  /** The head when this line ends it, or what is wrong; undefined when it goes on. */
  take(
    line: string,
  ): { readonly failure: Failure } | { readonly head: AnswerHead; readonly framing: Framing } | undefined
  isInside(): boolean
}

function createHeadLines(method: string): HeadLines {
  let interim = 0
  let begun: Begun | undefined
  const begin = (line: string): ReturnType<HeadLines['take']> => {
    // Some servers send an empty line too many after the answer before.
    if (line === '' && interim === 0) return undefined
    const status = parseStatusLine(line)
    if (status === undefined) return violation(NO_STATUS)
    begun = { ...status, ...noFields() }
    return undefined
  }
  const end = (head: Begun): ReturnType<HeadLines['take']> => {
    begun = undefined
    if (head.status === 101) return violation('The server switched to another protocol, which was not asked for')
    if (head.status < 200) {
      interim += 1
      return interim > MAX_INTERIM ? violation(TOO_MANY_INTERIM) : undefined
    }
    const framing = framingOf(method, head)
    return 'problem' in framing ? violation(framing.problem) : { head, framing }
  }
  return {
    take(line) {
      if (begun === undefined) return begin(line)
      if (line === '') return end(begun)
      const problem = addField(begun, line)
      if (problem !== undefined) return violation(problem)
      return begun.count > MAX_FIELDS ? tooLarge(`more than ${MAX_FIELDS} headers`) : undefined
    },
    isInside: () => begun !== undefined,
  }
}

interface Begun extends AnswerHead, Fields {
  readonly headers: Record<string, string>
  readonly setCookie: string[]
}

/** Whether an answer can begin so: what is no HTTP is not waited for. */
function isBeginning(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, BEGINNING.length)
  return bytes[0] === CARRIAGE_RETURN || bytes.compare(BEGINNING, 0, length, 0, length) === 0
}

const NO_STATUS = 'The answer does not begin with a status line of HTTP/1.0 or HTTP/1.1 and a status from 100 to 999'
export const TOO_MANY_INTERIM = `The server sent more than ${MAX_INTERIM} interim answers (1xx) before the answer`

function violation(detail: string): { readonly failure: Failure } {
  return { failure: { phase: 'wait', reason: 'protocol', detail } }
}

function tooLarge(what: string): { readonly failure: Failure } {
  return { failure: { phase: 'wait', reason: 'headers_size', detail: `The head of the answer has ${what}` } }
}
