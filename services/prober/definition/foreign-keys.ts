import type { YamlMap, YamlReader } from '../../../lib/yaml/reader.ts'
import type { ProbeKind } from '../contract/names.ts'
import type { EXPECT_FIELDS, PROBE_FIELDS } from './fields.ts'

/** Keys of a probe that only some kinds use. */
const KINDS_OF_KEYS: { readonly [Key in keyof typeof PROBE_FIELDS]?: readonly ProbeKind[] } = {
  request: ['http'],
  send: ['tcp'],
  query: ['dns'],
  steps: ['journey'],
}

/** What has an expectation: a probe of some kind, or a step of a journey. */
type Expecting = ProbeKind | 'step'

const AN_ANSWER = ['http', 'journey', 'step'] as const
/** What is allowed on the way to an answer; a journey's own expectation is about its last answer. */
const A_REQUEST = ['http', 'step'] as const

/** Expectations that only some compare. */
const KINDS_OF_EXPECTATIONS: { readonly [Key in keyof typeof EXPECT_FIELDS]?: readonly Expecting[] } = {
  status: AN_ANSWER,
  headers: AN_ANSWER,
  max_header_bytes: A_REQUEST,
  body: AN_ANSWER,
  json: AN_ANSWER,
  redirects: A_REQUEST,
  http_version: AN_ANSWER,
  tls: [...AN_ANSWER, 'tls'],
  rcode: ['dns'],
  answers: ['dns'],
  receive: ['tcp'],
}

/** Reports the keys of a probe that its kind does not use. */
export function reportForeignKeys(yaml: YamlReader, entry: YamlMap, kind: ProbeKind): void {
  report(yaml, entry, kind, KINDS_OF_KEYS)
}

/** Reports the expectations that are never compared; gives their keys. */
export function reportForeignExpectations(
  yaml: YamlReader,
  expect: YamlMap | undefined,
  kind: Expecting,
): readonly string[] {
  return expect === undefined ? [] : report(yaml, expect, kind, KINDS_OF_EXPECTATIONS)
}

function report(
  yaml: YamlReader,
  map: YamlMap,
  kind: Expecting,
  table: Readonly<Record<string, readonly Expecting[]>>,
): readonly string[] {
  return Object.entries(table).flatMap(([key, kinds]) => {
    const at = yaml.keyNode(map, key)
    if (at === undefined || kinds.includes(kind)) return []
    const what = kind === 'step' ? 'a step of a journey' : `a probe of kind ${kind}`
    const known = kinds.map(each => (each === 'step' ? 'a step of a journey' : each))
    yaml.report('wrong-kind', `"${key}" does not apply to ${what}`, at, `It applies to ${known.join(', ')}.`)
    return [key]
  })
}
