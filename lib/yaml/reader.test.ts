import { describe, expect, test } from 'vitest'
import { openYaml } from './reader.ts'

function open(text: string) {
  const yaml = openYaml({ path: 'a.yaml', text })
  const codes = () => yaml.diagnostics.map(({ code, line, column }) => `${line}:${column} ${code}`)
  return { yaml, root: yaml.documents[0], codes }
}

describe('a file that is no YAML is read without throwing', () => {
  test.each([
    ['an open bracket', 'a: [1'],
    ['a tab as indentation', 'a:\n\tb: 1'],
    ['brackets without end', '['.repeat(20_000)],
    ['brackets without end over lines', '[\n'.repeat(20_000)],
    ['mappings without end', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['an alias of nothing', 'a: *b'],
    ['a lone surrogate', 'a: "\ud800"'],
  ])('%s', (_, text) => {
    const { yaml } = open(text)
    for (const { line, column } of yaml.diagnostics) expect([line, column].every(place => place >= 1)).toBe(true)
    expect(yaml.diagnostics.length > 0 || yaml.documents.length > 0).toBe(true)
  })
})

test('aliases are followed, and a laugh of a billion is not', () => {
  const { yaml, root } = open('base: &b { x: 1 }\nuse: *b\n')
  expect(root && yaml.map(root, 'use') && yaml.number(yaml.map(root, 'use') ?? root, 'x')).toBe(1)
  const bomb = [
    'a: &a0 [x]',
    ...Array.from({ length: 30 }, (_, i) => `b${i}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`),
  ]
  const laughing = open(bomb.join('\n'))
  expect(laughing.root && laughing.yaml.texts(laughing.root, 'b29')).toEqual([])
})

test('a byte order mark and CRLF leave places right', () => {
  const { yaml, root, codes } = open('\ufeffa: 1\r\nb: two\r\n')
  if (root !== undefined) yaml.number(root, 'b')
  expect(codes()).toEqual(['2:4 wrong-type'])
})

test('a key without a value is a key that is not there', () => {
  const { yaml, root, codes } = open('labels:\nslos:\n')
  if (root === undefined) throw new Error('no root')
  expect(yaml.strings(root, 'labels')).toEqual({})
  yaml.require(root, 'slos', 'List them.')
  expect(codes()).toEqual(['2:1 missing-key'])
})

test('an unknown key says which one was meant, and another spelling is read', () => {
  const { yaml, root } = open('objetive: 1\nerrorQuery: x\nfoo: 1\n')
  if (root === undefined) throw new Error('no root')
  yaml.onlyKeys(root, ['objective', 'error_query'])
  expect(yaml.diagnostics.map(({ severity, code, help }) => [severity, code, help])).toEqual([
    ['error', 'unknown-key', 'Did you mean "objective"?'],
    ['warning', 'key-spelling', 'Write "error_query".'],
    ['error', 'unknown-key', 'Known here: objective, error_query.'],
  ])
  expect(yaml.string(root, 'error_query')).toBe('x')
})

test('every read function says what it wanted and what it found', () => {
  const { yaml, root } = open('a: []\nb: x\nc: {}\n')
  if (root === undefined) throw new Error('no root')
  yaml.string(root, 'a')
  yaml.number(root, 'b')
  yaml.boolean(root, 'b')
  yaml.duration(root, 'b')
  yaml.map(root, 'b')
  yaml.maps(root, 'c')
  yaml.strings(root, 'a')
  expect(yaml.diagnostics.map(({ message }) => message)).toEqual([
    '"a" must be text, not a list',
    '"b" must be a number, not text "x"',
    '"b" must be true or false, not text "x"',
    '"b" must be a duration such as 5s, 250ms or 1h30m, not text "x"',
    '"b" must be a mapping, not text "x"',
    '"c" must be a list, not a mapping',
    '"a" must be a mapping of text to text, not a list',
  ])
})

test('a key that is no text is unknown, and not passed over', () => {
  const { yaml, root, codes } = open('a: 1\n? [b, c]\n: 2\n? { d: e }\n: 3\n')
  if (root === undefined) throw new Error('no root')
  yaml.onlyKeys(root, ['a'])
  expect(codes()).toEqual(['2:3 unknown-key', '4:3 unknown-key'])
})

test.each(['!secret token', '!!js/function "x"', '!env HOME'])(
  'the tag of %s, which another program fills in, is not taken for nothing',
  value => {
    const { codes, yaml } = open(`a: 1\nkey: ${value}\n`)
    expect(codes()).toEqual(['2:6 yaml-syntax'])
    expect(yaml.diagnostics[0]?.help).toContain('Write the value itself')
  },
)

test('the tags of YAML itself are read', () => {
  const { yaml, root, codes } = open('a: !!str 1\nb: !!int 2\nc: !!map { d: 1 }\n')
  if (root === undefined) throw new Error('no root')
  expect([yaml.string(root, 'a'), yaml.number(root, 'b'), codes()]).toEqual(['1', 2, []])
})

test('an entry of a list is found by its text, also behind an alias, and one text is its own entry', () => {
  const { yaml, root } = open('x: &x b\nlist: [a, *x, b]\none: a\n')
  if (root === undefined) throw new Error('no root')
  const at = (key: string, text: string, nth?: number) => yaml.itemNode(root, key, text, nth)?.range?.[0]
  expect([at('list', 'a'), at('list', 'b', 1), at('one', 'a')]).toEqual([15, 22, 30])
  expect(at('list', 'c')).toBe(14)
})
