import { readFileSync } from 'node:fs'
import Ajv from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { cronInterval, cronLongestGap, cronMistake } from '../../../adapters/cron.ts'
import { renderDiagnostics } from '../../../lib/diagnostic/diagnostic.ts'
import { parseProbes } from './parse.ts'

/** The schema as editors read it, strictly: an unknown keyword is a mistake. */
const validate = new Ajv.default({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('services/prober/probes.schema.json', 'utf8')),
)

const GOOD = parseYaml(readFileSync('services/prober/definition/testdata/every-field.yaml', 'utf8'))

/** What both can check: the rest (dates, other keys, files) only the parser can. */
const STRUCTURE = /^(unknown-key|missing-key|wrong-type|unknown-choice|out-of-range)$/

/** The parser’s diagnostics about a document’s structure; it is written as JSON, which is YAML. */
function complaints(document: unknown): string {
  const file = { path: 'x.yaml', text: JSON.stringify(document) }
  const pem = '-----BEGIN CERTIFICATE-----'
  const { diagnostics } = parseProbes(file, {
    env: () => 'x',
    file: () => pem,
    cronMistake,
    cronInterval,
    cronLongestGap,
  })
  return renderDiagnostics(diagnostics.filter(({ code }) => STRUCTURE.test(code)))
}

type Path = readonly (string | number)[]

/** Every place in a document, the document itself first. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  const entries = Array.isArray(value)
    ? [...value.entries()]
    : typeof value === 'object'
      ? Object.entries(value ?? {})
      : []
  return [path, ...entries.flatMap(([key, entry]) => placesIn(entry, [...path, key]))]
}

/** The document with one place changed. */
function changed(document: unknown, [key, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(document)
  const copy = structuredClone(document) as Record<string | number, unknown>
  const next = changed(copy[key], rest, change)
  if (next === undefined) delete copy[key]
  else copy[key] = next
  return copy
}

const PLACES = placesIn(GOOD).filter(path => path.length > 0)

const CHANGES: readonly [what: string, change: (value: unknown) => unknown][] = [
  ['a text', () => 'text'],
  ['a negative number', () => -1],
  ['true', () => true],
  ['a list', () => [[]]],
  ['a mapping', () => ({ strange: {} })],
  ['with a strange key', value => (isMapping(value) ? { ...value, strange: 1 } : value)],
]

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

test('the schema and the parser take the same file with every field', () => {
  expect(complaints(GOOD)).toBe('')
  expect(validate(GOOD), JSON.stringify(validate.errors)).toBe(true)
})

test.each(CHANGES)(
  'with one value %s, the schema and the parser agree whether a file is well formed',
  (_what, change) => {
    const disagreements = PLACES.filter(path => {
      const document = changed(GOOD, path, change)
      return validate(document) !== (complaints(document) === '')
    })
    expect(disagreements.map(path => path.join('/'))).toEqual([])
  },
)

test('a key that the schema misses the parser misses too', () => {
  // The parser misses more: an interval where there is no cron, a URL or an address as the kind wants it.
  const unnoticed = PLACES.filter(path => {
    const document = changed(GOOD, path, () => undefined)
    return !validate(document) && complaints(document) === ''
  })
  expect(unnoticed).toEqual([])
})
