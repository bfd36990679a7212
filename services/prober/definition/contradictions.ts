import { type Duration, formatDuration } from '../../../lib/duration.ts'
import type { YamlMap, YamlReader } from '../../../lib/yaml/reader.ts'
import type { EXPECT_FIELDS } from './fields.ts'
import type { Expectation, JsonExpectation, Request } from './model.ts'

/** What is asked, and what is expected of the answer. */
interface Asked {
  readonly expect: Expectation
  readonly request: Request
  readonly timeout: Duration | undefined
  /** Whether any path has TLS; a redirect may lead to it. */
  readonly maySeeTls: boolean
  /** Values that this step extracts from the body. */
  readonly takesBody: boolean
}

/** Expectations that no answer can meet, or that never apply: a sentence about each, undefined where there is no such thing. */
interface Contradiction {
  /** The key of `expect` that it is about. */
  readonly at: keyof typeof EXPECT_FIELDS
  readonly find: (asked: Asked) => string | undefined | readonly (string | undefined)[]
  readonly help: string
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

const hasBodyExpectation = ({ expect: { bodyContains, bodyMatches, json }, takesBody }: Asked): boolean =>
  takesBody || bodyContains.length + bodyMatches.length + json.length > 0

/** Whether every status that is expected lies in one of these ranges. */
const isOnly = ({ status }: Expectation, ...ranges: readonly (readonly [from: number, to: number])[]): boolean =>
  status.length > 0 && status.every(([from, to]) => ranges.some(([low, high]) => from >= low && to <= high))

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    at: 'status',
    find: ({ expect }) =>
      expect.status.map(([from, to]) => (to < 200 ? `No answer ends with the status ${from}` : undefined)),
    help: 'Statuses below 200 are interim answers, which are skipped.',
  },
  {
    at: 'status',
    find: ({ expect }) =>
      expect.redirects.allow !== 'none' && isOnly(expect, [301, 303], [307, 308])
        ? 'Only redirects are expected, and redirects are followed'
        : undefined,
    help: 'Expect the status behind the redirects, or write redirects: none.',
  },
  {
    at: 'status',
    find: asked =>
      isOnly(asked.expect, [204, 204], [304, 304]) && hasBodyExpectation(asked)
        ? 'Answers of these statuses have no body, and something is expected of it'
        : undefined,
    help: 'Expect another status, or nothing of the body.',
  },
  {
    at: 'body',
    find: ({ expect }) =>
      expect.bodyContains.map(text =>
        bytesOf(text) > expect.maxBodyBytes
          ? `A body of at most ${expect.maxBodyBytes} bytes cannot contain ${bytesOf(text)}`
          : undefined,
      ),
    help: 'Allow a larger body by max_bytes.',
  },
  {
    at: 'body',
    find: ({ expect }) => (expect.bodyContains.includes('') ? 'Every body contains an empty text' : undefined),
    help: 'Write the text that it must contain.',
  },
  {
    at: 'json',
    find: ({ expect }) =>
      expect.json.length > 0 && expect.maxBodyBytes === 0 ? 'An empty body is no JSON' : undefined,
    help: 'Allow a larger body by max_bytes.',
  },
  {
    at: 'headers',
    find: ({ expect: { headers } }) =>
      headers.map(({ name }, index) =>
        headers.findIndex(other => other.name === name) < index ? `The header ${name} is expected twice` : undefined,
      ),
    help: 'Keep one: case is no difference.',
  },
  {
    at: 'http_version',
    find: ({ expect, request }) =>
      expect.httpVersion === '2' && request.httpVersion !== '2' ? 'HTTP/2 is expected, and not asked for' : undefined,
    help: "Write http_version: '2' under request as well.",
  },
  {
    at: 'answers',
    find: ({ expect: { rcode, answers } }) =>
      answers.length > 0 && rcode !== 'NOERROR'
        ? `An answer with the response code ${rcode} has no records`
        : undefined,
    help: 'Expect NOERROR, or no answers.',
  },
  {
    at: 'latency',
    find: ({ expect: { maxLatency, degradedAbove }, timeout }) =>
      [maxLatency, degradedAbove].map(threshold =>
        threshold !== undefined && timeout !== undefined && threshold >= timeout
          ? `The threshold of ${formatDuration(threshold)} is not below the timeout of ${formatDuration(timeout)}`
          : undefined,
      ),
    help: 'A slower probe has ended by then: lower the threshold.',
  },
  {
    at: 'tls',
    find: ({ expect: { tls } }) =>
      !tls.isVerified && tls.hostname !== undefined
        ? 'The name of a certificate that is not verified is never compared'
        : undefined,
    help: 'Take hostname away, or verify the certificate.',
  },
  {
    at: 'tls',
    find: ({ maySeeTls }) => (maySeeTls ? undefined : 'No path has TLS'),
    help: 'Use https URLs, or take it away.',
  },
]

/** Why no value can be as a comparison says; undefined when one can. */
export function jsonContradiction({
  pointer,
  equals,
  isLiteral,
  atLeast,
  atMost,
}: JsonExpectation): string | undefined {
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    return `Nothing at "${pointer}" is at least ${atLeast} and at most ${atMost}`
  }
  if (equals === undefined || (atLeast === undefined && atMost === undefined)) return undefined
  const value = isLiteral === true || /^-?\d/.test(equals) ? Number(equals) : Number.NaN
  const isMet = value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity)
  return isMet ? undefined : `Nothing at "${pointer}" equals ${equals} and is in the range of at_least and at_most`
}

/** Reports what an expectation says that no answer can meet, and what never applies; keys that are reported already are left out. */
export function reportContradictions(
  yaml: YamlReader,
  map: YamlMap | undefined,
  asked: Asked,
  reported: readonly string[],
): void {
  if (map === undefined) return
  for (const { at, find, help } of CONTRADICTIONS) {
    const key = reported.includes(at) ? undefined : yaml.keyNode(map, at)
    if (key === undefined) continue
    for (const found of [find(asked)].flat()) if (found !== undefined) yaml.report('contradiction', found, key, help)
  }
}

/** Reports what is expected or taken of the body of an answer to HEAD, which has none. */
export function reportHead(yaml: YamlReader, map: YamlMap, expect: YamlMap | undefined, asked: Asked): void {
  if (asked.request.method !== 'HEAD' || !hasBodyExpectation(asked)) return
  const key = ['body', 'json'].map(each => expect && yaml.keyNode(expect, each)).find(node => node !== undefined)
  const problem = 'An answer to HEAD has no body, and something is expected of it'
  yaml.report('contradiction', problem, key ?? yaml.keyNode(map, 'extract'), 'Ask by GET.')
}
