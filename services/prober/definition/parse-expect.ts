import { didYouMean } from '../../../lib/did-you-mean.ts'
import { searchMistake } from '../../../lib/re2.ts'
import { readFields } from '../../../lib/yaml/fields.ts'
import { isEmptyNode, literalOf } from '../../../lib/yaml/keys.ts'
import type { YamlMap, YamlReader } from '../../../lib/yaml/reader.ts'
import { jsonContradiction } from './contradictions.ts'
import { BODY_FIELDS, EXPECT_FIELDS, JSON_FIELDS, LATENCY_FIELDS, TLS_FIELDS } from './fields.ts'
import type { Expectation, HeaderExpectation, JsonExpectation, RedirectPolicy, TlsExpectation } from './model.ts'

const MAX_BODY_BYTES = 1_048_576
/** What Chrome takes; Go's client takes four times as much, curl a little more. */
const MAX_HEADER_BYTES = 262_144

/** The expectation where a file has none. */
export const DEFAULT_EXPECTATION: Expectation = {
  status: [[200, 299]],
  headers: [],
  bodyContains: [],
  bodyMatches: [],
  json: [],
  maxBodyBytes: MAX_BODY_BYTES,
  maxHeaderBytes: MAX_HEADER_BYTES,
  degradedAbove: undefined,
  maxLatency: undefined,
  tls: { isVerified: true, minVersion: '1.2', daysLeft: undefined, hostname: undefined },
  redirects: { allow: 'none' },
  httpVersion: undefined,
  rcode: 'NOERROR',
  answers: [],
  receive: undefined,
}

/** Reads `expect`; what it does not say is as in `otherwise`. */
export function readExpectation(
  yaml: YamlReader,
  map: YamlMap | undefined,
  otherwise = DEFAULT_EXPECTATION,
): Expectation {
  if (map === undefined) return otherwise
  const read = readFields(yaml, map, EXPECT_FIELDS)
  const body = read.body && readFields(yaml, read.body, BODY_FIELDS)
  const latency = read.latency && readFields(yaml, read.latency, LATENCY_FIELDS)
  if (latency?.degraded !== undefined && latency.max !== undefined && latency.degraded >= latency.max) {
    const help = 'A degraded answer is still good, so this threshold must be below max.'
    yaml.report('degraded-above-max', 'The degraded threshold is not below max', read.latency, help)
  }
  const httpVersion = read.http_version
  return {
    status: read.status === undefined ? otherwise.status : readStatus(yaml, map, read.status),
    headers: readHeaders(yaml, map, read.headers ?? {}),
    bodyContains: body?.contains ?? [],
    bodyMatches: read.body === undefined ? [] : expressions(yaml, read.body, 'matches', body?.matches ?? []),
    json: (read.json ?? []).flatMap(entry => readJson(yaml, entry) ?? []),
    maxBodyBytes: body?.max_bytes ?? MAX_BODY_BYTES,
    maxHeaderBytes: read.max_header_bytes ?? MAX_HEADER_BYTES,
    degradedAbove: latency?.degraded,
    maxLatency: latency?.max,
    tls: read.tls === undefined ? DEFAULT_EXPECTATION.tls : readTls(yaml, read.tls),
    redirects: readRedirects(yaml, map, read.redirects ?? ['none']),
    httpVersion: httpVersion === '2' || httpVersion === '1.1' ? httpVersion : undefined,
    rcode: read.rcode ?? 'NOERROR',
    answers: read.answers ?? [],
    receive: read.receive === undefined ? undefined : expressions(yaml, map, 'receive', [read.receive])[0],
  }
}

function readStatus(yaml: YamlReader, map: YamlMap, texts: readonly string[]): Expectation['status'] {
  if (texts.length === 0)
    yaml.report('bad-status', 'No status is expected', yaml.keyNode(map, 'status'), 'Write a status such as 200.')
  return texts.flatMap(text => {
    const match = /^(\d{3})(?:-(\d{3}))?$/.exec(text)
    const from = Number(match?.[1])
    const to = Number(match?.[2] ?? match?.[1])
    if (from >= 100 && to <= 599 && from <= to) return [[from, to] as const]
    const help = 'Write a status such as 200, or a range such as 200-299.'
    yaml.report('bad-status', `Cannot expect the status "${text}"`, yaml.node(map, 'status'), help)
    return []
  })
}

function readHeaders(
  yaml: YamlReader,
  map: YamlMap,
  headers: Readonly<Record<string, string>>,
): readonly HeaderExpectation[] {
  const at = yaml.map(map, 'headers')
  return Object.entries(headers).flatMap(([key, text]): HeaderExpectation[] => {
    const name = key.toLowerCase()
    if (text === 'present' || text === 'absent') return [{ name, is: text }]
    const source = /^\/(.*)\/$/s.exec(text)?.[1]
    if (source === undefined) return [{ name, is: 'equal', text }]
    const mistake = expressionMistake(source)
    if (mistake === undefined) return [{ name, is: 'match', text: source }]
    yaml.report('bad-expression', mistake, at && yaml.node(at, key), EXPRESSION_HELP)
    return []
  })
}

function readJson(yaml: YamlReader, entry: YamlMap): JsonExpectation | undefined {
  const read = readFields(yaml, entry, JSON_FIELDS)
  const { pointer } = read
  if (pointer === undefined) return undefined
  if (!isPointer(pointer)) {
    yaml.report(
      'bad-pointer',
      `Cannot use "${pointer}" as a JSON pointer`,
      yaml.node(entry, 'pointer'),
      'Start every step with "/", as in /status/ready.',
    )
    return undefined
  }
  if (yaml.keyNode(entry, 'equals') !== undefined && isEmptyNode(yaml.node(entry, 'equals'))) {
    yaml.report(
      'wrong-type',
      '"equals" must be a value, not nothing',
      yaml.keyNode(entry, 'equals'),
      'Write "null", in quotes, for JSON’s null.',
    )
  }
  const literal = read.equals === undefined ? undefined : literalOf(yaml.node(entry, 'equals'))
  const expected = {
    pointer,
    equals: literal ?? read.equals,
    ...(literal === undefined ? {} : { isLiteral: true as const }),
    matches: read.matches === undefined ? undefined : expressions(yaml, entry, 'matches', [read.matches])[0],
    atLeast: read.at_least,
    atMost: read.at_most,
  }
  const contradiction = jsonContradiction(expected)
  if (contradiction !== undefined) {
    const key = yaml.keyNode(entry, 'at_least') ?? yaml.keyNode(entry, 'at_most')
    yaml.report('contradiction', contradiction, key, 'Change one of them.')
  }
  return expected
}

/** Whether a text is a JSON pointer (RFC 6901 §3). */
export function isPointer(text: string): boolean {
  return text === '' || (text.startsWith('/') && !/~(?![01])/.test(text))
}

function readTls(yaml: YamlReader, map: YamlMap): TlsExpectation {
  const read = readFields(yaml, map, TLS_FIELDS)
  return {
    isVerified: read.verified ?? true,
    minVersion: read.min_version === '1.3' ? '1.3' : '1.2',
    daysLeft: read.days_left,
    hostname: read.hostname,
  }
}

const REDIRECT_WORDS = ['none', 'same-host'] as const

function readRedirects(yaml: YamlReader, map: YamlMap, texts: readonly string[]): RedirectPolicy {
  if (texts.length === 0) {
    const help = 'Write none, same-host, or host names.'
    yaml.report('bad-redirects', 'Redirects are allowed to no host', yaml.keyNode(map, 'redirects'), help)
  }
  const [first] = texts
  const word = texts.length === 1 ? REDIRECT_WORDS.find(candidate => candidate === first) : undefined
  if (word !== undefined) return { allow: word }
  for (const text of texts) {
    if (/^(localhost|[\w-]+(\.[\w-]+)+\.?)(:\d{1,5})?$/.test(text)) continue
    const meant = didYouMean(text, REDIRECT_WORDS)
    yaml.report(
      'bad-redirects',
      `Cannot use "${text}" as a redirect policy`,
      yaml.node(map, 'redirects'),
      meant === undefined ? 'Write none, same-host, or host names.' : `Did you mean "${meant}"?`,
    )
  }
  return { allow: 'hosts', hosts: texts.map(text => text.toLowerCase()) }
}

const EXPRESSION_HELP =
  'Write it as RE2 reads it: without look-around (?=…) and back-references \\1, so that no answer can make it backtrack endlessly.'

/** The sources that are regular expressions; the others are reported. */
export function expressions(
  yaml: YamlReader,
  map: YamlMap,
  key: string,
  sources: readonly string[],
): readonly string[] {
  return sources.filter(source => {
    const mistake = expressionMistake(source)
    if (mistake !== undefined) yaml.report('bad-expression', mistake, yaml.node(map, key), EXPRESSION_HELP)
    return mistake === undefined
  })
}

/** A pattern that backtracks endlessly would hang every probe, so only those are accepted that cannot. */
function expressionMistake(source: string): string | undefined {
  const mistake = searchMistake(source)
  return mistake && `Cannot use the regular expression "${source}": ${mistake}`
}
